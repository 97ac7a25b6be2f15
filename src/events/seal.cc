#include "events/seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/number.h"

namespace gatehouse::events {
namespace {

constexpr std::string_view kMagic = "gatehouse-seal 1";
constexpr size_t kSealChunkBytes = 1 << 20;
constexpr uint64_t kFar = 1000;  // how far apart a removed or inserted run may be

template <size_t kSize>
std::string_view Bytes(const std::array<uint8_t, kSize>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::vector<std::string_view> WordsOf(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const size_t end = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return words;
}

std::string Message(const SealHead& head, uint64_t lines, uint64_t bytes, std::string_view chain, int64_t time,
                    bool closed) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", kMagic, head.segment, head.inode, head.previous, lines,
                     bytes, chain, time, closed ? "closed" : "open");
}

std::optional<SealedLine> LineOf(std::string_view record) {
  SealedLine line;
  if (record.size() < 2 + 2 * kSealDigestBytes + 2 || record[2 + 2 * kSealDigestBytes] != ' ') return std::nullopt;
  for (size_t i = 0; i < kSealDigestBytes; ++i) {
    const int high = base::HexDigit(record[2 + 2 * i]);
    const int low = base::HexDigit(record[3 + 2 * i]);
    if (high < 0 || low < 0) return std::nullopt;
    line.digest[i] = static_cast<uint8_t>(high * 16 + low);
  }
  const auto bytes = base::ParseNumber<uint64_t>(record.substr(3 + 2 * kSealDigestBytes));
  if (!bytes) return std::nullopt;
  line.bytes = *bytes;
  return line;
}

std::optional<SealHead> HeadOf(std::string_view record) {
  const auto words = WordsOf(record);
  if (!record.starts_with(kMagic) || words.size() < 4) return std::nullopt;
  const auto segment = base::ParseNumber<uint64_t>(words[2]);
  if (!segment) return std::nullopt;
  return SealHead{.segment = *segment,
                  .inode = std::string(words[3]),
                  .previous = words.size() > 4 ? std::string(words[4]) : std::string()};
}

struct Signature {
  uint64_t lines = 0;
  uint64_t bytes = 0;
  std::string chain;
  int64_t time = 0;
  std::string signature;
  bool closed = false;
};
std::optional<Signature> SignatureOf(std::string_view record) {
  const auto words = WordsOf(record);
  if (words.size() != 6) return std::nullopt;
  const auto lines = base::ParseNumber<uint64_t>(words[1]);
  const auto bytes = base::ParseNumber<uint64_t>(words[2]);
  const auto time = base::ParseNumber<uint64_t>(words[4]);
  const auto signature = base::Base64UrlDecode(words[5]);
  if (!lines || !bytes || !time || !signature) return std::nullopt;
  return Signature{.lines = *lines,
                   .bytes = *bytes,
                   .chain = std::string(words[3]),
                   .time = static_cast<int64_t>(*time),
                   .signature = *signature,
                   .closed = words[0] == "E"};
}

std::unexpected<base::Error> ChangedAt(uint64_t record) {
  return base::Fail(fmt::format("The seal itself was changed, at its line {}", record));
}

// Reads a seal record by record: its head, then lines and signatures, up to a signature that closes it.
class SealReader {
 public:
  explicit SealReader(const crypto::PublicKey* key) : key_(key) {}

  // False: the record was changed, or nothing of its kind can be here.
  [[nodiscard]] bool Take(std::string_view line, uint64_t record) {
    if (!chain_) return TakeHead(line);
    if (seal_.closed) return false;
    if (line.starts_with("L ")) return TakeLine(line);
    if (line.starts_with("S ") || line.starts_with("E ")) return TakeSignature(line, record);
    return false;
  }
  void set_whole_bytes(size_t bytes) { seal_.whole_bytes = bytes; }

  // The seal, after its newest signature was verified. It holds for all records in front of it.
  [[nodiscard]] base::Result<Seal> Finish() && {
    if (!chain_) return base::Fail("The seal is empty");
    seal_.chain = chain_->Text();
    if (!newest_) return std::move(seal_);
    const std::string message =
        Message(seal_.head, newest_->lines, newest_->bytes, newest_->chain, newest_->time, newest_->closed);
    if (key_ != nullptr && !key_->Verify(crypto::Algorithm::kEdDsa, message, newest_->signature)) {
      return ChangedAt(newest_record_);
    }
    seal_.signed_lines = newest_->lines;
    seal_.signed_at = base::Wall(std::chrono::milliseconds(newest_->time));
    return std::move(seal_);
  }

 private:
  bool TakeHead(std::string_view line) {
    auto head = HeadOf(line);
    if (!head) return false;
    seal_.head = *std::move(head);
    chain_.emplace(seal_.head);
    return true;
  }
  bool TakeLine(std::string_view line) {
    const auto sealed = LineOf(line);
    if (!sealed) return false;
    seal_.lines.push_back(*sealed);
    chain_->Add(*sealed);
    return true;
  }
  bool TakeSignature(std::string_view line, uint64_t record) {
    newest_ = SignatureOf(line);
    newest_record_ = record;
    if (!newest_) return false;
    seal_.closed = newest_->closed;
    return newest_->lines == chain_->lines() && newest_->bytes == chain_->bytes() && newest_->chain == chain_->Text();
  }

