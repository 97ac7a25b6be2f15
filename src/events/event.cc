#include "events/event.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include "base/rfc3339.h"
#include "events/redaction.h"

namespace gatehouse::events {
namespace {

// Of a field as it came; far more than any field may show, so that cutting here never leaves half a secret in sight.
constexpr size_t kMaxInput = 16'384;
constexpr std::string_view kReplacement = "\\ufffd";

struct Character {
  char32_t code = 0;  // 0xFFFD where the bytes are not UTF-8
  size_t bytes = 1;
};

// RFC 3629: no overlong forms, no surrogates. Bytes that are none are taken one by one.
Character Decode(std::string_view text) {
  constexpr Character kInvalid{0xFFFD, 1};
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return kInvalid;
  char32_t code = lead & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return kInvalid;
    code = code << 6 | (byte(i) & 0x3FU);
  }
  constexpr char32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < kLeast[size] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return kInvalid;
  return {code, size};
}

// Characters that move the cursor, end a line or turn the text around, somewhere: controls, line and paragraph
// separators, bidirectional and other invisible marks.
bool IsTreacherous(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code <= 0x9F) || code == 0xAD || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE007F);
}

// Writes into a buffer that is large enough by construction: every field's share is bounded.
class Pen {
 public:
  explicit Pen(char* at) : at_(at) {}
  void Raw(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  void Name(std::string_view name) {
    Raw(first_ ? "{\"" : ",\"");
    Raw(name);
    Raw("\":");
    first_ = false;
  }
  void Text(std::string_view name, std::string_view value, size_t max_bytes) {
    if (value.empty()) return;
    Name(name);
    Raw("\"");
    Escaped(value, max_bytes);
    Raw("\"");
  }
  // For words that come from outside.
  void Outside(std::string_view name, std::string_view value, size_t max_bytes) {
    if (value.empty()) return;
    thread_local std::string redacted;
    redacted.clear();
    AppendRedacted(value.substr(0, kMaxInput), redacted);
    Text(name, redacted, max_bytes);
  }
  void Path(std::string_view name, std::string_view value, size_t max_bytes) {
    if (!value.empty()) Text(name, RedactPath(value.substr(0, kMaxInput)), max_bytes);
  }
  void Number(std::string_view name, uint64_t value) {
    Name(name);
    at_ = fmt::format_to(at_, "{}", value);
  }
  [[nodiscard]] char* at() const { return at_; }

 private:
  // What is treacherous is spelled out ("\x1b", "\u202e"), so that the value stays harmless even after a tool has
  // decoded it.
  void Escaped(std::string_view value, size_t max_bytes) {
    char* const limit = at_ + max_bytes;
    char* cut = at_;  // where the mark still fits
    while (!value.empty()) {
      char piece[16];
      const Character character = Decode(value);
      const std::string_view written = Spell(character, value, piece);
      if (at_ + written.size() > limit) {
        at_ = cut;
        Raw(kCutMark);
        return;
      }
      Raw(written);
      if (at_ + kCutMark.size() <= limit) cut = at_;
      value.remove_prefix(character.bytes);
    }
  }

  static std::string_view Spell(const Character& character, std::string_view value, char (&piece)[16]) {
    const auto spelled = [&piece](const char* end) {
      return std::string_view(piece, static_cast<size_t>(end - piece));
    };
    if (character.code == 0xFFFD && character.bytes == 1) return kReplacement;
    if (IsTreacherous(character.code)) {
      if (character.code < 0x100)
        return spelled(fmt::format_to(piece, "\\\\x{:02x}", static_cast<uint32_t>(character.code)));
      return spelled(fmt::format_to(piece, "\\\\u{:04x}", static_cast<uint32_t>(character.code)));
    }
    if (character.code == '"') return "\\\"";
    if (character.code == '\\') return "\\\\";
    return value.substr(0, character.bytes);
  }

  char* at_;
  bool first_ = true;
};

}  // namespace

std::string_view FormatLine(const Event& event, LineBuffer& buffer) {
  char* const begin = buffer.data() + 1;
  Pen pen(begin);
  pen.Text(field::kTime, base::TimeTextMillis(event.time), kMaxWord);
  pen.Text(field::kType, Describe(event.type).name, kMaxWord);
  pen.Text(field::kSeverity, gate::Name(SeverityOf(event.type, event.reason)), kMaxWord);
  if (event.reason != gate::Reason::kAllowed) {
    pen.Text(field::kReason, gate::Describe(event.reason).name, kMaxWord);
  }
  pen.Text(field::kMode, event.observed ? kObserved : kEnforced, kMaxWord);
  pen.Outside(field::kRoute, event.route, kMaxField);
  pen.Outside(field::kMethod, event.method, kMaxWord);
  pen.Path(field::kPath, event.path, kMaxPath);
  pen.Outside(field::kPrincipal, event.principal, kMaxField);
  pen.Outside(field::kIssuer, event.issuer, kMaxField);
  if (event.address) pen.Text(field::kAddress, event.address->Text(), kMaxWord);
  pen.Outside(field::kTraceId, event.trace_id, kMaxTraceId);
  pen.Text(field::kTried, event.tried, kMaxWord);
  if (event.retry_after > 0) pen.Number(field::kRetryAfter, event.retry_after);
  pen.Number(field::kPolicyGeneration, event.policy_generation);
  pen.Outside(field::kDetails, event.details, kMaxDetails);
  if (event.count > 0) pen.Number(field::kCount, event.count);
  pen.Raw("}\n");
  return {begin, static_cast<size_t>(pen.at() - begin)};
}

// The widest line: every field at its bound, its name and punctuation with it.
static_assert([] {
  size_t bytes = 2;
  for (const std::string_view name : {field::kTime, field::kType, field::kSeverity, field::kReason, field::kMode,
                                      field::kMethod, field::kAddress, field::kTried}) {
    bytes += name.size() + kMaxWord + 6;
  }
  for (const std::string_view name : {field::kRoute, field::kPrincipal, field::kIssuer})
    bytes += name.size() + kMaxField + 6;
  bytes += field::kTraceId.size() + kMaxTraceId + 6;
  bytes += field::kPath.size() + kMaxPath + 6 + field::kDetails.size() + kMaxDetails + 6;
  for (const std::string_view name : {field::kRetryAfter, field::kPolicyGeneration, field::kCount})
    bytes += name.size() + 20 + 6;
  return bytes;
}() <= kMaxLineBytes);

}  // namespace gatehouse::events
