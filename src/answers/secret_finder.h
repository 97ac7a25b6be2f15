// Where secrets stand in what a service answers: keys that say what they are, private keys, password hashes, bearer
// tokens, passwords in addresses (events/known_key.h judges, as for the log), and canaries: texts of the owner's that
// must never leave. One pass finds where one may begin: the sieve's for secrets, where the processor can, else, and for
// canaries, Vectorscan's. Immutable; one for all answers of a worker. Tests: secret_finder_test.cc and
// stream_redactor_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answers/sieve.h"
#include "base/error.h"
#include "patterns/database.h"

namespace gatehouse::answers {

inline constexpr size_t kLeastCanary = 8;  // shorter texts stand in ordinary answers by chance
inline constexpr size_t kLongestCanary = 200;
inline constexpr size_t kMostCanaries = 256;

// The most that is held back of an answer: what may be the beginning of a secret is decided within so many bytes.
inline constexpr size_t kMostHeld = 256;

// A key of a known form; a bearer token; a private key in PEM; what was made of a password; a webhook's path; the
// password in an address; a canary.
enum class Kind : uint8_t { kKey, kToken, kPrivateKey, kHash, kWebhook, kAddress, kCanary };

// Whether a secret that reaches to the end of what is known goes on with this byte. Not for private keys.
[[nodiscard]] bool Continues(Kind kind, char c);

// Where something begins as a secret of that kind does.
struct Start {
  size_t at;
  Kind kind;
};

struct Secret {
  size_t begin;
  size_t end;
  Kind kind;
};

class SecretFinder {
 public:
  // `secrets`: whether more than the canaries is looked for. `readers`: those of the sieve; without one it is done
  // without the sieve, which finds the same.
  [[nodiscard]] static base::Result<SecretFinder> Make(bool secrets, std::span<const std::string> canaries,
                                                       std::span<const ReadMasks> readers = MaskReaders());

  // Each such place, in order; a place may stand there more than once. `scratch` is the calling thread's, made by
  // MakeScratch.
  void FindStarts(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts) const;
  [[nodiscard]] base::Result<patterns::Scratch> MakeScratch() const;

  // The secret that begins there. `before`: the byte in front of the text, NUL where there is none.
  [[nodiscard]] std::optional<Secret> SecretAt(std::string_view text, Start start, char before) const;

  // The first byte from which on more of the text could make a secret of its end; its size where nothing could.
  [[nodiscard]] size_t UndecidedFrom(std::string_view text, char before) const;

 private:
  SecretFinder(bool secrets, std::vector<std::string> canaries) : secrets_(secrets), canaries_(std::move(canaries)) {}
  static void AddBeginnings(std::string_view text, size_t at, std::vector<Start>& starts);
  static void AddAddress(std::string_view text, size_t sign, std::vector<Start>& starts);

  bool secrets_;
  std::vector<std::string> canaries_;
  std::optional<Sieve> sieve_;
  std::optional<patterns::Database> database_;
};

}  // namespace gatehouse::answers
