// Questions of a checklist that only a person can answer: read from the signed file beside the repository, asked at the
// terminal, written back. Tests: tests/audit/test_formats.py.
#pragma once

#include <string>
#include <vector>

#include "audit/audit.h"
#include "base/clock.h"

namespace gatehouse::cli {

struct AnswerOptions {
  std::string file;  // empty: audit-answers.json in the repository
  std::string key;   // private; empty: audit_key.pem in the user's configuration folder, created if missing
  std::string by;    // empty: git's user.name
  std::vector<std::string> trusted;  // files of public keys
};

// Returns an empty list if there is no file.
[[nodiscard]] base::Result<std::vector<audit::Answer>> LoadAnswers(const AnswerOptions& options,
                                                                   const std::string& path);
// Asks about each line that needs a person and has no answer; saves the answers. Returns how many were given.
[[nodiscard]] base::Result<size_t> AskForAnswers(const AnswerOptions& options, const std::string& path,
                                                 const audit::Report& report, std::vector<audit::Answer> answers,
                                                 base::Wall now);

}  // namespace gatehouse::cli
