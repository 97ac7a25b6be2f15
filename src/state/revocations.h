// Revoked tokens: by `jti`, by subject, by key. A revocation applies to the next
// request of every worker, even for cached tokens. Shown by revocations_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "jose/claims.h"
#include "state/entry_table.h"
#include "state/region.h"

namespace gatehouse::state {

enum class Revoked : uint8_t { kTokenId, kSubject, kKeyId };
[[nodiscard]] std::string_view Name(Revoked what);  // "jti" "subject" "key"
// "jti 7f3…", "subject droplet:14", "kid Qx…": for the details of an event. What follows "key" there would be redacted.
[[nodiscard]] std::string EventText(Revoked what, std::string_view value);

// Who made a revocation. It decides how much of the table may be used: entries that clients or visitors can create
// at will must leave room for those of operators, so that a flood of the former cannot block the latter.
enum class MadeBy : uint8_t { kOperator, kSession, kClient };
inline constexpr uint64_t kReserveParts = 64;   // of the table. Of these parts:
inline constexpr uint64_t kLeftByClients = 32;  // clients that revoke their own tokens leave half free,
inline constexpr uint64_t kLeftBySessions = 8;  // sessions an eighth,
inline constexpr uint64_t kLeftByTokens = 5;    // operators' single tokens leave room for droplets and many people,
inline constexpr uint64_t kLeftBySubjects = 1;  // and subjects leave some for keys

struct Revocation {
  Revoked what = Revoked::kTokenId;
  std::string issuer;  // empty: any issuer
  std::string value;   // the `jti`, the subject, the key id
  // Tokens with `iat` before this are revoked; empty: all of them. A token issued in the same second is revoked too.
  std::optional<base::Wall> issued_before;
  std::string reason;  // truncated to kNoteBytes
  base::Wall since;
  std::optional<base::Wall> expires;   // when the last such token has expired; empty: never
  MadeBy made_by = MadeBy::kOperator;  // not stored: List returns kOperator
};

class Revocations {
 public:
  explicit Revocations(const Region& region);

  [[nodiscard]] bool IsRevoked(const jose::Claims& principal, base::Wall now) const;

  // Adds, or replaces the one with the same what, issuer and value. `since` is `now`. An Error if the value is empty,
  // `expires` is not after `now`, or the table is full for this `made_by` (see there).
  [[nodiscard]] base::Result<> Add(const Revocation& revocation, base::Wall now);
  [[nodiscard]] base::Result<bool> Remove(Revoked what, std::string_view issuer, std::string_view value);
  [[nodiscard]] std::vector<Revocation> List(base::Wall now) const;

 private:
  EntryTable table_;
};

}  // namespace gatehouse::state
