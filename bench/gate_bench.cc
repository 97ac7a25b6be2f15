// Nanoseconds of each stage of the gate that looks at a request before and after its body and its token: what every
// request pays. No stage here may allocate on a pass; the refusals at the end may.
#include <benchmark/benchmark.h>

#include <array>
#include <chrono>
#include <string>

#include "base/ip.h"
#include "gate/admit/canonical_path.h"
#include "gate/admit/client_address.h"
#include "gate/admit/cors.h"
#include "gate/request/identity_headers.h"
#include "gate/request/principal.h"
#include "gate/respond/rate_headers.h"
#include "gate/respond/refusal.h"
#include "gate/respond/stripped_headers.h"

namespace gatehouse::gate {
namespace {

// What a browser sends with a call to an API.
const std::array kHeaders = {
    Header{"Host", "gate.example"},
    Header{"User-Agent",
           "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"},
    Header{"Accept", "application/json"},
    Header{"Accept-Language", "en-GB,en;q=0.9"},
    Header{"Accept-Encoding", "gzip, deflate, br"},
    Header{"Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln"},
    Header{"Origin", "https://dashboard.example"},
    Header{"X-Forwarded-For", "198.51.100.1, 203.0.113.5, 10.0.0.2"},
    Header{"X-Forwarded-Proto", "https"},
    Header{"X-Request-ID", "0af7651916cd43dd8448eb211c80319c"},
    Header{"Sec-Fetch-Mode", "cors"},
    Header{"Connection", "keep-alive"},
};

Request BrowserRequest() {
  return {.method = "GET",
          .target = "/api/droplets/14/status?verbose=1",
          .host = "gate.example",
          .tls = true,
          .peer = base::IpAddress::Parse("10.0.0.1").value(),
          .headers = kHeaders};
}

void CanonicalPathPlain(benchmark::State& state) {
  std::string_view target = "/api/droplets/14/status?verbose=1";
  for (auto _ : state) {
    benchmark::DoNotOptimize(target);
    benchmark::DoNotOptimize(ReadTarget("GET", target, nullptr));
  }
}
BENCHMARK(CanonicalPathPlain);

void CanonicalPathEncoded(benchmark::State& state) {
  std::string_view target = "/caf%C3%A9/%E2%82%AC/a%20b?verbose=1";
  for (auto _ : state) {
    benchmark::DoNotOptimize(target);
    benchmark::DoNotOptimize(ReadTarget("GET", target, nullptr));
  }
}
BENCHMARK(CanonicalPathEncoded);

void ReadTwelveHeaders(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ReadHeaders(kHeaders));
}
BENCHMARK(ReadTwelveHeaders);

void ClientFromTheSocket(benchmark::State& state) {
  const Request request = BrowserRequest();
  const KnownHeaders headers = ReadHeaders(kHeaders);
  const ProxyRules rules;
  for (auto _ : state) benchmark::DoNotOptimize(ClientOf(request, headers, rules));
}
BENCHMARK(ClientFromTheSocket);

void ClientBehindTwoProxies(benchmark::State& state) {
  const Request request = BrowserRequest();
  const KnownHeaders headers = ReadHeaders(kHeaders);
  const ProxyRules rules{.trusted = {base::IpNetwork::Parse("10.0.0.0/8").value()}};
  for (auto _ : state) benchmark::DoNotOptimize(ClientOf(request, headers, rules));
}
BENCHMARK(ClientBehindTwoProxies);

void CorsListedOrigin(benchmark::State& state) {
  const Request request = BrowserRequest();
  const KnownHeaders headers = ReadHeaders(kHeaders);
  CorsRules rules;
  rules.origins = {"https://app.example", "https://dashboard.example"};
  for (auto _ : state) benchmark::DoNotOptimize(CheckCors(rules, request, headers, true));
}
BENCHMARK(CorsListedOrigin);

void StripTwelveHeaders(benchmark::State& state) {
  for (auto _ : state) {
    int stripped = 0;
    for (const Header& header : kHeaders) stripped += MustStrip(header.name) ? 1 : 0;
    benchmark::DoNotOptimize(stripped);
  }
}
BENCHMARK(StripTwelveHeaders);

// Once a principal where the caller keeps them; each value is a string of its own.
void RenderIdentityHeaders(benchmark::State& state) {
  Principal principal;
  principal.issuer = "registry.fullpotential.ai";
  principal.subject = "droplet:14";
  principal.droplet_id = 14;
  principal.roles = {"operator"};
  for (auto _ : state) benchmark::DoNotOptimize(RenderIdentity(principal));
}
BENCHMARK(RenderIdentityHeaders);

// The policy's value is rendered once per limit.
void MakeRateHeaders(benchmark::State& state) {
  constexpr std::string_view kName = "100-minute-address";
  const std::string policy = RateLimitPolicyValue(kName, 100, std::chrono::minutes(1));
  const RateReport report{.name = kName, .policy = policy, .remaining = 99, .reset_s = 1};
  std::array<char, 64> room;
  for (auto _ : state) benchmark::DoNotOptimize(WriteRateLimit(report, room));
}
BENCHMARK(MakeRateHeaders);

void MakeARefusal(benchmark::State& state) {
  Decision decision;
  decision.reason = Reason::kTokenMissing;
  for (auto _ : state) benchmark::DoNotOptimize(MakeRefusal(decision, "0af7651916cd43dd8448eb211c80319c"));
}
BENCHMARK(MakeARefusal);

}  // namespace
}  // namespace gatehouse::gate
