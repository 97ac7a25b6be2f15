// The gate inside a program: a policy, one request, a decision. `embedded gatehouse.yaml GET /status` prints the gate's
// decision.
#include <base/file.h>
#include <gate/pipeline.h>
#include <policy_file/load.h>
#include <state/mapped_ledger.h>
#include <state/region.h>

#include <cstdio>

using namespace gatehouse;

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const auto loaded = policy_file::Load(argv[1]);
  const auto state =
      state::Region::OpenOrCreate("embedded.state");  // rates, blocks, revocations: shared by all processes that map it
  if (!loaded || !state) return 2;
  state::MappedLedger ledger(*state);
  gate::TokenCache tokens(1024);
  gate::TokenCache sessions(1024);
  json::Parser parser;
  const gate::Guard guard{loaded->policy, loaded->issuers, {}, ledger, tokens, sessions, parser, &base::ResolveInside};
  const gate::Header headers[] = {{"Host", "localhost"}};
  const gate::Request request{.method = argv[2],
                              .target = argv[3],
                              .host = "localhost",
                              .tls = true,
                              .peer = base::IpAddress::V4({127, 0, 0, 1}),
                              .headers = headers};
  gate::Exchange exchange(request, base::ReadClocks());
  const gate::Decision decision = gate::Admit(guard, exchange);
  const gate::ReasonInfo& reason = gate::Describe(decision.reason);
  std::printf("%d %.*s\n", decision.allowed() ? 200 : reason.status, static_cast<int>(reason.name.size()),
              reason.name.data());
  return decision.allowed() ? 0 : 1;
}
