// Finds secrets in responses: keys with a known prefix, private keys, password hashes, bearer
// tokens, passwords in URLs (events/known_key.h recognizes them, as for the log), and canaries: the owner's texts that
// must never leave. One pass finds possible beginnings: with the sieve for secrets, if the processor supports it; else,
// and for canaries, with Vectorscan. Immutable; one per worker. Tests: secret_finder_test.cc and
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

inline constexpr size_t kLeastCanary = 8;  // shorter texts occur in ordinary responses by chance
inline constexpr size_t kLongestCanary = 200;
inline constexpr size_t kMostCanaries = 256;

// Maximum number of bytes of a response that are held back: enough to decide every possible beginning of a secret.
inline constexpr size_t kMostHeld = 256;

// The number of bytes in front of a text that matter.
inline constexpr size_t kMostBefore = 16;

// A key of a known form; a bearer token; a private key in PEM; a password hash; a webhook's path; the
// password in a URL; any of these in base64, up to the end of its run; a canary.
enum class Kind : uint8_t { kKey, kToken, kPrivateKey, kHash, kWebhook, kAddress, kEncoded, kCanary };

// True if a secret that reaches the end of a piece continues with this byte. Not for private keys.
[[nodiscard]] bool Continues(Kind kind, char c);

// A place where a secret of that kind may begin.
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
  // `secrets`: if false, only canaries are searched. `readers`: the sieve's implementations; if empty, it works
  // without the sieve and finds the same.
  [[nodiscard]] static base::Result<SecretFinder> Make(bool secrets, std::span<const std::string> canaries,
                                                       std::span<const ReadMasks> readers = MaskReaders());

  // Adds all such places, in order; a place may repeat. `scratch` belongs to the calling thread, from
  // MakeScratch.
  void FindStarts(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts) const;
  [[nodiscard]] base::Result<patterns::Scratch> MakeScratch() const;

  // What is left of a beginning if the text is decided up to `done`: nothing if it began before, unless base64 goes on.
  [[nodiscard]] static std::optional<Start> Left(std::string_view text, Start start, size_t done);

  // Returns the secret that begins there, if any. `before`: the end of what precedes the text, kMostBefore bytes or
  // less.
  [[nodiscard]] std::optional<Secret> SecretAt(std::string_view text, Start start, std::string_view before) const;

  // The position from which the end of the text could become a secret if it continues; else the text's size.
  [[nodiscard]] size_t UndecidedFrom(std::string_view text, std::string_view before) const;

 private:
  SecretFinder(bool secrets, std::vector<std::string> canaries) : secrets_(secrets), canaries_(std::move(canaries)) {}
  static void AddBeginnings(std::string_view text, size_t at, std::vector<Start>& starts);
  static void AddAddress(std::string_view text, size_t sign, std::vector<Start>& starts);
  // Adds the beginnings that the text spells itself. `runs`: where runs of base64 are.
  void AddSpelled(std::string_view text, patterns::Scratch& scratch, std::vector<Start>& starts,
                  std::vector<size_t>& runs) const;
  // Adds where the first secret begins in each of these runs.
  void AddEncoded(std::string_view text, patterns::Scratch& scratch, std::span<const size_t> runs,
                  std::vector<Start>& starts) const;

  bool secrets_;
  std::vector<std::string> canaries_;  // in all spellings
  std::optional<Sieve> sieve_;
  std::optional<patterns::Database> database_;
};

}  // namespace gatehouse::answers
