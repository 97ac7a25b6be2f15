#include "gate/respond/stream_type.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::array<std::string_view, 2> kStreams = {"text/event-stream", "multipart/x-mixed-replace"};
constexpr std::string_view kEnds = "; \t";  // start of a type's parameters

}  // namespace

bool IsStreamType(std::string_view content_type) {
  return std::ranges::any_of(kStreams, [content_type](std::string_view each) {
    if (content_type.size() < each.size() || (content_type.front() | 0x20) != each.front()) return false;
    const bool ends = content_type.size() == each.size() || kEnds.contains(content_type[each.size()]);
    return ends && base::EqualIgnoringCase(content_type.substr(0, each.size()), each);
  });
}

}  // namespace gatehouse::gate
