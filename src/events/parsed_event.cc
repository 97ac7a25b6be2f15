#include "events/parsed_event.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "base/rfc3339.h"
#include "events/format.h"

namespace gatehouse::events {
namespace {

constexpr json::Limits kLimits{.max_bytes = kMaxLineBytes, .max_depth = 4, .max_members = 64};
constexpr uint64_t kLongestWait = 86'400;           // no limit has a longer window than a day
constexpr uint64_t kMostCount = 1'000'000'000'000;  // no second has seen more

gate::Reason ReasonNamed(std::string_view name) {
  static const auto by_name = [] {
    std::vector<std::pair<std::string_view, gate::Reason>> sorted;
    for (const gate::ReasonInfo& info : gate::AllReasons()) sorted.emplace_back(info.name, info.reason);
    std::ranges::sort(sorted);
    return sorted;
  }();
  const auto found = std::ranges::lower_bound(by_name, name, {}, &std::pair<std::string_view, gate::Reason>::first);
  return found != by_name.end() && found->first == name ? found->second : gate::Reason::kAllowed;
}

struct TextField {
  std::string_view name;
  std::string_view ParsedEvent::* member;
};
constexpr std::array kTexts = {
    TextField{field::kRoute, &ParsedEvent::route},      TextField{field::kMethod, &ParsedEvent::method},
    TextField{field::kPath, &ParsedEvent::path},        TextField{field::kPrincipal, &ParsedEvent::principal},
    TextField{field::kIssuer, &ParsedEvent::issuer},    TextField{field::kAddress, &ParsedEvent::address},
    TextField{field::kTraceId, &ParsedEvent::trace_id}, TextField{field::kDetails, &ParsedEvent::details},
    TextField{field::kTried, &ParsedEvent::tried},
};

}  // namespace

std::expected<ParsedEvent, LineFault> LineParser::Parse(std::string_view line) {
  const auto root = parser_.Parse(line, kLimits);
  if (!root || !root->IsObject()) return std::unexpected(LineFault::kUnreadable);
  ParsedEvent event;
  bool has_time = false;
  bool has_type = false;
  bool known = true;
  root->ForEach([&](std::string_view name, json::Value value) {
    const auto text = value.String();
    if (!text) {
      if (name == field::kCount) {
        const auto count = value.Integer();
        if (count && *count > 0) event.count = std::min(static_cast<uint64_t>(*count), kMostCount);
      } else if (name == field::kRetryAfter) {
        const auto wait = value.Integer();
        if (wait && *wait > 0) event.retry_after = std::min(static_cast<uint64_t>(*wait), kLongestWait);
      }
      return true;
    }
    if (name == field::kTime) {
      const auto time = base::ParseTimeTextMillis(*text);
      has_time = time.has_value();
      if (time) event.time = *time;
    } else if (name == field::kType) {
      has_type = true;
      const auto type = EventTypeNamed(*text);
      known = type.has_value();
      if (type) event.type = *type;
    } else if (name == field::kReason) {
      event.reason = ReasonNamed(*text);
    } else if (name == field::kMode) {
      event.observed = *text == kObserved;
    } else {
      const auto* const field = std::ranges::find(kTexts, name, &TextField::name);
      if (field != kTexts.end()) event.*(field->member) = *text;
    }
    return true;
  });
  if (!has_time || !has_type) return std::unexpected(LineFault::kUnreadable);
  if (!known) return std::unexpected(LineFault::kUnknownType);
  return event;
}

}  // namespace gatehouse::events
