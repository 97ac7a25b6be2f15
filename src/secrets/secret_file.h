// A secret in a file: mounted by Docker or Kubernetes, or written by hand. Shown by secret_file_test.cc.
#pragma once

#include <expected>
#include <string>

#include "secrets/provider.h"

namespace gatehouse::secrets {

// The content without one line break (LF or CRLF) at its end (row C6). The version is made of the file's inode, size
// and time of change, and so changes with the `..data` link of a Kubernetes volume too. kAbsent where there is no file;
// kDenied where it can't be read; a folder, a device or too much is an error.
[[nodiscard]] std::expected<Fetched, ProviderError> ReadSecretFile(const std::string& path);

}  // namespace gatehouse::secrets
