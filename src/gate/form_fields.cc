#include "gate/form_fields.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/lines.h"
#include "gate/form_field.h"
#include "gate/inspect/charset.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxPartHeader = 8 << 10;
constexpr size_t kMaxBoundary = 70;  // RFC 2046 §5.1.1

std::string Decoded(std::string_view encoded) {
  std::string text;
  text.reserve(encoded.size());
  for (size_t i = 0; i < encoded.size(); ++i) {
    const int byte = base::PercentByte(encoded.substr(i));
    if (byte >= 0) {
      text += static_cast<char>(byte);
      i += 2;
    } else {
      text += encoded[i] == '+' ? ' ' : encoded[i];
    }
  }
  return text;
}

// The value of a header parameter without quotes: `name` of `form-data; name="a"; filename="b"`.
std::optional<std::string> Parameter(std::string_view header, std::string_view name) {
  for (size_t at = header.find(';'); at < header.size();) {
    at = std::min(header.find_first_not_of("; \t", at), header.size());
    const size_t equals = header.find('=', at);
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view key = base::TrimSpace(header.substr(at, equals - at));
    at = equals + 1;
    std::string value;
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        if (header[at] == '\\' && at + 1 < header.size() && (header[at + 1] == '"' || header[at + 1] == '\\')) ++at;
        value += header[at];
      }
      at = std::min(header.find(';', at), header.size());
    } else {
      const size_t end = std::min(header.find(';', at), header.size());
      value = base::TrimSpace(header.substr(at, end - at));
      at = end;
    }
    if (base::EqualIgnoringCase(key, name)) return value;
  }
  return std::nullopt;
}

// The value of the header of that name among the lines of a part.
std::optional<std::string_view> Line(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    const std::string_view line = base::TakeLine(lines);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || !base::EqualIgnoringCase(base::TrimSpace(line.substr(0, colon)), name))
      continue;
    return base::TrimSpace(line.substr(colon + 1));
  }
  return std::nullopt;
}

Reason VisitPart(std::string_view part, const FieldVisit& visit, bool& stopped) {
  size_t begin = part.find("\r\n\r\n");
  size_t blank = 4;
  if (const size_t bare = part.find("\n\n"); bare < begin) {
    begin = bare;
    blank = 2;
  }
  if (begin == std::string_view::npos || begin > kMaxPartHeader) return Reason::kFieldsUnreadable;
  const std::string_view lines = part.substr(0, begin);
  std::string_view value = part.substr(begin + blank);
  if (value.ends_with('\n')) value.remove_suffix(1);
  if (value.ends_with('\r')) value.remove_suffix(1);
  const auto encoding = Line(lines, "content-transfer-encoding");
  if (encoding && !base::EqualIgnoringCase(*encoding, "binary") && !base::EqualIgnoringCase(*encoding, "8bit") &&
      !base::EqualIgnoringCase(*encoding, "7bit")) {
    return Reason::kFieldsUnreadable;
  }
  const std::string_view disposition = Line(lines, "content-disposition").value_or(std::string_view{});
  const std::string name = Parameter(disposition, "name").value_or(std::string());
  auto file = Parameter(disposition, "filename");
  if (!file) file = Parameter(disposition, "filename*");
  stopped = !visit(name, file ? std::string_view(*file) : value);
  return Reason::kAllowed;
}

Reason ForEachPart(std::string_view content_type, std::string_view body, const FieldVisit& visit) {
  const auto boundary = Parameter(content_type, "boundary");
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary) return Reason::kFieldsUnreadable;
  const std::string delimiter = "--" + *boundary;
  size_t at = body.find(delimiter);
  if (at == std::string_view::npos) return Reason::kFieldsUnreadable;
  bool stopped = false;
  while (!stopped) {
    at += delimiter.size();
    if (body.substr(at).starts_with("--")) return Reason::kAllowed;
    const size_t line = body.find('\n', at);
    if (line == std::string_view::npos) return Reason::kFieldsUnreadable;
    const size_t next = body.find(delimiter, line);
    if (next == std::string_view::npos) return Reason::kFieldsUnreadable;  // the last part is not terminated
    const Reason reason = VisitPart(body.substr(line + 1, next - line - 1), visit, stopped);
    if (reason != Reason::kAllowed) return reason;
    at = next;
  }
  return Reason::kAllowed;
}

}  // namespace

bool ForEachQueryField(std::string_view query, const FieldVisit& visit) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const size_t equals = pair.find('=');
    const bool named = equals != std::string_view::npos;
    const std::string name = named ? Decoded(pair.substr(0, equals)) : std::string();
    if (!pair.empty() && !visit(name, Decoded(named ? pair.substr(equals + 1) : pair))) return false;
  }
  return true;
}

Reason ForEachFormField(std::string_view content_type, std::string_view body, const FieldVisit& visit) {
  if (FormKindOf(content_type) == FormKind::kMultipart) return ForEachPart(content_type, body, visit);
  ForEachQueryField(body, visit);
  return Reason::kAllowed;
}

Reason CheckFormHeaders(const KnownHeaders& headers) {
  if (headers.content_type.count > 1 || headers.content_encoding.count > 1) return Reason::kHeaderRepeated;
  if (headers.content_encoding.present() && !base::EqualIgnoringCase(headers.content_encoding.value, "identity")) {
    return Reason::kBodyEncoding;
  }
  const std::string lower = base::AsciiLower(headers.content_type.value);
  if (!lower.contains("charset")) return Reason::kAllowed;
  const auto charset = Parameter(lower, "charset");
  if (!charset) return Reason::kBodyType;
  return CharsetNamed(*charset) == Charset::kOther ? Reason::kBodyType : Reason::kAllowed;
}

}  // namespace gatehouse::gate
