// Finds files that must not be committed: .env files in clear, and encrypted ones that are damaged or edited. Tests:
// guard_test.cc, tests/dotenv/test_guard.py with git itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

enum class Guarded : uint8_t {
  kNot,        // not checked
  kSettings,   // `.env`, `.env.NAME`, `NAME.env`: only encrypted
  kDirenv,     // `.envrc`: a script that may be committed if it contains no secret
  kEncrypted,  // `NAME.encrypted`: checked only if its first line identifies it
};
// By the file's name alone. Examples (`.env.example`, `sample.env`) are not guarded.
[[nodiscard]] Guarded GuardOf(std::string_view path);

// The guarded files that the next commit changes, as paths from the top of the repository; without those that
// .gitattributes marks as public (`config/public.env gatehouse-public`).
[[nodiscard]] base::Result<std::vector<std::string>> StagedFiles();

// All reasons against committing this content under this name.
[[nodiscard]] std::vector<base::Error> StagedFaults(const std::string& path, std::string_view content);

// The error for a comment in clear in an encrypted file.
[[nodiscard]] base::Error ClearComment(std::string where);

}  // namespace gatehouse::cli
