#include "gate/admit/canonical_path.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// The meaning of a byte in a path.
enum class Byte : uint8_t { kPlain, kSlash, kDot, kPercent, kSemicolon, kLong, kRefused };

// In addition to RFC 3986's path characters, other visible ones are allowed: browsers send '[' ']' '^' '|' unencoded,
// Java's URLConnection and Python's http.client all of them, curl letters outside ASCII, too, and services all read
// them alike.
constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> bytes{};
  bytes.fill(Byte::kRefused);
  for (int c = 0; c < 256; ++c) {
    if (base::IsUnreserved(static_cast<char>(c))) bytes[static_cast<unsigned char>(c)] = Byte::kPlain;
  }
  for (const char c : std::string_view("!\"$&'()*+,<=>:@[]^`{|}")) bytes[static_cast<unsigned char>(c)] = Byte::kPlain;
  bytes['/'] = Byte::kSlash;
  bytes['.'] = Byte::kDot;
  bytes['%'] = Byte::kPercent;
  bytes[';'] = Byte::kSemicolon;
  for (size_t c = 0x80; c < bytes.size(); ++c) bytes[c] = Byte::kLong;
  return bytes;
}();

// Characters that must not be encoded either: no service needs them in a path, and many read them as structure.
constexpr bool IsRefusedEncoded(int c) { return c < 0x20 || c == 0x7F || c == '\\'; }

constexpr std::array<bool, 256> kQueryBytes = [] {
  std::array<bool, 256> allowed{};
  for (size_t c = 0x21; c < allowed.size(); ++c) allowed[c] = c != '#' && c != 0x7F;
  return allowed;
}();

// The byte encoded at `i`, or -1.
int EncodedByte(std::string_view text, size_t i) { return i < text.size() ? base::PercentByte(text.substr(i)) : -1; }

int BareByte(std::string_view text, size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : -1; }

constexpr std::string_view kBrokenEncoding = "percent-encoding is broken";
constexpr std::string_view kNotUtf8 = "percent-encoding is not UTF-8";
constexpr std::string_view kBareNotUtf8 = "the path is not UTF-8";

constexpr std::string_view kDoubled = "percent-encoding is doubled";
constexpr std::string_view kDotSegment = "a segment is . or ..";
constexpr std::string_view kEmpty = "a segment is empty";
constexpr std::string_view kForbidden = "the path has a character that is not allowed there";
constexpr std::string_view kDelimiterEncoded = "a delimiter is encoded";
constexpr size_t kTriple = 3;  // "%2F"

// The length in the path of a character of two or more bytes at `i` (RFC 3629 table 3-7), whose first byte is `first`;
// 0 if it is invalid. Either all of its bytes are percent-encoded or none.
size_t LongCharacter(std::string_view path, size_t i, int first, bool encoded) {
  // The range of the second byte excludes overlong forms, surrogates, C1 controls and characters above U+10FFFF.
  struct Lead {
    int from, to, second_from, second_to;
    size_t length;
  };
  static constexpr std::array<Lead, 9> kLeads = {{
      {0xC2, 0xC2, 0xA0, 0xBF, 2},
      {0xC3, 0xDF, 0x80, 0xBF, 2},
      {0xE0, 0xE0, 0xA0, 0xBF, 3},
      {0xE1, 0xEC, 0x80, 0xBF, 3},
      {0xED, 0xED, 0x80, 0x9F, 3},
      {0xEE, 0xEF, 0x80, 0xBF, 3},
      {0xF0, 0xF0, 0x90, 0xBF, 4},
      {0xF1, 0xF3, 0x80, 0xBF, 4},
      {0xF4, 0xF4, 0x80, 0x8F, 4},
  }};
  const size_t step = encoded ? kTriple : 1;
  const auto byte_at = encoded ? EncodedByte : BareByte;
  for (const Lead& lead : kLeads) {
    if (first < lead.from || first > lead.to) continue;
    for (size_t n = 1; n < lead.length; ++n) {
      const int next = byte_at(path, i + n * step);
      const bool fits = n == 1 ? next >= lead.second_from && next <= lead.second_to : next >= 0x80 && next <= 0xBF;
      if (!fits) return 0;
    }
    return lead.length * step;
  }
  return 0;
}

