#include "control/console/replay.h"

#include <array>

#include "base/file.h"
#include "gate/directory/directory.h"

namespace gatehouse::console {
namespace {

constexpr std::string_view kCredentialStage = "credential";
constexpr std::string_view kNoCredential =
    "The event log contains no token and no session, so the later checks are not repeated.";
constexpr std::string_view kNoBody = "The event log contains no body, so the body is not checked again.";

// The host of the policy's public URL.
std::string_view HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  const size_t colon = url.rfind(':');
  const bool port = colon != std::string_view::npos && url.find(']', colon) == std::string_view::npos;
  return port ? url.substr(0, colon) : url;
}

}  // namespace

Replay ReplayRequest(const gate::Policy& policy, gate::Ledger& ledger, const AskedRequest& asked, base::Now now) {
  const std::string_view own = policy.control ? HostOf(policy.control->url) : std::string_view("localhost");
  const std::string_view host = asked.host.empty() ? own : std::string_view(asked.host);
  const std::array headers = {gate::Header{"Host", host}};
  const gate::Request request{.method = asked.method,
                              .target = asked.target,
                              .host = host,
                              .tls = asked.tls,
                              .peer = asked.address,
                              .headers = headers};
  const gate::TrustedIssuers no_issuers;
  const gate::Directory no_droplets;
  gate::TokenCache cache(1);
  gate::TokenCache session_cache(1);
  json::Parser parser;
  const gate::Guard guard{.policy = policy,
                          .issuers = no_issuers,
                          .directory = no_droplets,
                          .ledger = ledger,
                          .cache = cache,
                          .session_cache = session_cache,
                          .parser = parser,
                          .resolve_file = &base::ResolveInside};
  gate::Exchange exchange(request, now);
  Replay replay;
  replay.decision = gate::Admit(guard, exchange, &replay.trace);
  if (exchange.route != nullptr) replay.route = exchange.route->label;
  if (asked.with_credential && !replay.trace.empty() && replay.trace.back().stage == kCredentialStage &&
      !replay.decision.allowed()) {
    replay.trace.pop_back();
    replay.decision = gate::kAllow;
    replay.rest = kNoCredential;
  } else if (replay.decision.allowed() && gate::WantsBody(exchange)) {
    replay.rest = kNoBody;
  }
  replay.decision.where = {};  // it would point into the exchange, which ends here
  for (gate::StageReport& report : replay.trace) report.decision.where = {};
  return replay;
}

}  // namespace gatehouse::console
