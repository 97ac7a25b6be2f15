#include "gate/respond/stream_type.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::array<std::string_view, 2> kStreams = {"text/event-stream", "multipart/x-mixed-replace"};

}  // namespace

bool IsStreamType(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find_first_of("; \t"));
  return std::ranges::any_of(kStreams, [type](std::string_view each) { return base::EqualIgnoringCase(type, each); });
}

}  // namespace gatehouse::gate
