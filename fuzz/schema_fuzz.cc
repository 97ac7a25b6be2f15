// A JSON Schema (the first line) and a body (the rest): whatever both are, judging ends in time, and so does the search
// for what `gatehouse check` warns of.
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string_view>

#include "base/json.h"
#include "gate/inspect/schema.h"

namespace {

// Of the processor's time, so that a loaded machine is not a finding: a second at most in a release build, and several
// times as much under the sanitizers. Without a bound, a body of 300 bytes could take hours.
constexpr double kMostSeconds = 15;

double Seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

template <typename Work>
void InTime(Work work) {
  const double begun = Seconds();
  work();
  if (Seconds() - begun > kMostSeconds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  static json::Parser parser;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line = text.find('\n');
  if (line == std::string_view::npos) return 0;
  const auto schema = gate::Schema::Compile(text.substr(0, line));
  if (!schema) {
    if (schema.error().what.empty()) std::abort();
    return 0;
  }
  InTime([&] { static_cast<void>(schema->RecursiveBranch()); });
  const auto body = parser.Parse(text.substr(line + 1), {});
  if (!body) return 0;
  InTime([&] {
    bool over_budget = false;
    const auto place = schema->Mismatch(*body, &over_budget);
    if (over_budget && !place) std::abort();  // what was not judged to its end does not fit
  });
  return 0;
}
