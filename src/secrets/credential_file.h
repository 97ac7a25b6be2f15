// Reads a file of credentials. Missing, unreadable, too large and readable by everyone each have a message that names
// the file and the fix. Shown by tests/secrets/test_credential_sources.py.
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
  std::string_view what;  // "the kubeconfig": starts every message
  std::string_view make;  // how to get one: "kubectl config view shows which files are read"
};

// Warns if everyone can read it.
[[nodiscard]] std::expected<base::SecretString, ProviderError> ReadCredentialFile(const CredentialFile& file);

}  // namespace gatehouse::secrets
