// The answers of people to lines of a checklist that no check can decide: who, when, what, signed with Ed25519. Kept in
// a file of the repository, so that a question is asked once and reviewers see the answer. Shown by answers_test.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::audit {

inline constexpr const char* kAnswersFile = "audit-answers.json";
inline constexpr size_t kMaxAnswers = 1000;

struct Answer {
  std::string line;      // "droplet/rs256"
  std::string question;  // the words that were asked; with other words it is another question
  std::string answer;    // "yes" "no" "not applicable"
  std::string note;
  std::string by;
  std::string date;  // "2026-01-31"
  std::string key;   // the public key, PEM
  std::string signature;

  [[nodiscard]] std::string SignedText() const;
  [[nodiscard]] std::string KeyId() const;  // the first 16 characters of the key's thumbprint
};

// Signs it with an Ed25519 key.
[[nodiscard]] base::Result<> Sign(Answer& answer, const crypto::PrivateKey& key);
// Error: an answer whose signature does not fit, or whose key is not among `trusted` (where there are any).
[[nodiscard]] base::Result<std::vector<Answer>> ReadAnswers(std::string_view json, const std::string& origin,
                                                            std::span<const crypto::PublicKey> trusted);

}  // namespace gatehouse::audit
