// Sizes of bodies and times of services, for the whole gate and for one route (rows A11 B6).
#include "gate/policy/compile.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {

BodyBounds ReadBody(const TextNode& map, BodyBounds bounds) {
  const TextNode* body = map.Get("body");
  if (body == nullptr) return bounds;
  const auto number = [&](std::string_view name, size_t fallback) {
    if (TextOf(*body, name) == "unlimited") return BodyBounds::kUnlimited;
    const auto value = ParseSize(TextOf(*body, name));  // whole numbers are sizes too
    return value ? static_cast<size_t>(*value) : fallback;
  };
  bounds.max_bytes = number("max_bytes", bounds.max_bytes);
  bounds.json.max_bytes = bounds.max_bytes;
  bounds.buffered = TextOf(*body, "buffer", bounds.buffered ? "on" : "off") == "on";
  bounds.json.max_depth = number("max_depth", bounds.json.max_depth);
  bounds.json.max_members = number("max_members", bounds.json.max_members);
  return bounds;
}

void CheckUnlimited(Compilation& c, const TextNode& map, const BodyBounds& bounds) {
  const TextNode* body = map.Get("body");
  if (body == nullptr || !bounds.buffered || bounds.max_bytes != BodyBounds::kUnlimited) return;
  c.problems.Add(body->place, "A body of unlimited size would be kept whole before the service sees it",
                 "write 'buffer: off' beside it, or a size");
}

Timeouts ReadTimeouts(const TextNode& map, Timeouts timeouts) {
  const TextNode* node = map.Get("timeouts");
  if (node == nullptr) return timeouts;
  timeouts.connect = DurationOf(*node, "connect", timeouts.connect);
  timeouts.first_byte = DurationOf(*node, "first_byte", timeouts.first_byte);
  timeouts.idle = DurationOf(*node, "idle", timeouts.idle);
  timeouts.stream_idle = DurationOf(*node, "idle", timeouts.stream_idle);
  return timeouts;
}

}  // namespace gatehouse::gate
