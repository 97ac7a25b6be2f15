#include "gate/form_field.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/lines.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxPartHeaders = 16;
constexpr size_t kMaxPartLine = 1024;

// Cuts the next parameter off `name="a;b"; filename=c`, without the ';'. A backslash quotes the next character.
std::string_view TakeParameter(std::string_view& text) {
  bool quoted = false;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '\\' && quoted) {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == ';' && !quoted) {
      break;
    }
  }
  const std::string_view parameter = text.substr(0, at);
  text = at < text.size() ? text.substr(at + 1) : std::string_view{};
  return parameter;
}

// "\"a\\b\"" → "ab"; of RFC 5987's form "UTF-8''a" what stands behind the second quote.
std::string Unquoted(std::string_view value, bool extended) {
  std::string text;
  for (const char c : base::TrimSpace(value)) {
    if (c != '"' && c != '\\') text += c;
  }
  const size_t first = extended ? text.find('\'') : std::string::npos;
  const size_t second = first == std::string::npos ? first : text.find('\'', first + 1);
  return second == std::string::npos ? text : text.substr(second + 1);
}

bool DispositionNames(std::string_view header, std::string_view name) {
  const size_t colon = header.find(':');
  if (colon == std::string_view::npos) return false;
  if (base::AsciiLower(base::TrimSpace(header.substr(0, colon))) != "content-disposition") return false;
  std::string_view rest = header.substr(colon + 1);
  while (!rest.empty()) {
    const std::string_view parameter = TakeParameter(rest);
    const size_t equals = parameter.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string key = base::AsciiLower(base::TrimSpace(parameter.substr(0, equals)));
    if (key != "name" && key != "name*") continue;
    if (NamesArgument(Unquoted(parameter.substr(equals + 1), key.ends_with('*')), name)) return true;
  }
  return false;
}

// The headers of a part, each on one line; `text` is left at what follows the empty line. False where that is none.
bool TakeHeaders(std::string_view& text, std::string& headers) {
  headers.clear();
  for (size_t count = 0; count <= kMaxPartHeaders && !text.empty(); ++count) {
    const std::string_view line = base::TakeLine(text);
    if (base::TrimSpace(line).empty()) return true;
    if (line.size() > kMaxPartLine || line.starts_with("--")) return false;  // the latter is another delimiter
    const bool folded = line.front() == ' ' || line.front() == '\t';
    if (!folded && !line.contains(':')) return false;
    if (!folded && !headers.empty()) headers += '\n';
    headers += folded ? base::TrimSpace(line) : line;
  }
  return false;
}

std::expected<std::optional<std::string>, QueryArgumentRepeated> FindPart(std::string_view body,
                                                                          std::string_view name) {
  std::optional<std::string> found;
  std::string headers;
  for (size_t at = body.starts_with("--") ? 0 : body.find("\n--"); at != std::string_view::npos;
       at = body.find("\n--", at)) {
    std::string_view rest = body.substr(at + 1);
    (void)base::TakeLine(rest);  // the delimiter
    at = body.size() - rest.size();
    if (at > 0) --at;  // the end of the delimiter's line may be the beginning of the next
    if (!TakeHeaders(rest, headers)) continue;
    std::string_view lines = headers;
    bool named = false;
    while (!lines.empty()) named = DispositionNames(base::TakeLine(lines), name) || named;
    if (!named) continue;
    if (found) return std::unexpected(QueryArgumentRepeated{});
    std::string_view value = rest;
    value = base::TakeLine(value);
    found = std::string(base::TrimSpace(value).substr(0, kMaxFormValue));
  }
  return found;
}

}  // namespace

FormKind FormKindOf(std::string_view content_type) {
  constexpr std::string_view kEncoded = "application/x-www-form-urlencoded";
  constexpr std::string_view kMultipart = "multipart/";  // "multipart/mixed" and its like are read as forms by some
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  std::string_view rest = content_type;
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  if (rest.size() < kMultipart.size()) return FormKind::kNone;
  if (base::EqualIgnoringCase(rest.substr(0, kMultipart.size()), kMultipart)) return FormKind::kMultipart;
  if (rest.size() < kEncoded.size() || !base::EqualIgnoringCase(rest.substr(0, kEncoded.size()), kEncoded)) {
    return FormKind::kNone;
  }
  rest.remove_prefix(kEncoded.size());
  while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
  return rest.empty() || rest.front() == ';' || rest.front() == ',' ? FormKind::kEncoded : FormKind::kNone;
}

size_t MaxFormBytes(FormKind kind) { return kind == FormKind::kMultipart ? kMaxMultipartForm : kMaxEncodedForm; }

std::expected<std::optional<std::string>, QueryArgumentRepeated> FindFormField(FormKind kind, std::string_view body,
                                                                               std::string_view name) {
  body = body.substr(0, MaxFormBytes(kind));
  if (kind == FormKind::kMultipart) return FindPart(body, name);
  const auto encoded = FindQueryArgument(body, name);
  if (!encoded) return std::unexpected(encoded.error());
  if (!*encoded) return std::nullopt;
  return base::PercentDecode((*encoded)->substr(0, 3 * kMaxFormValue)).value_or(std::string());
}

}  // namespace gatehouse::gate
