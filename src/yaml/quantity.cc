#include "yaml/quantity.h"

#include <charconv>
#include <utility>

#include "base/bytes.h"
#include "base/duration.h"

namespace gatehouse::yaml {
namespace {

constexpr int64_t kLargest = 1'000'000'000'000;  // of any number in a file; no product below overflows

constexpr std::pair<std::string_view, int64_t> kBytes[] = {
    {"", 1},
    {"b", 1},
    {"kb", 1000},
    {"mb", 1'000'000},
    {"gb", 1'000'000'000},
    {"kib", 1 << 10},
    {"mib", 1 << 20},
    {"gib", int64_t{1} << 30},
};

}  // namespace

std::optional<int64_t> ParseInteger(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || value > kLargest) return std::nullopt;
  return value;
}

std::optional<std::chrono::seconds> ParseDuration(std::string_view text) {
  constexpr size_t kShortest = 2;
  if (text.size() > kShortest && text.front() == '0') return std::nullopt;  // no leading zeros, as in all numbers here
  return base::ParseDuration(base::AsciiLower(text));
}

std::optional<int64_t> ParseSize(std::string_view text) {
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = ParseInteger(text.substr(0, digits));
  if (!number) return std::nullopt;
  for (const auto& [unit, factor] : kBytes) {
    if (!base::EqualIgnoringCase(text.substr(digits), unit)) continue;
    if (*number > kLargest / factor) return std::nullopt;
    return *number * factor;
  }
  return std::nullopt;
}

}  // namespace gatehouse::yaml
