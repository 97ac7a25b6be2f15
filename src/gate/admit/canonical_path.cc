#include "gate/admit/canonical_path.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// What a byte means to the reader of a path.
enum class Byte : uint8_t { kPlain, kSlash, kDot, kPercent, kRefused };

// RFC 3986 §2.3: characters for which an encoding is only a second spelling.
constexpr bool IsUnreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

// Beside what RFC 3986 allows in a path, '[' ']' '^' '|' pass: browsers send them bare, and nobody reads them in two
// ways.
constexpr std::array<Byte, 256> kBytes = [] {
  std::array<Byte, 256> bytes{};
  bytes.fill(Byte::kRefused);
  for (int c = 0; c < 256; ++c) {
    if (IsUnreserved(static_cast<unsigned char>(c))) bytes[static_cast<unsigned char>(c)] = Byte::kPlain;
  }
  for (const char c : std::string_view("!$&'()*+,=:@[]^|")) bytes[static_cast<unsigned char>(c)] = Byte::kPlain;
  bytes['/'] = Byte::kSlash;
  bytes['.'] = Byte::kDot;
  bytes['%'] = Byte::kPercent;
  return bytes;
}();

// Characters that must not come in an encoding: they would be read as structure by whoever decodes once more or once
// less.
constexpr std::array<bool, 256> kRefusedEncoded = [] {
  std::array<bool, 256> refused{};
  for (int c = 0; c < 256; ++c) {
    refused[static_cast<size_t>(c)] = c < 0x20 || c == 0x7F || IsUnreserved(static_cast<unsigned char>(c));
  }
  for (const char c : std::string_view("/\\;?#%")) refused[static_cast<unsigned char>(c)] = true;
  return refused;
}();

constexpr std::array<bool, 256> kQueryBytes = [] {
  std::array<bool, 256> allowed{};
  for (int c = 0x21; c < 0x7F; ++c) allowed[static_cast<size_t>(c)] = c != '#';
  return allowed;
}();

// The byte that an encoding at `i` stands for, or -1.
int EncodedByte(std::string_view text, size_t i) { return i < text.size() ? base::PercentByte(text.substr(i)) : -1; }

constexpr std::string_view kBrokenEncoding = "percent-encoding is broken";
constexpr std::string_view kNotUtf8 = "percent-encoding is not UTF-8";

// One encoded character at `i`, of one or more bytes (RFC 3629 table 3-7): its length in the path, or 0 with `why`.
size_t EncodedCharacter(std::string_view path, size_t i, std::string_view& why) {
  constexpr size_t kTriple = 3;
  const int first = EncodedByte(path, i);
  if (first < 0) {
    why = kBrokenEncoding;
    return 0;
  }
  if (first < 0x80) {
    if (!kRefusedEncoded[static_cast<size_t>(first)]) return kTriple;
    why = first == '%'                                      ? "percent-encoding is doubled"
          : IsUnreserved(static_cast<unsigned char>(first)) ? "a character that needs no encoding is encoded"
                                                            : "a separator or control character is encoded";
    return 0;
  }

  // The bounds of the second byte keep out overlong forms, surrogates, C1 controls and what lies above U+10FFFF.
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
  for (const Lead& lead : kLeads) {
    if (first < lead.from || first > lead.to) continue;
    for (size_t n = 1; n < lead.length; ++n) {
      const int next = EncodedByte(path, i + n * kTriple);
      const bool fits = n == 1 ? next >= lead.second_from && next <= lead.second_to : next >= 0x80 && next <= 0xBF;
      if (!fits) {
        why = kNotUtf8;
        return 0;
      }
    }
    return lead.length * kTriple;
  }
  why = kNotUtf8;
  return 0;
}

// Where the path ends ('?' or the end of the target), or npos with `why`. The target starts with '/'.
size_t ReadPath(std::string_view target, std::string_view& why) {
  size_t segment = 0;  // where the current segment starts
  bool dots_only = true;
  size_t i = 0;

  const auto end_segment = [&] {
    const size_t length = i - segment;
    if (dots_only && length >= 1 && length <= 2) why = "a segment is . or ..";
    return why.empty();
  };

  for (; i < target.size() && target[i] != '?';) {
    const Byte byte = kBytes[static_cast<unsigned char>(target[i])];
    if (byte == Byte::kPlain) {
      dots_only = false;
      ++i;
      continue;
    }
    switch (byte) {
      case Byte::kSlash:
        if (i != 0) {
          if (i == segment) why = "a segment is empty";
          if (!end_segment()) return std::string_view::npos;
        }
        segment = ++i;
        dots_only = true;
        break;
      case Byte::kDot:
        ++i;
        break;
      case Byte::kPercent: {
        const size_t length = EncodedCharacter(target, i, why);
        if (length == 0) return std::string_view::npos;
        dots_only = false;
        i += length;
        break;
      }
      default:
        why = "the path holds a character that must not stand in one";
        return std::string_view::npos;
    }
  }
  return end_segment() ? i : std::string_view::npos;
}

bool StartsWithIgnoringCase(std::string_view text, std::string_view lower) {
  if (text.size() < lower.size()) return false;
  for (size_t i = 0; i < lower.size(); ++i) {
    const char c = text[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c) != lower[i]) return false;
  }
  return true;
}

// RFC 9112 §3.2.2. The path and query of "http://host:port/path?query"; empty if the authority is not a plain one
// (no user information, which some parsers take for the host).
std::string_view PathOfAbsoluteForm(std::string_view target) {
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (!StartsWithIgnoringCase(target, scheme)) continue;
    const size_t slash = target.find('/', scheme.size());
    if (slash == std::string_view::npos || slash == scheme.size()) return {};
    for (const char c : target.substr(scheme.size(), slash - scheme.size())) {
      if (!IsUnreserved(static_cast<unsigned char>(c)) && c != ':' && c != '[' && c != ']') return {};
    }
    return target.substr(slash);
  }
  return {};
}

}  // namespace

std::optional<CanonicalPath> ReadTarget(std::string_view method, std::string_view target, std::string_view* why) {
  std::string_view reason;
  const auto refuse = [&](std::string_view sentence) -> std::optional<CanonicalPath> {
    if (why != nullptr) *why = sentence;
    return std::nullopt;
  };

  if (target.empty()) return refuse("there is no request target");
  if (target.size() > kMaxTargetBytes) return refuse("the request target is too long");
  if (method == "CONNECT") return refuse("the gate is no tunnel");
  if (target == "*") {
    if (method != "OPTIONS") return refuse("* stands for a path only with OPTIONS");
    return CanonicalPath{.path = target, .query = {}};
  }
  if (target.front() != '/') {
    target = PathOfAbsoluteForm(target);
    if (target.empty()) return refuse("the request target is neither a path nor a plain http address with a path");
  }

  const size_t path_end = ReadPath(target, reason);
  if (path_end == std::string_view::npos) return refuse(reason);
  CanonicalPath canonical{.path = target.substr(0, path_end), .query = {}};
  if (path_end < target.size()) canonical.query = target.substr(path_end + 1);
  for (const char c : canonical.query) {
    if (!kQueryBytes[static_cast<unsigned char>(c)])
      return refuse("the query holds a character that must not stand in one");
  }
  return canonical;
}

}  // namespace gatehouse::gate
