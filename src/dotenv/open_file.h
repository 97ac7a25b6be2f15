// Settings from a `.env` file in clear, or from an encrypted one (`.env.encrypted`, or `.env.NAME` that starts with
// Gatehouse's header line), decrypted in memory only. Used by `run`, `settings check`, `ref+dotenv://`. Shown by
// open_file_test.cc, tests/dotenv/.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "base/error.h"
#include "dotenv/grammar.h"

namespace gatehouse::dotenv {

struct OpenedFile {
  std::vector<Setting> settings;
  bool encrypted = false;
};

enum class OpenFault : uint8_t {
  kMissing,     // no such file
  kUnreadable,  // no permission, or too large
  kNoKey,       // no GPG key opens it: none of the recipients', a locked one, or no agent
  kBroken,      // a grammar error, or it was tampered with
};
struct OpenError {
  OpenFault fault = OpenFault::kBroken;
  base::Error error;
  std::vector<base::Error> others;  // the other faults of its lines
};
// If the file is encrypted, asks GPG's agent for the key.
[[nodiscard]] std::expected<OpenedFile, OpenError> OpenSettingsTelling(const std::string& path);
[[nodiscard]] base::Result<OpenedFile> OpenSettings(const std::string& path);

}  // namespace gatehouse::dotenv
