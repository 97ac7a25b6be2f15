#include "base/duration.h"

#include <charconv>
#include <cstdint>
#include <utility>

namespace gatehouse::base {
namespace {

constexpr std::pair<char, int64_t> kUnits[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86'400}, {'w', 604'800}};

}  // namespace

std::optional<std::chrono::seconds> ParseDuration(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const std::string_view digits = text.substr(0, text.size() - 1);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  int64_t number = 0;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{}) return std::nullopt;
  for (const auto& [letter, seconds] : kUnits) {
    if (letter != text.back()) continue;
    if (number > kMaxDuration.count() / seconds) return std::nullopt;
    return std::chrono::seconds{number * seconds};
  }
  return std::nullopt;
}

}  // namespace gatehouse::base
