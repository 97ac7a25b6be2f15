#include "answers/framing.h"

#include <algorithm>
#include <string>

#include "base/bytes.h"

namespace gatehouse::answers {
namespace {

std::string MediaType(std::string_view content_type) {
  return base::AsciiLower(base::TrimSpace(content_type.substr(0, content_type.find(';'))));
}

constexpr std::string_view kLineTypes[] = {"application/x-ndjson",    "application/ndjson",
                                           "application/jsonl",       "application/x-jsonlines",
                                           "application/stream+json", "application/json-seq"};

bool IsLineType(std::string_view type) { return std::ranges::find(kLineTypes, type) != std::end(kLineTypes); }

}  // namespace

Framing FramingOf(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  if (type == "text/event-stream") return Framing::kEvents;
  return IsLineType(type) ? Framing::kLines : Framing::kFlushes;
}

size_t WholePart(Framing framing, std::string_view piece) {
  if (framing == Framing::kFlushes) return 0;
  if (framing == Framing::kLines) return piece.rfind('\n') + 1;  // npos + 1 is 0
  size_t end = 0;
  for (const std::string_view blank :
       {std::string_view("\n\n"), std::string_view("\r\n\r\n"), std::string_view("\r\r")}) {
    const size_t at = piece.rfind(blank);
    if (at != std::string_view::npos) end = std::max(end, at + blank.size());
  }
  return end;
}

bool MayHoldText(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  if (type == "image/svg+xml") return true;
  return !type.starts_with("image/") && !type.starts_with("audio/") && !type.starts_with("video/") &&
         !type.starts_with("font/");
}

bool KeepsAscii(std::string_view charset) {
  const std::string name = base::AsciiLower(charset);
  constexpr std::string_view kWide[] = {"utf-16", "utf16", "utf-32", "utf32", "ucs", "10646", "unicode", "ebcdic"};
  return std::ranges::none_of(kWide, [&name](std::string_view wide) { return name.contains(wide); });
}

bool IsJson(std::string_view content_type) {
  const std::string type = MediaType(content_type);
  return type == "application/json" || type.ends_with("+json") || IsLineType(type);
}

}  // namespace gatehouse::answers
