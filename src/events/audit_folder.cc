#include "events/audit_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>

#include "base/bytes.h"
#include "base/file.h"
#include "events/log_files.h"

namespace gatehouse::events {
namespace {

constexpr std::string_view kSealSuffix = ".seal";

std::string FirstMessage(uint64_t segment) { return fmt::format("gatehouse-seal 1\nfirst\n{}\n", segment); }

base::Error BrokenLine(const std::string& path, const Broken& broken) {
  const std::string what = broken.how == Broken::How::kRemoved ? "a line that stood here was removed"
                                                               : fmt::format("this line was {}", Name(broken.how));
  return {fmt::format("{}", what), fmt::format("{}:{}", path, broken.line), {}};
}

class Check {
 public:
  Check(const AuditFolder& folder, const crypto::PublicKey& key, AuditReport& report)
      : folder_(folder), key_(key), report_(report) {}

  void Closed(uint64_t segment) {
    const std::string path = folder_.SegmentSeal(segment);
    const auto seal = Read(path);
    if (!seal) return;
    if (seal->head.segment != segment) return Fault(path, "This is the seal of another segment");
    if (!seal->closed) return Fault(path, "The seal was never closed");
    ++report_.segments;
    Lines(*seal, folder_.SegmentLines(segment));
  }

  void Open(const std::string& log) {
    const std::string path = folder_.OpenSeal();
    const auto seal = Read(path);
    if (!seal) return;
    const auto same = [&](const LogFile& file) { return file.inode == seal->head.inode; };
    const auto files = FilesOfLog(log);
    const auto file = std::ranges::find_if(files, same);
    if (file != files.end()) return Lines(*seal, file->path);
    if (!seal->lines.empty()) Fault(log, "The file of the open seal is missing, or was replaced");
  }

 private:
  void Fault(const std::string& where, std::string what) { report_.broken.push_back({std::move(what), where, {}}); }

  std::optional<Seal> Read(const std::string& path) {
    const auto text = base::ReadFile(path, kMaxSealBytes);
    if (!text) {
      Fault(path, text.error().what);
      return std::nullopt;
    }
    auto seal = ParseSeal(*text, &key_);
    if (!seal) {
      Fault(path, seal.error().what);
      return std::nullopt;
    }
    if (previous_ && seal->head.previous != *previous_)
      Fault(path, "The segment before this one was changed or removed");
    previous_ = seal->chain;
    if (seal->signed_at) report_.signed_at = seal->signed_at;
    return *std::move(seal);
  }

  void Lines(const Seal& seal, const std::string& path) {
    const auto found = SealLinesOf(path);
    if (!found) {
      if (!seal.lines.empty() || !seal.closed) Fault(path, "The lines of a segment are missing: " + found.error().what);
      return;
    }
    if (const auto broken = FirstBroken(seal.lines, *found, seal.closed)) {
      report_.lines += broken->line - 1;
      report_.broken.push_back(BrokenLine(path, *broken));
      return;
    }
    report_.lines += seal.lines.size();
    report_.unsealed_lines += found->size() - seal.lines.size();
  }

  const AuditFolder& folder_;
  const crypto::PublicKey& key_;
  AuditReport& report_;
  std::optional<std::string> previous_;  // the chain of the segment before
};

}  // namespace

std::string AuditFolder::SegmentSeal(uint64_t segment) const { return fmt::format("{}/{:06}.seal", path_, segment); }
std::string AuditFolder::SegmentLines(uint64_t segment) const { return fmt::format("{}/{:06}.jsonl", path_, segment); }

std::vector<uint64_t> AuditFolder::Segments() const {
  std::vector<uint64_t> segments;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    const std::string name = entry.path().filename().string();
    uint64_t number = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    if (read.ec == std::errc() && std::string_view(read.ptr) == kSealSuffix) segments.push_back(number);
  }
  std::ranges::sort(segments);
  return segments;
}

base::Result<std::string> FirstRecord(uint64_t segment, const crypto::PrivateKey& key) {
  const auto signature = key.Sign(crypto::Algorithm::kEdDsa, FirstMessage(segment));
  if (!signature) return std::unexpected(signature.error());
  return fmt::format("{} {}\n", segment, base::Base64UrlEncode(*signature));
}

std::optional<uint64_t> ParseFirst(std::string_view text, const crypto::PublicKey& key) {
  uint64_t segment = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), segment);
  const auto at = static_cast<size_t>(read.ptr - text.data());
  if (read.ec != std::errc() || at >= text.size() || text[at] != ' ' || !text.ends_with('\n')) return std::nullopt;
  const auto signature = base::Base64UrlDecode(text.substr(at + 1, text.size() - at - 2));
  if (!signature || !key.Verify(crypto::Algorithm::kEdDsa, FirstMessage(segment), *signature)) return std::nullopt;
  return segment;
}

base::Result<AuditReport> CheckAudit(const AuditFolder& folder, const std::string& log, const crypto::PublicKey& key) {
  const auto first_text = base::ReadFile(folder.First());
  if (!first_text) return std::unexpected(first_text.error());
  AuditReport report;
  const auto first = ParseFirst(*first_text, key);
  if (!first) {
    report.broken.push_back({"its signature is not that of the audit key", folder.First(), {}});
    return report;
  }
  Check check(folder, key, report);
  uint64_t expected = *first;
  for (const uint64_t segment : folder.Segments()) {
    if (segment < *first) continue;  // on its way out
    for (; expected < segment; ++expected) {
      report.broken.push_back({"a segment was removed", folder.SegmentSeal(expected), {}});
    }
    check.Closed(segment);
    ++expected;
  }
  check.Open(log);
  return report;
}

}  // namespace gatehouse::events
