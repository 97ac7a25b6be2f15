// What must not be committed: plain .env files, and encrypted ones that are broken or were edited by hand. Shown by
// env_guard_test.cc, tests/dotenv/test_guard.py with git itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace gatehouse::cli {

enum class Guarded : uint8_t {
  kNot,        // not ours to judge
  kSettings,   // `.env`, `.env.NAME`, `NAME.env`: encrypted, or not at all
  kDirenv,     // `.envrc`: a script that belongs to the repository, as long as no secret is in it
  kEncrypted,  // `NAME.encrypted`: ours only if it says that it is
};
// By the file's name alone. Examples (`.env.example`, `sample.env`) are not guarded.
[[nodiscard]] Guarded GuardOf(std::string_view path);

// The guarded files that the next commit changes, by their path from the top of the repository; without those that
// .gitattributes calls public (`config/public.env gatehouse-public`).
[[nodiscard]] base::Result<std::vector<std::string>> StagedFiles();

// Everything that speaks against committing this content under this name.
[[nodiscard]] std::vector<base::Error> StagedFaults(const std::string& path, std::string_view content);

// For an encrypted file.
[[nodiscard]] base::Error ClearComment(std::string where);

}  // namespace gatehouse::cli