bool IsHex(int c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

// Reads a path to its end, decoding each character once. A character that some reader may treat as structure is treated
// as structure: a name between any two of them must not be '.' or '..'.
class PathReader {
 public:
  // The target must start with '/'.
  explicit PathReader(std::string_view target) : target_(target) {}

  // The end of the path ('?' or the end of the target), or npos with `why()`.
  size_t Read() {
    while (at_ < target_.size() && target_[at_] != '?') {
      const Byte byte = kBytes[static_cast<unsigned char>(target_[at_])];
      if (byte == Byte::kPlain && percent_ == 0) {
        dots_ = kNotDots;
        after_slash_ = false;
        ++at_;
        continue;
      }
      if (!Special(byte)) return std::string_view::npos;
    }
    return EndName() ? at_ : std::string_view::npos;
  }
  [[nodiscard]] std::string_view why() const { return why_; }
  [[nodiscard]] uint8_t doubts() const { return doubts_; }

 private:
  static constexpr int kNotDots = 3;

  bool Fail(std::string_view why) {
    why_ = why;
    return false;
  }

  void Doubts(uint8_t doubt, std::string_view why) {
    if (doubts_ == 0) why_ = why;
    doubts_ |= doubt;
  }

  bool Special(Byte byte) {
    switch (byte) {
      case Byte::kPercent:
        return Encoded();
      case Byte::kLong:
        return Long(BareByte(target_, at_), false);
      case Byte::kRefused:
        return Fail(kForbidden);
      default:
        return Character(BareByte(target_, at_++), false);
    }
  }

  bool Long(int first, bool encoded) {
    const size_t length = LongCharacter(target_, at_, first, encoded);
    if (length == 0) return Fail(encoded ? kNotUtf8 : kBareNotUtf8);
    at_ += length;
    return Character(first, encoded);
  }

  bool Encoded() {
    const int byte = EncodedByte(target_, at_);
    if (byte < 0) return Fail(kBrokenEncoding);
    if (byte >= 0x80) return Long(byte, true);
    if (IsRefusedEncoded(byte)) return Fail("a backslash or control character is encoded");
    at_ += kTriple;
    return Character(byte, true);
  }

  bool Character(int c, bool encoded) {
    if (MakesAnotherEncoding(c)) return Fail(kDoubled);
    const bool after_slash = after_slash_;
    after_slash_ = false;
    switch (c) {
      case '/':
        return Slash(encoded, after_slash);
      case ';':
        Doubts(kParameters, encoded ? kDelimiterEncoded : kForbidden);
        if (after_slash) Empty();  // for readers that remove parameters
        return EndName();
      case '?':
      case '#':  // handled above if unencoded, like '?'
        Doubts(kEncodedEnd, kDelimiterEncoded);
        return EndName();
      case '%':
        Doubts(kEncodedPercent, kDelimiterEncoded);
        percent_ = 2;
        dots_ = kNotDots;
        return true;
      case '.':
        if (dots_ < kNotDots) ++dots_;
        return true;
      default:
        dots_ = kNotDots;
        return true;
    }
  }

  bool Slash(bool encoded, bool after_slash) {
    if (encoded) Doubts(kEncodedSlash, kDelimiterEncoded);
    if (after_slash) Empty();
    after_slash_ = true;
    return EndName();
  }

  void Empty() {
    Doubts(kEmptySegment, kEmpty);
    if (!named_) Doubts(kLeadingSlashes, kEmpty);
  }

  bool EndName() {
    if (dots_ == 1 || dots_ == 2) return Fail(kDotSegment);
    named_ = named_ || dots_ != 0;
    dots_ = 0;
    return true;
  }

  // Whether a reader that decodes twice finds an encoding: %25 and two hexadecimal digits, or `u` as in old
  // JavaScript's escapes.
  bool MakesAnotherEncoding(int c) {
    if (percent_ == 0) return false;
    const bool hex = IsHex(c);
    const bool made = (percent_ == 1 && hex) || (percent_ == 2 && (c | 0x20) == 'u');
    percent_ = percent_ == 2 && hex ? 1 : 0;
    return made;
  }

  std::string_view target_;
  size_t at_ = 0;
  std::string_view why_;
  uint8_t doubts_ = 0;
  int dots_ = 0;              // number of dots that the current name consists of; kNotDots: anything else
  bool named_ = false;        // a non-empty name has ended
  bool after_slash_ = false;  // nothing has followed the last slash
  int percent_ = 0;           // hexadecimal digits still needed to make an encoding of a decoded '%'
};

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    if (base::ToLower(text[i]) != lower[i]) return false;
  }
  return true;
}

struct AbsoluteForm {
  std::string_view authority;
  std::string_view path;
};

// RFC 9112 §3.2.2. Authority, path and query of "http://host:port/path?query"; empty if the authority is not plain
// (user information is refused, because some parsers read it as the host).
AbsoluteForm ReadAbsoluteForm(std::string_view target) {
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (!StartsWithIgnoringCase(target, scheme)) continue;
    const size_t slash = target.find('/', scheme.size());
    if (slash == std::string_view::npos || slash == scheme.size()) return {};
    const std::string_view authority = target.substr(scheme.size(), slash - scheme.size());
    for (const char c : authority) {
      if (!base::IsUnreserved(c) && c != ':' && c != '[' && c != ']') return {};
    }
    return {.authority = authority, .path = target.substr(slash)};
  }
  return {};
}

}  // namespace

std::optional<CanonicalPath> ReadTarget(std::string_view method, std::string_view target, std::string_view* why) {
  const auto refuse = [&](std::string_view sentence) -> std::optional<CanonicalPath> {
    if (why != nullptr) *why = sentence;
    return std::nullopt;
  };

  if (target.empty()) return refuse("there is no request target");
  if (target.size() > kMaxTargetBytes) return refuse("the request target is too long");
  if (method == "CONNECT") return refuse("the gate is not a tunnel");
  if (target == "*") {
    if (method != "OPTIONS") return refuse("* stands for a path only with OPTIONS");
    return CanonicalPath{.path = target, .query = {}};
  }
  if (target.front() != '/') {
    target = ReadAbsoluteForm(target).path;
    if (target.empty()) return refuse("the request target is neither a path nor a plain http address with a path");
  }

  PathReader reader(target);
  const size_t path_end = reader.Read();
  if (path_end == std::string_view::npos) return refuse(reader.why());
  CanonicalPath canonical{.path = target.substr(0, path_end), .query = {}, .doubts = reader.doubts()};
  if (path_end < target.size()) canonical.query = target.substr(path_end + 1);
  unsigned seen = 0;
  for (const char c : canonical.query) {
    const auto byte = static_cast<unsigned char>(c);
    if (!kQueryBytes[byte]) return refuse("the query has a character that is not allowed there");
    seen |= byte;
  }
  if (seen >= 0x80 && !base::IsUtf8(canonical.query)) return refuse("the query is not UTF-8");
  if (canonical.doubts != 0 && why != nullptr) *why = reader.why();
  return canonical;
}

std::string_view AuthorityOfTarget(std::string_view target) {
  return target.starts_with('/') ? std::string_view{} : ReadAbsoluteForm(target).authority;
}

}  // namespace gatehouse::gate
