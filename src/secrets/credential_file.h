// A file that says who we are: missing, unreadable, too large and open to everyone are each told by name, with what to
// do. Shown by tests/secrets/test_credential_sources.py.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

inline constexpr size_t kMaxCredentialFile = size_t{1} << 20;

struct CredentialFile {
  std::string path;
  std::string_view what;  // "the kubeconfig": begins every message
  std::string_view make;  // how one comes to be: "kubectl config view shows which files are read"
};

// Warns where everyone can read it.
[[nodiscard]] std::expected<base::SecretString, ProviderError> ReadCredentialFile(const CredentialFile& file);

}  // namespace gatehouse::secrets
