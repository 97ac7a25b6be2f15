// Settings from a `.env` file in clear, or from an encrypted one (`.env.encrypted`, `.env.NAME` with Gatehouse's first
// line): decrypted in memory only. What `run`, `settings check` and `ref+dotenv://` use. Shown by open_file_test.cc,
// tests/dotenv/.
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
  kUnreadable,  // not for us, too large
  kNoKey,       // GPG's keys do not open it: none of ours, locked, no agent
  kBroken,      // its grammar, or it was tampered with
};
struct OpenError {
  OpenFault fault = OpenFault::kBroken;
  base::Error error;
  std::vector<base::Error> others;  // what else is wrong with its lines
};
// Asks GPG's agent for the key where the file is encrypted.
[[nodiscard]] std::expected<OpenedFile, OpenError> OpenSettingsTelling(const std::string& path);
[[nodiscard]] base::Result<OpenedFile> OpenSettings(const std::string& path);

}  // namespace gatehouse::dotenv
