#include "gate/respond/rate_headers.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

namespace gatehouse::gate {
namespace {

constexpr size_t kMostParameters = std::string_view("\"\";r=4294967295;t=4294967295").size();

}  // namespace

std::string RateLimitPolicyValue(std::string_view name, uint32_t count, std::chrono::milliseconds window) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(window).count();
  return fmt::format("\"{}\";q={};w={}", name, count, seconds);
}

size_t RateLimitBytes(const RateReport& report) { return report.name.size() + kMostParameters; }

std::string_view WriteRateLimit(const RateReport& report, std::span<char> out) {
  char* const end = out.data() + out.size();
  char* at = out.data();
  const auto text = [&](std::string_view part) {
    std::memcpy(at, part.data(), part.size());
    at += part.size();
  };
  text("\"");
  text(report.name);
  text("\";r=");
  at = std::to_chars(at, end, report.remaining).ptr;
  text(";t=");
  at = std::to_chars(at, end, report.reset_s).ptr;
  return {out.data(), at};
}

}  // namespace gatehouse::gate
