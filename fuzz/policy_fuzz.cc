// Any bytes as a policy: they compile to a policy that keeps its promises, or to errors that can be printed; nothing
// else.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gate/identify/session.h"
#include "gate/policy/policy.h"
#include "gate/policy/route_host.h"

namespace {

using gatehouse::base::Error;
using gatehouse::base::Result;
using namespace gatehouse::gate;

void Promise(bool kept) {
  if (!kept) std::abort();
}

Result<std::string> ReadFile(const std::string& path) {
  if (path.ends_with(".json")) return std::string(R"({"type":"object","required":["a"]})");
  if (path.ends_with(".pem")) return std::string("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n");
  return gatehouse::base::Fail("does not exist", path);
}

void CheckErrors(const std::vector<Error>& errors) {
  Promise(!errors.empty());
  for (const Error& error : errors) {
    Promise(!error.what.empty() && error.where.starts_with("p"));
    Promise(std::ranges::none_of(error.Text(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  }
}

// Somebody who is believed has a place where keys come from; a managed one is the daemon's.
void CheckKeySources(const Policy& policy) {
  for (size_t i = 0; i < policy.issuers.size(); ++i) {
    Promise(!policy.key_sources[i].empty());
    for (const KeySource& source : policy.key_sources[i]) {
      Promise(source.path.starts_with('/') && (source.managed || source.url.empty()));
      Promise(!source.managed || (policy.control && source.path.starts_with(policy.control->PublicFolder())));
    }
  }
  if (!policy.control) return;
  const ControlSettings& control = *policy.control;
  Promise(!control.data_dir.empty() && !control.database.empty() && !control.key_encryption.empty() &&
          !control.url.empty());
  Promise(policy.environment != Environment::kProduction || control.url.starts_with("https://"));
  Promise(std::ranges::count(policy.upstreams, kControlUpstream, &Upstream::name) == 1);
  if (control.people)
    Promise(!control.people->attempts.empty() && control.people->session_life <= gatehouse::jose::kMaxSessionLife);
  if (!control.registry) return;
  Promise(std::ranges::any_of(policy.issuers, [&](const gatehouse::jose::TokenRules& rules) {
    return rules.issuer == control.registry->issuer && rules.audience == control.registry->audience &&
           rules.max_life >= control.registry->token_life;
  }));
}

void CheckPolicy(const Policy& policy) {
  const auto& cors = policy.cors;
  const bool star = std::ranges::find(cors.origins, "*") != cors.origins.end();
  const bool production = policy.environment == Environment::kProduction;
  Promise(!star || (!cors.credentials && !production));
  Promise(!production || (policy.tls.enabled ? !policy.tls.own.certificate.empty() : !policy.proxies.trusted.empty()));
  Promise(!policy.listen.empty() && policy.issuers.size() == policy.key_sources.size());
  for (const Upstream& upstream : policy.upstreams) Promise(!upstream.servers.empty());
  for (const auto& [id, upstream] : policy.droplets)
    Promise(id >= 1 && id <= 999 && upstream < policy.upstreams.size());
  for (const Route& route : policy.routes) {
    Promise(!route.upstream || *route.upstream < policy.upstreams.size());
    Promise(KnowsSomebody(route.auth) || route.require.empty());
    Promise(!route.require.second_factor || route.auth == Auth::kSession);
    Promise(!TakesSessions(route.auth) || (policy.control && policy.control->people));
    Promise(!route.route_by_target || !policy.droplets.empty() || (policy.control && policy.control->registry));
    for (const Limit& limit : route.limits) Promise(limit.count > 0 && limit.id != 0);
    // What a route's own host and pattern spell leads to a route.
    const std::string host = route.hosts.empty() ? std::string() : SampleHost(route.hosts.front());
    Promise(policy.routes_by_host.Of(host).Find("GET", route.pattern).has_value());
  }
  CheckKeySources(policy);
  for (const std::string_view path : {"/", "/a", "/a/b/", "/%41", "/a%", "*", ""}) {
    for (const std::string_view host : {"", "a", "a.b:80", "."}) {
      const auto match = policy.routes_by_host.Of(host).Find("GET", path);
      Promise(!match || match->route < policy.routes.size());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto policy = CompilePolicy(yaml, "p", "/etc/gate", ReadFile);
  if (policy) {
    CheckPolicy(*policy);
  } else {
    CheckErrors(policy.error());
  }
  return 0;
}
