#include "gate/inspect/timestamp.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/ascii.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxTimestamp = 64;

using base::IsDigit;

// Reads the text from its start on.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool done() const { return rest_.empty(); }
  [[nodiscard]] bool AtDigit() const { return !rest_.empty() && IsDigit(rest_[0]); }
  [[nodiscard]] bool Take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  [[nodiscard]] bool TakeAnyOf(std::string_view characters) {
    if (rest_.empty() || std::ranges::find(characters, rest_[0]) == characters.end()) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits, their value between `least` and `most`.
  [[nodiscard]] bool TakeNumber(size_t count, int least, int most, int& value) {
    if (rest_.size() < count) return false;
    value = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!IsDigit(rest_[i])) return false;
      value = value * 10 + (rest_[i] - '0');
    }
    rest_.remove_prefix(count);
    return value >= least && value <= most;
  }
  [[nodiscard]] bool TakeDigits() {  // one at least
    size_t count = 0;
    while (count < rest_.size() && IsDigit(rest_[count])) ++count;
    rest_.remove_prefix(count);
    return count > 0;
  }

 private:
  std::string_view rest_;
};

int DaysIn(int year, int month) {
  constexpr std::array<int8_t, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[static_cast<size_t>(month - 1)];
}

bool TakeDate(Cursor& cursor) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!cursor.TakeNumber(4, 1, 9999, year)) return false;
  const bool extended = cursor.Take('-');
  if (!cursor.TakeNumber(2, 1, 12, month)) return false;
  if (extended && !cursor.Take('-')) return false;
  return cursor.TakeNumber(2, 1, DaysIn(year, month), day);
}

// HH, HH:MM, HH:MM:SS, HHMM, HHMMSS; a fraction only behind seconds.
bool TakeClock(Cursor& cursor) {
  int number = 0;
  if (!cursor.TakeNumber(2, 0, 23, number)) return false;
  const bool extended = cursor.Take(':');
  if (!extended && !cursor.AtDigit()) return true;
  if (!cursor.TakeNumber(2, 0, 59, number)) return false;
  if (extended ? !cursor.Take(':') : !cursor.AtDigit()) return true;
  if (!cursor.TakeNumber(2, 0, 59, number)) return false;
  return !cursor.TakeAnyOf(".,") || cursor.TakeDigits();
}

// Whether it is written as nearly all are, 2026-01-01T00:00:00Z: of such a one only the values are to be judged.
bool HasUsualShape(std::string_view text) {
  using base::kSixteen;
  using base::SixteenBytes;
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return false;
  const auto is = [](auto comparison) { return reinterpret_cast<SixteenBytes>(comparison); };
  SixteenBytes other{};
  for (const size_t at : {size_t{0}, kShape.size() - kSixteen}) {
    const SixteenBytes bytes = base::LoadSixteen(&text[at]);
    const SixteenBytes shape = base::LoadSixteen(&kShape[at]);
    other |= ~is(bytes == shape) & ~(is(shape == '0') & is(bytes - '0' < 10));
  }
  return !base::AnySet(other);
}

bool HasUsualValues(std::string_view text) {
  const auto two = [text](size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const int year = two(0) * 100 + two(2);
  const int month = two(5);
  const int day = two(8);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= DaysIn(year, month) && two(11) <= 23 &&
         two(14) <= 59 && two(17) <= 59;
}

}  // namespace

bool IsTimestamp(std::string_view text) {
  if (HasUsualShape(text)) return HasUsualValues(text);
  if (text.size() > kMaxTimestamp) return false;
  Cursor cursor(text);
  if (!TakeDate(cursor)) return false;
  if (cursor.done()) return true;
  if (!cursor.TakeAnyOf("Tt ") || !TakeClock(cursor)) return false;
  if (cursor.Take('Z') || cursor.done()) return cursor.done();
  return cursor.TakeAnyOf("+-") && TakeClock(cursor) && cursor.done();
}

}  // namespace gatehouse::gate
