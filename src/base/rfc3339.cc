#include "base/rfc3339.h"

#include <fmt/format.h>

#include "base/ascii.h"

namespace gatehouse::base {
namespace {

constexpr std::string_view kShape = "0000-00-00T00:00:00";  // a '0' stands for any digit
constexpr std::string_view kMillisShape = "0000-00-00T00:00:00.000Z";
constexpr int kLeapSecond = 60;
constexpr size_t kMaxFractionDigits = 18;

bool HasShape(std::string_view text, std::string_view shape) {
  if (text.size() < shape.size()) return false;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0' ? !IsDigit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

// Reads digits that HasShape has checked.
int Number(std::string_view text, size_t at, size_t count) {
  int number = 0;
  for (const char c : text.substr(at, count)) number = number * 10 + (c - '0');
  return number;
}

// Removes ".25" from the start of `rest` and returns it.
std::optional<std::chrono::milliseconds> TakeFraction(std::string_view& rest) {
  if (!rest.starts_with('.')) return std::chrono::milliseconds{0};
  const size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
  if (end == 1 || end > 1 + kMaxFractionDigits) return std::nullopt;
  int milliseconds = 0;
  for (size_t i = 1; i <= 3; ++i) milliseconds = milliseconds * 10 + (i < end ? rest[i] - '0' : 0);
  rest.remove_prefix(end);
  return std::chrono::milliseconds{milliseconds};
}

// Offset from UTC of "Z" or "+01:00".
std::optional<std::chrono::minutes> ZoneOf(std::string_view zone) {
  if (zone == "Z") return std::chrono::minutes{0};
  constexpr std::string_view kOffset = "00:00";
  if (zone.size() != 1 + kOffset.size() || (zone[0] != '+' && zone[0] != '-') || !HasShape(zone.substr(1), kOffset)) {
    return std::nullopt;
  }
  const int hours = Number(zone, 1, 2);
  const int minutes = Number(zone, 4, 2);
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{hours * 60 + minutes};
  return zone[0] == '+' ? offset : -offset;
}

}  // namespace

std::string TimeText(Wall time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string TimeTextMillis(Wall time) {
  const auto millisecond = (time - std::chrono::floor<std::chrono::seconds>(time)).count();
  std::string text = TimeText(time);
  text.pop_back();
  return fmt::format("{}.{:03}Z", text, millisecond);
}

std::optional<Wall> ParseTimeText(std::string_view text) {
  if (text.size() != kShape.size() + 1 || !text.ends_with('Z') || text.substr(17, 2) == "60") return std::nullopt;
  return ParseRfc3339(text);
}

std::optional<Wall> ParseTimeTextMillis(std::string_view text) {
  if (text.size() != kMillisShape.size() || !HasShape(text, kMillisShape) || text.substr(17, 2) == "60")
    return std::nullopt;
  return ParseRfc3339(text);
}

std::optional<Wall> ParseRfc3339(std::string_view text) {
  if (!HasShape(text, kShape)) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(Number(text, 0, 4)),
                                         std::chrono::month(static_cast<unsigned>(Number(text, 5, 2))),
                                         std::chrono::day(static_cast<unsigned>(Number(text, 8, 2))));
  const int hour = Number(text, 11, 2);
  const int minute = Number(text, 14, 2);
  const int second = Number(text, 17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > kLeapSecond) return std::nullopt;
  std::string_view rest = text.substr(kShape.size());
  const auto fraction = TakeFraction(rest);
  const auto zone = ZoneOf(rest);
  if (!fraction || !zone) return std::nullopt;
  return Wall(std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
              std::chrono::seconds(second) + *fraction - *zone);
}

}  // namespace gatehouse::base
