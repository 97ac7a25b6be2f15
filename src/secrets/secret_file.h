// A secret in a file: mounted by Docker or Kubernetes, or written by hand. Shown by secret_file_test.cc.
#pragma once

#include <expected>
#include <string>

#include "secrets/provider.h"

namespace gatehouse::secrets {

// The content without one line break (LF or CRLF) at its end (row C6). The version consists of the file's inode, size
// and change time, so it also changes with the `..data` link of a Kubernetes volume. kAbsent if there is no file;
// kDenied if it cannot be read; a folder, a device or a file that is too large is an error.
[[nodiscard]] std::expected<Fetched, ProviderError> ReadSecretFile(const std::string& path);

}  // namespace gatehouse::secrets
