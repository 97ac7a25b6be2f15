#include "gate/policy/warnings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/ip.h"
#include "gate/policy/addresses.h"
#include "gate/policy/route_host.h"

namespace gatehouse::gate {
namespace {

// What is allowed while a rule only observes.
constexpr std::array<std::pair<Rule, std::string_view>, 9> kGivenUp = {{
    {Rule::kPath,
     "broken hosts, header lines and header values pass, and targets such as //x where all routes ask for the same"},
    {Rule::kTransport, "plain HTTP passes in production, and so do upgrades that no route takes"},
    {Rule::kBlockList, "blocked addresses and identities pass"},
    {Rule::kCors, "web pages of any origin may call"},
    {Rule::kRateLimit, "no limit holds"},
    {Rule::kIdentity, "requests without a valid token or session pass without an identity"},
    {Rule::kAccess, "roles, scopes, methods, denied routes and file names are not enforced"},
    {Rule::kBody, "bodies reach the service unchecked"},
    {Rule::kFields, "fields reach the service unchecked"},
}};

void WarnOfObserved(uint16_t observed, const std::string& where, std::vector<base::Error>& warnings) {
  for (const auto& [rule, given_up] : kGivenUp) {
    if (((observed >> static_cast<unsigned>(rule)) & 1U) == 0) continue;
    warnings.push_back({.what = "A rule only observes: " + std::string(given_up),
                        .where = where,
                        .fix = "remove it from 'observe' when the log shows no legitimate requests"});
  }
}

bool IsStricter(const Route& route, const Route& other) {
  if (route.auth == Auth::kDeny) return other.auth != Auth::kDeny;
  if (other.auth == Auth::kDeny) return false;
  if (route.auth != Auth::kNone && other.auth == Auth::kNone) return true;
  return !route.require.empty() && other.require.empty();
}

// A path that matches the pattern, with a sample value for each parameter.
std::string SamplePath(std::string_view pattern) {
  std::string path;
  bool parameter = false;
  for (const char c : pattern) {
    if (c == '{') path += 'x';
    parameter = (parameter || c == '{') && c != '}';
    if (parameter || c == '}') continue;
    path += c == '*' ? 'x' : c;
  }
  return path;
}

// Whether a route is for a host that it does not name itself.
bool IsAlsoFor(const Route& route, const std::string& host) {
  const auto covers = [name = SampleHost(host)](const std::string& wildcard) {
    return wildcard.starts_with('*') && name.ends_with(std::string_view(wildcard).substr(1));
  };
  if (std::ranges::find(route.hosts, host) != route.hosts.end()) return false;
  return route.hosts.empty() || std::ranges::any_of(route.hosts, covers);
}

// A host's "/*" applies before an "/admin/*" of all hosts, however specific that is. Its writer may not have meant to
// open it.
void WarnOfCoveredRoutes(const Policy& policy, std::vector<base::Error>& warnings) {
  const auto hosts = policy.routes_by_host.Hosts();
  for (const Route& route : policy.routes) {
    const std::string path = SamplePath(route.pattern);
    const std::string method = route.methods.empty() ? "GET" : route.methods.front();
    for (const std::string& host : hosts) {
      if (!IsAlsoFor(route, host)) continue;
      const auto reached = policy.routes_by_host.Of(SampleHost(host)).Find(method, path);
      if (!reached || !IsStricter(route, policy.routes[reached->route])) continue;
      warnings.push_back(
          {.what = "On the host " + host + ", the route " + policy.routes[reached->route].label +
                   " applies to this path instead, which is less strict",
           .where = route.label,
           .fix = "write this route for that host, too; if it is not meant there, there is nothing to do"});
      break;  // one host is enough to see it
    }
  }
}

void WarnOfCase(const Policy& policy, std::vector<base::Error>& warnings) {
  if (policy.fold_paths) return;
  for (const Route& route : policy.routes) {
    const std::string path = base::AsciiUpper(SamplePath(route.pattern));
    const std::string method = route.methods.empty() ? "GET" : route.methods.front();
    const std::string host = route.hosts.empty() ? std::string() : SampleHost(route.hosts.front());
    const auto match = policy.routes_by_host.Of(host).Find(method, path);
    const Route& other = match ? policy.routes[match->route] : policy.unlisted;
    if (&other == &route || !IsStricter(route, other)) continue;
    warnings.push_back(
        {.what = "A service that ignores the case of paths serves " + path + " without this route's rules",
         .where = route.label,
         .fix = "write 'paths: case_insensitive' if the service does; otherwise there is nothing to do"});
    return;  // one is enough: the key applies to all
  }
}

// `/users/:id` and `/users/<id>` are parameters in many frameworks, and plain text to the gate: the route would never
// apply to what it is for.
void WarnOfOtherParameters(const Policy& policy, std::vector<base::Error>& warnings) {
  for (const Route& route : policy.routes) {
    const std::string& pattern = route.pattern;
    const bool colon = pattern.contains("/:");
    if (!colon && !(pattern.contains("/<") && pattern.contains('>'))) continue;
    warnings.push_back({.what = std::string("The path has a segment that begins with '") + (colon ? ':' : '<') +
                                "': only that text itself matches it",
                        .where = route.label,
                        .fix = "write {name} for a segment of any text; if the text is meant, there is nothing to do"});
  }
}

void WarnOfKeptHeaders(const Policy& policy, std::vector<base::Error>& warnings) {
  if (policy.kept_headers.empty()) return;
  std::string names;
  for (const std::string& name : policy.kept_headers) names += (names.empty() ? "" : ", ") + name;
  warnings.push_back(
      {.what = "Any client may send " + names + ", and the services get it",
       .where = "request_headers_kept",
       .fix = "services must not use it to identify the caller; the gate sends the identity in X-Gatehouse-Subject"});
}

void WarnOfRecursiveBranches(const Policy& policy, std::vector<base::Error>& warnings) {
  for (const Route& route : policy.routes) {
    const auto branch = route.schema ? route.schema->RecursiveBranch() : std::nullopt;
    if (!branch) continue;
    warnings.push_back(
        {.what =
             "The schema at '#" + *branch +
             "' refers back to itself in two ways through the same part of a body: deep bodies that would fit may be "
             "refused (schema_budget)",
         .where = route.label,
         .fix = "give each branch of oneOf, anyOf and allOf a member name of its own, or choose with if and then"});
  }
}

// nginx compares the name of the URL with the names of the certificate, never with its addresses.
void WarnOfAddressesOverTls(const Policy& policy, std::vector<base::Error>& warnings) {
  for (const Upstream& upstream : policy.upstreams) {
    for (const Upstream::Server& server : upstream.servers) {
      if (!server.tls || !base::IpAddress::Parse(server.host)) continue;
      warnings.push_back({.what = "The service's certificate is compared with the host of the URL, and a certificate "
                                  "usually names no address: requests to https://" +
                                  server.host + " get 502",
                          .where = upstream.name,
                          .fix = "write the service's host name in place of the address"});
    }
  }
}

bool IsThisMachine(std::string_view host) {
  const auto address = base::IpAddress::Parse(host);
  return host == "localhost" || (address && address->IsLoopback());
}

// The URL is in the metadata and in the assertions that clients sign: with "localhost", clients of other machines
// would call themselves, and an assertion for the gate's real name is refused.
void WarnOfUrl(const Policy& policy, std::vector<base::Error>& warnings) {
  if (!policy.control || !policy.control->registry) return;
  const auto server = ParseServer(policy.control->url, {});
  const bool only_here = std::ranges::all_of(policy.listen, IsThisMachine, &ListenAddress::host);
  if (only_here || !server || !IsThisMachine(server->host)) return;
  warnings.push_back({.what = "The registry tells its clients that the gate is at " + policy.control->url +
                              ", which no other machine can call",
                      .where = "control.url",
                      .fix = "write the URL by which clients call the gate, such as https://gate.example"});
}

// Browsers that have certificates, of a company or an identity card, show a dialog in which one is chosen.
void WarnOfBrowsersThatAsk(const Policy& policy, std::vector<base::Error>& warnings) {
  const bool browsers =
      std::ranges::any_of(policy.routes, [](const Route& route) { return TakesSessions(route.auth); });
  if (!browsers || !std::ranges::all_of(policy.listen, &ListenAddress::asks_certificate)) return;
  warnings.push_back({.what = "Every address asks for client certificates, and browsers use some of the routes: those "
                              "that have certificates ask their users for one",
                      .where = "client_certificates.listen",
                      .fix = "add an address to 'listen' for browsers, and name only the others here"});
}

}  // namespace

std::vector<base::Error> WarningsOf(const Policy& policy) {
  std::vector<base::Error> warnings;
  if (policy.mode == Mode::kObserve) {
    warnings.push_back({.what = "The whole gate only observes: nothing is refused",
                        .where = "mode",
                        .fix = "write 'mode: enforce' when the log shows no legitimate requests"});
  } else {
    WarnOfObserved(policy.observed, "observe", warnings);
    for (const Route& route : policy.routes) {
      WarnOfObserved(static_cast<uint16_t>(route.observed & ~policy.observed), route.label, warnings);
    }
  }
  WarnOfCase(policy, warnings);
  WarnOfCoveredRoutes(policy, warnings);
  WarnOfOtherParameters(policy, warnings);
  WarnOfKeptHeaders(policy, warnings);
  WarnOfRecursiveBranches(policy, warnings);
  WarnOfAddressesOverTls(policy, warnings);
  WarnOfUrl(policy, warnings);
  WarnOfBrowsersThatAsk(policy, warnings);
  return warnings;
}

}  // namespace gatehouse::gate
