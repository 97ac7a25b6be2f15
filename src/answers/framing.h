// The places where a streaming response may be cut: after an event of text/event-stream, after a line of
// newline-delimited JSON, otherwise where its service flushes. Tests: framing_test.cc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gatehouse::answers {

enum class Framing : uint8_t { kFlushes, kEvents, kLines };

[[nodiscard]] Framing FramingOf(std::string_view content_type);

// How much of the piece ends with its last event or line; 0 where none ends in it, and with kFlushes.
[[nodiscard]] size_t WholePart(Framing framing, std::string_view piece);

// Whether answers of this type are looked into. Pictures, sound and fonts hold no text, and lose what a length is for.
[[nodiscard]] bool MayHoldText(std::string_view content_type);
// Whether it is JSON, or a line of it after the other.
[[nodiscard]] bool IsJson(std::string_view content_type);

}  // namespace gatehouse::answers
