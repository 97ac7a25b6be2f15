// Detection and redaction: events per second through the built-in rules from lines of a log, and bytes a second through
// `gatehouse redact`. items_per_second and bytes_per_second are the figures.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "detect/default_rules.h"
#include "detect/engine.h"
#include "events/event.h"
#include "redact/stream.h"

namespace gatehouse {
namespace {

constexpr base::Wall kStart{std::chrono::seconds(1'700'000'000)};

// Of so many addresses and accounts, one in ten of them a refusal that some rule counts.
std::vector<std::string> Log(size_t lines, uint32_t principals) {
  std::mt19937 random(1);
  std::vector<std::string> log;
  log.reserve(lines);
  for (size_t i = 0; i < lines; ++i) {
    const auto who = static_cast<uint32_t>(random() % principals);
    const std::string name = fmt::format("person{}", who);
    events::Event event;
    event.time = kStart + std::chrono::milliseconds(i);
    event.address = base::IpAddress::V4(
        {10, static_cast<uint8_t>(who >> 16), static_cast<uint8_t>(who >> 8), static_cast<uint8_t>(who)});
    event.principal = name;
    event.route = "GET /api/*";
    event.method = "GET";
    event.path = "/api/tasks/17";
    event.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
    constexpr std::array kReasons = {gate::Reason::kTokenExpired, gate::Reason::kRateLimited,
                                     gate::Reason::kTokenSignature, gate::Reason::kRouteDenied};
    event.type = i % 10 == 0 ? events::type::kRefused : events::type::kAccess;
    if (i % 10 == 0) event.reason = kReasons[random() % kReasons.size()];
    events::LineBuffer buffer;
    std::string line(FormatLine(event, buffer));
    line.pop_back();
    log.push_back(std::move(line));
  }
  return log;
}

void Detection(benchmark::State& state) {
  const auto log = Log(200'000, static_cast<uint32_t>(state.range(0)));
  events::LineParser parser;
  std::vector<detect::Finding> found;
  detect::Engine engine(detect::DefaultRules());
  uint64_t offset = 0;
  for (auto _ : state) {
    for (const std::string& line : log) {
      const auto event = parser.Parse(line);
      if (event) engine.Take(*event, line, {.file = 1, .offset = offset}, found);
      offset += line.size() + 1;
    }
    found.clear();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<int64_t>(log.size()));
}
BENCHMARK(Detection)->Arg(100)->Arg(100'000)->Unit(benchmark::kMillisecond);

// The lines of $GATEHOUSE_CORPORA that hold no secret, or lines like those of a web server.
std::string PlainText() {
  std::string text;
  if (const char* corpora = std::getenv("GATEHOUSE_CORPORA"); corpora != nullptr) {
    std::ifstream file(std::string(corpora) + "/log_redaction/benign_log_lines.jsonl");
    json::Parser parser;
    for (std::string line; std::getline(file, line);) {
      const auto root = parser.Parse(line, {});
      const auto value = root ? root->Member("text") : std::nullopt;
      if (value && value->String()) text.append(*value->String()).append("\n");
    }
  }
  for (int i = 0; text.empty() || (i < 1000 && std::getenv("GATEHOUSE_CORPORA") == nullptr); ++i) {
    text += fmt::format(
        "192.0.2.{} - - [31/Jan/2024:12:00:{:02} +0000] \"GET /api/tasks/{} HTTP/1.1\" 200 {} \"-\" \"curl/8.0\"\n",
        i % 250, i % 60, i, i * 37 % 9000);
  }
  std::string large;
  while (large.size() < (size_t{32} << 20)) large += text;
  return large;
}

void Redaction(benchmark::State& state) {
  const std::string text = PlainText();
  constexpr size_t kRead = 1 << 20;
  auto stream = redact::Stream::Make();
  if (!stream) return state.SkipWithError("no database");
  std::string out;
  for (auto _ : state) {
    for (size_t at = 0; at < text.size(); at += kRead) {
      out.clear();
      stream->Feed(std::string_view(text).substr(at, kRead), out);
      benchmark::DoNotOptimize(out.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(Redaction)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace gatehouse
