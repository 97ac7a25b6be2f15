#include "events/parsed_event.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "events/format.h"

namespace gatehouse::events {
namespace {

constexpr json::Limits kLimits{.max_bytes = kMaxLineBytes, .max_depth = 4, .max_members = 64};
constexpr uint64_t kMostCount = 1'000'000'000'000;  // no second has seen more

// "2026-01-31T12:00:00.000Z", as FormatLine writes it and nothing else.
std::optional<base::Wall> TimeIn(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd.dddZ";
  if (text.size() != kShape.size()) return std::nullopt;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !digit : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [&](size_t at, size_t digits) {
    int value = 0;
    std::from_chars(text.data() + at, text.data() + at + digits, value);
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(number(20, 3));
}

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
      }
      return true;
    }
    if (name == field::kTime) {
      const auto time = TimeIn(*text);
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
