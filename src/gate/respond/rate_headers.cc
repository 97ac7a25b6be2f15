#include "gate/respond/rate_headers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace gatehouse::gate {
namespace {

constexpr size_t kLongestParameters = std::string_view(";r=4294967295;t=4294967295").size();

// The quoted name, which the policy's value begins with: up to the quote that is not escaped.
std::string_view QuotedName(std::string_view policy) {
  size_t at = policy.empty() ? 0 : 1;
  while (at < policy.size() && policy[at] != '"') at += policy[at] == '\\' ? 2 : 1;
  return policy.substr(0, at + 1);
}

}  // namespace

std::string RateLimitPolicyValue(std::string_view name, uint32_t count, std::chrono::milliseconds window) {
  // A string of RFC 9651 §3.3.3: printable ASCII, with '"' and '\\' escaped. Others become '?': a limit may be named
  // after a claim, and a claim after anything.
  std::string quoted;
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c >= ' ' && c <= '~' ? c : '?';
  }
  return fmt::format("\"{}\";q={};w={}", quoted, count, std::chrono::duration_cast<std::chrono::seconds>(window).count());
}

size_t RateLimitBytes(const RateReport& report) { return QuotedName(report.policy).size() + kLongestParameters; }

std::string_view WriteRateLimit(const RateReport& report, std::span<char> out) {
  char* const end = out.data() + out.size();
  char* at = out.data();
  const auto text = [&](std::string_view part) { at = std::ranges::copy(part, at).out; };
  text(QuotedName(report.policy));
  text(";r=");
  at = std::to_chars(at, end, report.remaining).ptr;
  text(";t=");
  at = std::to_chars(at, end, report.reset_s).ptr;
  return {out.data(), at};
}

}  // namespace gatehouse::gate
