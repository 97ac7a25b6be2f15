// Which content types are streams: answers without an end of their own, forwarded as they arrive, and ended when
// the client loses its access. Shown by stream_type_test.cc.
#pragma once

#include <string_view>

namespace gatehouse::gate {

// Takes a Content-Type with or without parameters: text/event-stream, multipart/x-mixed-replace.
[[nodiscard]] bool IsStreamType(std::string_view content_type);

}  // namespace gatehouse::gate