  const crypto::PublicKey* key_;
  Seal seal_;
  std::optional<SealChain> chain_;
  std::optional<Signature> newest_;
  uint64_t newest_record_ = 0;
};

}  // namespace

SealedLine SealLine(std::string_view line_with_newline) {
  SealedLine sealed{.bytes = line_with_newline.size()};
  const auto digest = crypto::Sha256(line_with_newline);
  std::copy_n(digest.begin(), kSealDigestBytes, sealed.digest.begin());
  return sealed;
}

SealChain::SealChain(const SealHead& head)
    : chain_(crypto::Sha256(fmt::format("{} {} {}", kMagic, head.segment, head.previous))) {}

void SealChain::Add(const SealedLine& line) {
  std::array<uint8_t, 32 + kSealDigestBytes + 8> joined{};
  std::ranges::copy(chain_, joined.begin());
  std::ranges::copy(line.digest, joined.begin() + 32);
  for (size_t i = 0; i < 8; ++i) joined[32 + kSealDigestBytes + i] = static_cast<uint8_t>(line.bytes >> (8 * i));
  chain_ = crypto::Sha256(Bytes(joined));
  ++lines_;
  bytes_ += line.bytes;
}

std::string SealChain::Text() const { return base::HexEncode(Bytes(chain_)); }

std::string HeadRecord(const SealHead& head) {
  return fmt::format("{} {} {}{}{}\n", kMagic, head.segment, head.inode, head.previous.empty() ? "" : " ",
                     head.previous);
}

std::string LineRecord(const SealedLine& line) {
  return fmt::format("L {} {}\n", base::HexEncode(Bytes(line.digest)), line.bytes);
}

base::Result<std::string> SignatureRecord(const SealHead& head, const SealChain& chain, bool closed, base::Wall now,
                                          const crypto::PrivateKey& key) {
  const int64_t time = now.time_since_epoch().count();
  const std::string text = chain.Text();
  const auto signature =
      key.Sign(crypto::Algorithm::kEdDsa, Message(head, chain.lines(), chain.bytes(), text, time, closed));
  if (!signature) return std::unexpected(signature.error());
  return fmt::format("{} {} {} {} {} {}\n", closed ? 'E' : 'S', chain.lines(), chain.bytes(), text, time,
                     base::Base64UrlEncode(*signature));
}

base::Result<Seal> ParseSeal(std::string_view text, const crypto::PublicKey* key) {
  SealReader reader(key);
  uint64_t record = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;  // cut short
    ++record;
    if (!reader.Take(text.substr(at, end - at), record)) return ChangedAt(record);
    at = end + 1;
    reader.set_whole_bytes(at);
  }
  return std::move(reader).Finish();
}

std::string_view Name(Broken::How how) {
  constexpr std::array<std::string_view, 3> kNames = {"changed", "removed", "inserted"};
  return kNames[static_cast<size_t>(how)];
}

std::optional<Broken> FirstBroken(const std::vector<SealedLine>& sealed, const std::vector<SealedLine>& found,
                                  bool closed) {
  size_t at = 0;
  while (at < sealed.size() && at < found.size() && sealed[at] == found[at]) ++at;
  if (at == sealed.size()) {
    if (at == found.size() || !closed) return std::nullopt;
    return Broken{.how = Broken::How::kInserted, .line = at + 1};
  }
  if (at == found.size()) return Broken{.how = Broken::How::kRemoved, .line = at + 1};
  // One that was changed has its neighbours where they were; others have moved.
  const auto same = [&](size_t in_sealed, size_t in_found) {
    return in_sealed < sealed.size() && in_found < found.size() && sealed[in_sealed] == found[in_found];
  };
  if (same(at + 1, at + 1)) return Broken{.how = Broken::How::kChanged, .line = at + 1};
  for (size_t far = 1; far <= kFar; ++far) {
    if (same(at + far, at)) return Broken{.how = Broken::How::kRemoved, .line = at + 1};
    if (same(at, at + far)) return Broken{.how = Broken::How::kInserted, .line = at + 1};
  }
  return Broken{.how = Broken::How::kChanged, .line = at + 1};
}

base::Result<std::vector<SealedLine>> SealLinesOf(const std::string& path) {
  const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.open()) return base::SystemFail("Cannot be read", path);
  std::vector<SealedLine> lines;
  std::string pending;
  size_t begin = 0;
  for (;;) {
    pending.erase(0, std::exchange(begin, 0));
    const size_t had = pending.size();
    pending.resize(had + kSealChunkBytes);
    const ssize_t got = ::read(file.get(), pending.data() + had, kSealChunkBytes);
    if (got < 0 && errno != EINTR) return base::SystemFail("Cannot be read", path);
    pending.resize(had + static_cast<size_t>(got > 0 ? got : 0));
    if (got == 0) break;
    for (size_t end = pending.find('\n', had); end != std::string::npos; end = pending.find('\n', begin)) {
      lines.push_back(SealLine(std::string_view(pending).substr(begin, end + 1 - begin)));
      begin = end + 1;
    }
  }
  return lines;
}

}  // namespace gatehouse::events
