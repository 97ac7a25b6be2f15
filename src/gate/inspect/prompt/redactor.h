// Secrets and personal data taken out of a prompt, before a service sees them: whatever the rules of `secret` and
// `personal_data` find in it as it is written (family_secret.cc), and keys and private keys in full
// (events/known_key.h). What stands there in disguise is not found here: judge.h refuses it. Immutable except for its
// scratch: one a thread. Shown by redactor_test.cc, tests/inspect/test_prompt_secrets.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::prompt {

class Redactor {
 public:
  [[nodiscard]] static base::Result<Redactor> Make();

  // Appends the text to `out`, each of them replaced by "[REDACTED]"; how many there were. Linear in the text.
  size_t Append(std::string_view text, std::string& out);

 private:
  struct Span {
    size_t begin;
    size_t end;
  };
  Redactor(patterns::Database database, patterns::Scratch scratch)
      : database_(std::move(database)), scratch_(std::move(scratch)) {}
  void FindByRules(std::string_view text);
  void FindKeys(std::string_view text);

  patterns::Database database_;
  patterns::Scratch scratch_;
  std::vector<Span> found_;
};

}  // namespace gatehouse::prompt
