// A rule of the secret scan: one row that holds the format, its words, how random a value must be, and a line each that
// must be found and must not. Rows stand in one file per family. Shown by scan/rules_test.cc, which runs every row.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace gatehouse::scan {

// A pattern is a regular expression (RE2's) in which <N:class> and <N-M:class> stand for N, or N to M, characters:
//   hex 0-9a-f · xhex either case · digit · lower 0-9a-z · upper 0-9A-Z · alnum · word alnum _ · url alnum _ - ·
//   b64 alnum + / · b32 A-Z2-7 · letter · uuid (no number: <uuid>)
// and <programs:NAME>, <arguments:NAME>, <commands:NAME>, <readers:any> for programs that take a password
// (scan/command_notation.h). Its group 1 is the secret; without a group, all of it is. Nothing may stand in front of it
// or behind it that would make it longer. In examples the same words stand for random characters, so that no line of
// ours holds a key.
struct Rule {
  enum class Kind : uint8_t {
    kKnown,    // the key shows by its own form, as "ghp_…" does. Looked for in binary files too
    kNamed,    // the service's name stands in front of it: `word`, up to 40 characters, a sign or a word like "key"
    kGeneric,  // any secret behind a telling name: weaker than the others, and quiet
  };

  std::string_view id;     // "github-personal-token"
  std::string_view title;  // "GitHub personal access token"
  std::string_view pattern;
  std::string_view word;     // of kNamed: the service's name, as a regular expression without case
  std::string_view trigger;  // what the one pass looks for; empty: the pattern's beginning. Ends as early as it can
  uint16_t before = 0;       // bytes in front of the trigger at which the pattern may begin
  uint16_t behind = 0;       // of kGeneric: bytes behind the trigger in which the secret begins; 0: not known
  double entropy = 0;        // bits per character that the secret has at least; 0: the kind's
  bool caseless = false;
  Kind kind = Kind::kKnown;
  // Of kGeneric: the longest secret, in bytes. RE2 keeps a state for each step of a count in a pattern, which takes ten
  // times as long.
  uint16_t longest = 200;
  bool words = false;      // of kGeneric: a passphrase, blanks and all
  bool password = false;   // of kGeneric: nothing but a password or a token stands there, so that short ones count
  std::string_view files;  // counts only in files with one of these names, as in a shell (".env .env.*"); empty: in all
  std::string_view found[3];  // each must be found
  std::string_view not_found[4];
};

// Every rule, the more telling first: where two find the same bytes, the first wins.
[[nodiscard]] std::span<const Rule* const> AllRules();
[[nodiscard]] const Rule* FindRule(std::string_view id);

}  // namespace gatehouse::scan
