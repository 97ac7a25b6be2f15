// What it costs to check a UDC message (row B6): the JSON reader and the message check, together and apart.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>

#include "base/json.h"
#include "gate/inspect/udc_message.h"

namespace gatehouse {
namespace {

// A message of `size` bytes as droplets send them: small, with a payload of a few members.
std::string Message(size_t size) {
  const std::string head =
      R"({"trace_id":"7d444840-9dc0-11d1-b245-5ffdce74fad2","source":14,"target":21,"message_type":"command",)"
      R"("payload":{"command":"rebalance","priority":5,"retries":3,"dry_run":false,"ratio":0.75,)"
      R"("steward":{"name":"Ada","contact":"ada@example.org"},"tags":["blue","green","night"],)"
      R"("window":{"from":"2025-11-22T10:00:00Z","to":"2025-11-22T12:00:00Z"},"note":")";
  const std::string tail = R"("},"timestamp":"2025-11-22T10:30:00.123456Z"})";
  return head + std::string(size - head.size() - tail.size(), 'x') + tail;
}

void CheckUdcMessage(benchmark::State& state) {
  const std::string text = Message(static_cast<size_t>(state.range(0)));
  json::Parser parser;
  for (auto _ : state) {
    const auto body = parser.Parse(text, json::Limits{}, true);
    const auto message = body ? gate::ReadUdcMessage(*body) : std::unexpected(gate::Reason::kJsonSyntax);
    if (!message) std::abort();
    benchmark::DoNotOptimize(message->target);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
}
BENCHMARK(CheckUdcMessage)->Arg(600)->Arg(6'000)->Arg(900'000);

void ReadJsonOnly(benchmark::State& state) {
  const std::string text = Message(static_cast<size_t>(state.range(0)));
  json::Parser parser;
  for (auto _ : state) {
    const auto body = parser.Parse(text, json::Limits{}, true);
    if (!body) std::abort();
    benchmark::DoNotOptimize(*body);
  }
}
BENCHMARK(ReadJsonOnly)->Arg(600);

// Ten thousand different keys, which is where a careless search for repeated ones becomes quadratic.
void ManyKeys(benchmark::State& state) {
  std::string text = "{";
  for (int64_t i = 0; i < state.range(0); ++i) text += (i > 0 ? ",\"" : "\"") + std::to_string(1'000'000 + i) + "\":0";
  text += "}";
  json::Parser parser;
  for (auto _ : state) {
    const auto body = parser.Parse(text, json::Limits{}, true);
    if (!body) std::abort();
    benchmark::DoNotOptimize(*body);
  }
}
BENCHMARK(ManyKeys)->Arg(10)->Arg(100)->Arg(1'000)->Arg(10'000);

}  // namespace
}  // namespace gatehouse

BENCHMARK_MAIN();
