// The whole pipeline in the process, as a worker runs it: policy, mapped state, token cache, and no nginx. What a
// request costs before it is sent on. Goals in bench/results/requests.md.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/file.h"
#include "gate/pipeline.h"
#include "state/mapped_ledger.h"
#include "state/region.h"

namespace gatehouse {
namespace {

constexpr std::string_view kPolicy = R"(profile: droplet
upstream: http://127.0.0.1:9000
tokens: { keys: /key.pem }
routes:
  - { path: /status, methods: [GET], limit: 1000000/second }
  - { path: /message, methods: [POST], limit: 1000000/second, inspect: udc }
)";

// More than a principal may keep in the cache, so that each is new when its turn comes again.
constexpr int kNewTokens = 256;

template <typename T, typename E>
T Must(std::expected<T, E> result) {
  if (!result) std::abort();
  return std::move(*result);
}

// Requests come 10 µs apart: none is ever over its limit, and buckets turn as they do in life.
class Clock {
 public:
  base::Now Tick() {
    if (++ticks_ % 100 == 0) now_.steady += std::chrono::milliseconds(1);
    return now_;
  }
  [[nodiscard]] base::Now now() const { return now_; }

 private:
  base::Now now_ = base::ReadClocks();
  uint64_t ticks_ = 0;
};

class StateFile {
 public:
  StateFile() : path_("/dev/shm/gatehouse_pipeline_bench." + std::to_string(getpid())) {
    unlink(path_.c_str());
    region_.emplace(Must(state::Region::OpenOrCreate(path_)));
  }
  ~StateFile() { unlink(path_.c_str()); }
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  [[nodiscard]] const state::Region& region() const { return *region_; }

 private:
  std::string path_;
  std::optional<state::Region> region_;
};

class World {
 public:
  [[nodiscard]] gate::Guard guard() {
    return {policy_, issuers_, directory_, ledger_, cache_, session_cache_, parser_, base::ResolveInside};
  }

  [[nodiscard]] std::string Token(int number) const {
    const int64_t now_s = std::chrono::duration_cast<std::chrono::seconds>(clock.now().wall.time_since_epoch()).count();
    const std::string payload =
        R"({"iss":"registry.fullpotential.ai","aud":"fullpotential.droplets","sub":"droplet:14","droplet_id":14,"iat":)" +
        std::to_string(now_s) + R"(,"exp":)" + std::to_string(now_s + 3600) + R"(,"jti":"bench-)" +
        std::to_string(number) + "\"}";
    const std::string signed_part =
        base::Base64UrlEncode(R"({"alg":"RS256","typ":"JWT"})") + "." + base::Base64UrlEncode(payload);
    return signed_part + "." + base::Base64UrlEncode(Must(key_.Sign(crypto::Algorithm::kRs256, signed_part)));
  }

  Clock clock;

 private:
  gate::FileReader Files() const {
    return [pem = key_.Public().Pem()](const std::string&) -> base::Result<std::string> { return pem; };
  }

  crypto::PrivateKey key_ = Must(crypto::PrivateKey::Generate(crypto::Algorithm::kRs256));
  gate::Policy policy_ = Must(gate::CompilePolicy(kPolicy, "bench", "/", Files()));
  gate::TrustedIssuers issuers_ = Must(gate::LoadIssuers(policy_, Files()));
  StateFile state_;
  state::MappedLedger ledger_{state_.region()};
  gate::Directory directory_;
  gate::TokenCache cache_;
  gate::TokenCache session_cache_;
  json::Parser parser_;
};

// One request of a client that keeps its connection, with the headers that an HTTP library sends.
struct Call {
  Call(std::string_view method, std::string_view target, std::string bearer_token)
      : authorization("Bearer " + std::move(bearer_token)),
        headers{gate::Header{"Host", "127.0.0.1:8443"}, gate::Header{"Authorization", authorization},
                gate::Header{"Content-Type", "application/json"}, gate::Header{"Accept", "*/*"},
                gate::Header{"User-Agent", "bench/1"}},
        request{.method = method,
                .target = target,
                .host = "127.0.0.1",
                .tls = false,
                .peer = base::IpAddress::V4({192, 0, 2, 7}),
                .headers = headers} {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  std::string authorization;
  std::array<gate::Header, 5> headers;
  gate::Request request;
};

gate::Exchange Begin(const Call& call, base::Now now) { return {call.request, now}; }

void GetWithTokenSeenBefore(benchmark::State& state) {
  World world;
  const gate::Guard guard = world.guard();
  const Call call("GET", "/status", world.Token(0));
  for (auto _ : state) {
    gate::Exchange exchange = Begin(call, world.clock.Tick());
    if (!gate::Admit(guard, exchange).allowed()) std::abort();
    benchmark::DoNotOptimize(exchange);
  }
}
BENCHMARK(GetWithTokenSeenBefore);

void GetWithEveryTokenNew(benchmark::State& state) {
  World world;
  const gate::Guard guard = world.guard();
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < kNewTokens; ++i) calls.push_back(std::make_unique<Call>("GET", "/status", world.Token(i)));
  size_t turn = 0;
  for (auto _ : state) {
    gate::Exchange exchange = Begin(*calls[turn++ % calls.size()], world.clock.Tick());
    if (!gate::Admit(guard, exchange).allowed()) std::abort();
    benchmark::DoNotOptimize(exchange);
  }
}
BENCHMARK(GetWithEveryTokenNew);

void PostMessageOf600Bytes(benchmark::State& state) {
  World world;
  const gate::Guard guard = world.guard();
  const Call call("POST", "/message", world.Token(0));
  std::string body =
      R"({"trace_id":"0b5f5b0e-7a39-4a35-9a53-0e4d1d7f6a01","source":14,"target":21,"message_type":"status",)"
      R"("timestamp":"2026-01-01T00:00:00Z","payload":{"note":")";
  body += std::string(600 - body.size() - 3, 'x') + "\"}}";
  for (auto _ : state) {
    gate::Exchange exchange = Begin(call, world.clock.Tick());
    if (!gate::Admit(guard, exchange).allowed() || !gate::InspectBody(guard, exchange, body).allowed()) std::abort();
    benchmark::DoNotOptimize(exchange);
  }
}
BENCHMARK(PostMessageOf600Bytes);

void RefusedWithoutToken(benchmark::State& state) {
  World world;
  const gate::Guard guard = world.guard();
  Call call("GET", "/status", "");
  call.headers[1].name = "X-Not-Authorization";
  for (auto _ : state) {
    gate::Exchange exchange = Begin(call, world.clock.Tick());
    if (gate::Admit(guard, exchange).allowed()) std::abort();
    benchmark::DoNotOptimize(exchange);
  }
}
BENCHMARK(RefusedWithoutToken);

}  // namespace
}  // namespace gatehouse

BENCHMARK_MAIN();
