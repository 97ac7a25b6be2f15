// The audit log (row A16): seals the event log while it is written. Closed parts are kept as numbered segments, each
// with its seal, chained to the one before and signed, for a set time and size. `gatehouse events verify` reports
// changes. Shown by audit_log_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "events/audit_folder.h"
#include "events/old_file.h"
#include "events/seal.h"

namespace gatehouse::watch {

class AuditLog {
 public:
  // `folder` is made if need be, mode 0700. Goes on where the last one ended; what a crash cut short is repaired.
  [[nodiscard]] static base::Result<AuditLog> Open(const std::string& folder, const std::string& log,
                                                   crypto::PrivateKey key);

  // Seals what has come in since; closes the segment once the log was rotated and its writers have moved on.
  [[nodiscard]] base::Result<> Step(base::Now now);
  // Closed segments that are too old or too much are removed, the oldest first.
  [[nodiscard]] base::Result<> Retain(base::Wall now, std::chrono::seconds kept, uint64_t bytes);
  // Whether what was sealed before the start is still as it was: in words, what is not. Asked once.
  [[nodiscard]] const std::optional<std::string>& broken() const { return broken_; }

 private:
  AuditLog(std::string folder, std::string log, crypto::PrivateKey key);
  [[nodiscard]] base::Result<> Resume();
  [[nodiscard]] base::Result<> Begin(std::string previous, uint64_t segment);
  [[nodiscard]] bool OpenFile(const std::string& path);
  [[nodiscard]] base::Result<bool> SealNew();  // whether there was anything
  [[nodiscard]] base::Result<> Sign(base::Wall now, bool closed);
  [[nodiscard]] base::Result<> Close(base::Wall now);
  [[nodiscard]] base::Result<> Append(const std::string& records);
  [[nodiscard]] bool Replaced() const;

  events::AuditFolder folder_;
  std::string log_;
  crypto::PrivateKey key_;
  events::SealHead head_;
  std::optional<events::SealChain> chain_;
  base::Descriptor seal_file_;
  base::Descriptor log_file_;  // of the segment
  std::string pending_;        // half a line
  bool unsigned_ = false;
  std::optional<base::Steady> signed_at_;
  events::OldFile old_;
  std::optional<std::string> broken_;
};

}  // namespace gatehouse::watch
