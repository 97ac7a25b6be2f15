#include "gate/respond/rate_headers.h"

#include <fmt/format.h>

namespace gatehouse::gate {
namespace {

void Append(std::string& out, uint32_t number) {
  const fmt::format_int digits(number);
  out.append(digits.data(), digits.size());
}

// A structured-field string (RFC 9651 §3.3.3): printable ASCII, with '"' and '\\' escaped. Others become '?': a limit
// may be named after a claim, and a claim after anything. Then two parameters.
std::string Item(std::string_view name, std::string_view first, uint32_t first_value, std::string_view second,
                 uint32_t second_value) {
  constexpr size_t kLongestParameters = 32;
  std::string item;
  item.reserve(name.size() + kLongestParameters);
  item += '"';
  for (const char c : name) {
    if (c == '"' || c == '\\') item += '\\';
    item += c >= ' ' && c <= '~' ? c : '?';
  }
  item += '"';
  item += first;
  Append(item, first_value);
  item += second;
  Append(item, second_value);
  return item;
}

}  // namespace

std::string RateLimitValue(const RateReport& report) {
  return Item(report.name, ";r=", report.remaining, ";t=", report.reset_s);
}

std::string RateLimitPolicyValue(const RateReport& report) {
  return Item(report.name, ";q=", report.count, ";w=", report.window_s);
}

}  // namespace gatehouse::gate
