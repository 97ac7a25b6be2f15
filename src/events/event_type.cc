#include "events/event_type.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::events {
namespace {

constexpr std::array kTypes = {
#define X(constant, name, severity, subject, sentence) \
  EventTypeInfo{EventType::constant, name, gate::Severity::severity, Subject::subject, sentence},
    GATEHOUSE_EVENT_TYPES(X)
#undef X
};

// By name, for readers of large logs.
constexpr auto kByName = [] {
  auto sorted = kTypes;
  std::ranges::sort(sorted, {}, &EventTypeInfo::name);
  return sorted;
}();

}  // namespace

std::string_view Name(Subject subject) {
  constexpr std::array<std::string_view, 6> kNames = {"caller", "account", "droplet", "target", "issuer", "gate"};
  return kNames[static_cast<size_t>(subject)];
}

const EventTypeInfo& Describe(EventType type) { return kTypes[static_cast<size_t>(type)]; }

std::span<const EventTypeInfo> AllEventTypes() { return kTypes; }

std::optional<EventType> EventTypeNamed(std::string_view name) {
  const auto* const found = std::ranges::lower_bound(kByName, name, {}, &EventTypeInfo::name);
  if (found == kByName.end() || found->name != name) return std::nullopt;
  return found->type;
}

gate::Severity SeverityOf(EventType type, gate::Reason reason) {
  return reason == gate::Reason::kAllowed ? Describe(type).severity : gate::Describe(reason).severity;
}

}  // namespace gatehouse::events
