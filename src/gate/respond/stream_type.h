// Which answers are streams by their type: they have no end of their own, leave as they come, and last only as long as
// who asked for them may stay. Shown by stream_type_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

// Of a Content-Type with or without parameters: text/event-stream, multipart/x-mixed-replace.
[[nodiscard]] bool IsStreamType(std::string_view content_type);

}  // namespace gatehouse::gate
