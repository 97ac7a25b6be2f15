// Where the audit log lies: names that its writer and `events verify` share. doc/events.md shows the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/crypto.h"
#include "base/error.h"
#include "events/seal.h"

namespace gatehouse::events {

class AuditFolder {
 public:
  explicit AuditFolder(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string OpenSeal() const { return path_ + "/open.seal"; }
  [[nodiscard]] std::string PublicKey() const { return path_ + "/audit.pem"; }
  [[nodiscard]] std::string First() const { return path_ + "/first"; }  // signed: which segment is the oldest kept
  [[nodiscard]] std::string SegmentSeal(uint64_t segment) const;        // 000017.seal
  [[nodiscard]] std::string SegmentLines(uint64_t segment) const;       // 000017.jsonl
  // Numbers of the closed segments that have a seal, ascending.
  [[nodiscard]] std::vector<uint64_t> Segments() const;

 private:
  std::string path_;
};

// The content of First().
[[nodiscard]] base::Result<std::string> FirstRecord(uint64_t segment, const crypto::PrivateKey& key);
[[nodiscard]] std::optional<uint64_t> ParseFirst(std::string_view text, const crypto::PublicKey& key);

// What is not as it was sealed, the first of each place, in words: "000003.jsonl:17: this line was changed".
struct AuditReport {
  std::vector<base::Error> broken;
  uint64_t segments = 0;        // closed ones that were looked at
  uint64_t lines = 0;           // that are as they were sealed
  uint64_t unsealed_lines = 0;  // of the open one, that came in since
  std::optional<base::Wall> signed_at;
};
// `log` is the event log itself, whose newest file the open seal is over. An Error where it cannot be told.
[[nodiscard]] base::Result<AuditReport> CheckAudit(const AuditFolder& folder, const std::string& log,
                                                   const crypto::PublicKey& key);

}  // namespace gatehouse::events
