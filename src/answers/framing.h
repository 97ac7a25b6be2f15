// Where a streaming response may be divided: after an event of text/event-stream, after a line of
// newline-delimited JSON, otherwise where its service flushes. Tests: framing_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::answers {

enum class Framing : uint8_t { kFlushes, kEvents, kLines };

[[nodiscard]] Framing FramingOf(std::string_view content_type);

// Length of the piece up to the end of its last event or line; 0 if none ends in it, and for kFlushes.
[[nodiscard]] size_t WholePart(Framing framing, std::string_view piece);

// True if responses of this type are searched. Images, audio and fonts contain no text, and would lose Content-Length.
[[nodiscard]] bool MayHoldText(std::string_view content_type);
// False for charsets that write ASCII letters in several bytes or other ones (UTF-16, UTF-32, EBCDIC): a secret spelled
// so would not be found.
[[nodiscard]] bool KeepsAscii(std::string_view charset);
// True for JSON and for JSON lines.
[[nodiscard]] bool IsJson(std::string_view content_type);

}  // namespace gatehouse::answers
