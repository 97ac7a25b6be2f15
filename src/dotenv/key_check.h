// Row A1: checks that the keys needed for encrypted files and signed commits exist. Takes facts, returns findings.
// Shown by key_check_test.cc, tests/dotenv/test_keys_check.py.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "dotenv/gpg.h"

namespace gatehouse::dotenv {

inline constexpr std::chrono::days kExpirySoon{14};  // a key that expires sooner is reported

struct KeyFacts {
  base::Result<std::vector<GpgKey>> secret_keys;   // all keys, or those that --encryption-key names
  base::Result<std::vector<GpgKey>> signing_keys;  // secret keys named by user.signingkey; only looked up for OpenPGP
  base::Result<size_t> agent_keys = size_t{0};     // in the SSH agent
  std::string named_key;                           // --encryption-key; empty: any
  std::string signing_key;                         // git's user.signingkey; empty: not set
  std::string format;                              // git's gpg.format; empty: not set, which means openpgp
  bool signing_file_is_there = false;              // user.signingkey names an existing file; only for ssh
};

struct KeyFinding {
  std::string_view check;  // "gpg_encryption_key" "ssh_agent" "git_signing_key" "separate_keys"
  enum class Verdict : uint8_t { kGood, kSoon, kBad } verdict = Verdict::kGood;
  std::string what;
  std::string fix;  // the command that fixes it
};
// One finding per check, in that order.
[[nodiscard]] std::vector<KeyFinding> JudgeKeys(const KeyFacts& facts, base::Wall now);

}  // namespace gatehouse::dotenv
