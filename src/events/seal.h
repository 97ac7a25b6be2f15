// The seal over a file of the event log (row A16): a short digest of every line, a chain through them, and signatures
// over the chain, so that a line that is changed, taken out or put in shows, and which one. doc/events.md has the
// format; control/watch/audit_log.h writes it. Shown by seal_test.cc.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/error.h"

namespace gatehouse::events {

inline constexpr size_t kSealDigestBytes = 16;  // of a line's SHA-256
inline constexpr size_t kMaxSealBytes = size_t{512} << 20;
using SealDigest = std::array<uint8_t, kSealDigestBytes>;

struct SealedLine {
  SealDigest digest{};
  uint64_t bytes = 0;  // with its newline
  friend bool operator==(const SealedLine&, const SealedLine&) = default;
};
[[nodiscard]] SealedLine SealLine(std::string_view line_with_newline);

// A segment is one file of the log: number, how the chain began, and what has been sealed of it.
struct SealHead {
  uint64_t segment = 1;
  std::string inode;     // of the file, as LogFile says
  std::string previous;  // the chain at the end of the segment before, in hexadecimal; empty for the first
};

class SealChain {
 public:
  explicit SealChain(const SealHead& head);
  void Add(const SealedLine& line);
  [[nodiscard]] std::string Text() const;  // hexadecimal
  [[nodiscard]] uint64_t lines() const { return lines_; }
  [[nodiscard]] uint64_t bytes() const { return bytes_; }

 private:
  std::array<uint8_t, 32> chain_;
  uint64_t lines_ = 0;
  uint64_t bytes_ = 0;
};

// The records of a seal file, each a line with its newline.
[[nodiscard]] std::string HeadRecord(const SealHead& head);
[[nodiscard]] std::string LineRecord(const SealedLine& line);
[[nodiscard]] base::Result<std::string> SignatureRecord(const SealHead& head, const SealChain& chain, bool closed,
                                                        base::Wall now, const crypto::PrivateKey& key);

struct Seal {
  SealHead head;
  std::vector<SealedLine> lines;
  uint64_t signed_lines = 0;            // the first so many are signed for
  std::optional<base::Wall> signed_at;  // last
  bool closed = false;                  // no line belongs to it any more
  std::string chain;                    // over all lines
  uint64_t whole_bytes = 0;             // of the file: what is behind was cut short by a crash
};

// With a key, the newest signature must be good: then all lines before it are as they were sealed. What is wrong with
// the seal itself is an Error.
[[nodiscard]] base::Result<Seal> ParseSeal(std::string_view text, const crypto::PublicKey* key);

// The first line of a file that is not as it was sealed.
struct Broken {
  enum class How : uint8_t { kChanged, kRemoved, kInserted };
  How how = How::kChanged;
  uint64_t line = 1;  // in the file as it is; of a removed one: where it stood
};
[[nodiscard]] std::string_view Name(Broken::How how);  // "changed" "removed" "inserted"

// `closed`: lines behind the sealed ones were put in; else they only came later.
[[nodiscard]] std::optional<Broken> FirstBroken(const std::vector<SealedLine>& sealed,
                                                const std::vector<SealedLine>& found, bool closed);

// The whole lines of a file.
[[nodiscard]] base::Result<std::vector<SealedLine>> SealLinesOf(const std::string& path);

}  // namespace gatehouse::events
