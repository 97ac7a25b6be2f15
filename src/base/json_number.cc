#include "base/json_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/ascii.h"

namespace gatehouse::json {
namespace {

constexpr size_t kDigitsOfAnyInt64 = 18;    // integers of up to this many digits always fit
constexpr size_t kDigitsOfAnyDouble = 300;  // without an exponent, up to this many digits always fit

using base::IsDigit;

struct Shape {
  size_t integer_digits = 0;
  bool fraction = false;
  bool exponent = false;
};

const char* SkipDigits(const char* at, const char* end) {
  while (at != end && IsDigit(*at)) ++at;
  return at;
}

std::optional<Shape> ShapeOf(std::string_view text) {
  Shape shape;
  const char* at = text.data();
  const char* const end = at + text.size();
  if (at != end && *at == '-') ++at;
  const char* const integer = at;
  at = SkipDigits(at, end);
  if (at == integer || (*integer == '0' && at - integer > 1)) return std::nullopt;
  shape.integer_digits = static_cast<size_t>(at - integer);
  if (at != end && *at == '.') {
    shape.fraction = true;
    const char* const fraction = ++at;
    at = SkipDigits(at, end);
    if (at == fraction) return std::nullopt;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    shape.exponent = true;
    if (++at != end && (*at == '+' || *at == '-')) ++at;
    const char* const exponent = at;
    at = SkipDigits(at, end);
    if (at == exponent) return std::nullopt;
  }
  if (at != end) return std::nullopt;
  return shape;
}

// Whether a number outside a double's range is too large rather than too small: decided by the place of its first
// non-zero digit.
bool IsHuge(std::string_view text) {
  const size_t e = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, e);
  const size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  const size_t point = std::min(digits.find('.'), digits.size());
  int64_t place = static_cast<int64_t>(point) - static_cast<int64_t>(first);
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    int64_t power = 0;
    const auto [end, error] = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
    if (error != std::errc{}) return !exponent.starts_with('-');
    // Far from the limits of 64 bits on both sides: a text is at most 2^30 long.
    constexpr int64_t kFar = int64_t{1} << 40;
    place += power > kFar ? kFar : power < -kFar ? -kFar : power;
  }
  return place > 0;
}

bool IsInteger(std::string_view text) { return text.find_first_of(".eE") == std::string_view::npos; }

}  // namespace

std::optional<Kind> NumberKind(std::string_view text) {
  const auto shape = ShapeOf(text);
  if (!shape) return std::nullopt;
  if (!shape->fraction && !shape->exponent) {
    if (shape->integer_digits <= kDigitsOfAnyInt64) return Kind::kInteger;
    const char* const end = text.data() + text.size();
    int64_t integer = 0;
    if (std::from_chars(text.data(), end, integer).ec == std::errc{}) return Kind::kInteger;
    uint64_t unsigned_integer = 0;
    if (std::from_chars(text.data(), end, unsigned_integer).ec == std::errc{}) return Kind::kUnsigned;
  }
  const bool may_be_huge = shape->exponent || shape->integer_digits > kDigitsOfAnyDouble;
  if (may_be_huge && std::isinf(NumberValue(text))) return std::nullopt;
  return Kind::kDouble;
}

double NumberValue(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc::result_out_of_range) return value;
  const double magnitude = IsHuge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  return text.starts_with('-') ? -magnitude : magnitude;
}

size_t DumpedNumberSize(std::string_view text) {
  if (IsInteger(text)) return text == "-0" ? 1 : text.size();

  // "-d.ddde-XXX": the shortest digits that read back as the same double, as in Python.
  char buffer[32];
  const double value = NumberValue(text);
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, std::abs(value), std::chars_format::scientific);
  const std::string_view written(buffer, end);
  const size_t e = written.find('e');
  const auto digits = static_cast<int>(e > 1 ? e - 1 : 1);
  int power = 0;
  const char* const sign = buffer + e + 1;
  std::from_chars(*sign == '+' ? sign + 1 : sign, end, power);

  int size = std::signbit(value) ? 1 : 0;
  if (power >= 16 || power < -4) {
    size += (digits > 1 ? digits + 1 : 1) + static_cast<int>(written.size() - e);  // 1.5e+16, 1e-05
  } else if (power < 0) {
    size += 1 - power + digits;  // 0.00012: "0.", three zeros, two digits
  } else {
    size += digits > power + 1 ? digits + 1 : power + 3;  // 12.5, 1200.0
  }
  return static_cast<size_t>(size);
}

}  // namespace gatehouse::json
