#include "passwords/breached.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/crypto.h"
#include "base/descriptor.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/number.h"

namespace gatehouse::passwords {
namespace {

constexpr size_t kPrefixDigits = 5;
constexpr size_t kDigestDigits = 40;
constexpr size_t kMaxLine = 64;               // 40 digits, a colon, a count, "\r\n"
constexpr size_t kMaxRangeBytes = 256 << 10;  // a range has about a thousand lines of 40 bytes

std::string DigestOf(std::string_view password) {
  const auto digest = crypto::Sha1ForBreachedLists(password);
  return base::AsciiUpper(base::HexEncode({reinterpret_cast<const char*>(digest.data()), digest.size()}));
}

std::unexpected<base::Error> Misshapen(const std::string& path) {
  return base::Fail("Not a list of breached passwords", path,
                    "it needs lines 'DIGITS:COUNT' sorted by their digits; doc/people.md says how to get one");
}

// "DIGITS:COUNT" of exactly that many digits.
struct Line {
  std::string digits;
  uint64_t count = 0;
};
std::optional<Line> ReadLine(std::string_view text, size_t digits) {
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.size() < digits + 2 || text[digits] != ':') return {};
  Line line{.digits = base::AsciiUpper(text.substr(0, digits))};
  const bool hexadecimal = base::AllHex(line.digits);
  const auto count = base::ParseNumber<uint64_t>(text.substr(digits + 1));
  if (!hexadecimal || !count) return {};
  line.count = *count;
  return line;
}

base::Result<uint64_t> CountInRange(const std::string& path, std::string_view suffix) {
  const auto text = base::ReadFile(path, kMaxRangeBytes);
  if (!text) return std::unexpected(text.error());
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto line = ReadLine(base::TakeLine(rest), kDigestDigits - kPrefixDigits);
    if (!line) return Misshapen(path);
    // The service pads ranges with lines of count 0.
    if (line->digits == suffix) return line->count;
  }
  return 0;
}

class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

  [[nodiscard]] bool good() const { return file_.open(); }
  [[nodiscard]] off_t size() const {
    struct stat found{};
    return fstat(file_.get(), &found) == 0 ? found.st_size : 0;
  }
  // The line that contains byte `at`, and its start. Empty if a line is too long or cannot be read.
  struct Found {
    off_t begin = 0;
    std::string text;
  };
  [[nodiscard]] std::optional<Found> LineAt(off_t at) const {
    const off_t from = std::max<off_t>(0, at - static_cast<off_t>(kMaxLine));
    std::array<char, 2 * kMaxLine> buffer{};
    const ssize_t got = pread(file_.get(), buffer.data(), buffer.size(), from);
    if (got <= 0) return {};
    const std::string_view window(buffer.data(), static_cast<size_t>(got));
    const auto offset = static_cast<size_t>(at - from);
    if (offset >= window.size()) return {};
    const size_t before = offset == 0 ? std::string_view::npos : window.rfind('\n', offset - 1);
    if (before == std::string_view::npos && from != 0) return {};
    const size_t begin = before == std::string_view::npos ? 0 : before + 1;
    const size_t end = window.find('\n', offset);
    if (end == std::string_view::npos && from + got < size()) return {};
    const size_t length = std::min(end, window.size()) - begin;
    if (length > kMaxLine) return {};
    return Found{.begin = from + static_cast<off_t>(begin), .text = std::string(window.substr(begin, length))};
  }

 private:
  base::Descriptor file_;
};

// The service also publishes the list ordered by count: a binary search in such a file would
// find nothing. A few sampled lines distinguish the two.
base::Result<> CheckSorted(const std::string& path) {
  const OpenFile file(path);
  if (!file.good()) return base::SystemFail("Cannot be read", path);
  if (file.size() == 0) return Misshapen(path);
  constexpr off_t kSamples = 64;
  std::string last;
  for (off_t i = 0; i < kSamples; ++i) {
    const auto found = file.LineAt(file.size() / kSamples * i);
    auto line = found ? ReadLine(found->text, kDigestDigits) : std::nullopt;
    if (!line || line->digits < last) return Misshapen(path);
    last = std::move(line->digits);
  }
  return {};
}

base::Result<uint64_t> CountInFile(const std::string& path, std::string_view digest) {
  const OpenFile file(path);
  if (!file.good()) return base::SystemFail("Cannot be read", path);
  off_t low = 0;
  off_t high = file.size();  // the wanted line begins at or after `low`, and before `high`
  while (low < high) {
    const auto found = file.LineAt(low + (high - low) / 2);
    const auto line = found ? ReadLine(found->text, kDigestDigits) : std::nullopt;
    if (!line) return Misshapen(path);
    if (line->digits == digest) return line->count;
    if (line->digits < digest) {
      low = found->begin + static_cast<off_t>(found->text.size()) + 1;
    } else {
      high = found->begin;
    }
  }
  return 0;
}

}  // namespace

base::Result<BreachedList> BreachedList::Open(std::string path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) {
    return base::Fail("The list of breached passwords is not there", path,
                      "doc/people.md says how to get one, or take 'breached_passwords' out of the policy");
  }
  BreachedList list(std::move(path), S_ISDIR(found.st_mode));
  if (!list.folder_) {
    if (const auto sorted = CheckSorted(list.path_); !sorted) return std::unexpected(sorted.error());
  }
  // Looks up an arbitrary password to check that the list can be read and has the right format.
  if (const auto count = list.Count("gatehouse"); !count) return std::unexpected(count.error());
  return list;
}

base::Result<uint64_t> BreachedList::Count(std::string_view password) const {
  const std::string digest = DigestOf(password);
  if (!folder_) return CountInFile(path_, digest);
  std::string range = path_ + "/" + digest.substr(0, kPrefixDigits);
  if (access(range.c_str(), F_OK) != 0) range += ".txt";
  auto count = CountInRange(range, digest.substr(kPrefixDigits));
  // The range's name is part of the digest: it must not be logged.
  if (!count) {
    return base::Fail("A range of the list of breached passwords is missing or broken", path_,
                      "download all of its 1,048,576 ranges; doc/people.md says how");
  }
  return count;
}

}  // namespace gatehouse::passwords
