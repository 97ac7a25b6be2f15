// What proxies write about a client, in one input: lines of X-Forwarded-For, X-Forwarded-Proto and Forwarded, a letter
// in front of each. Whatever stands there: a peer that nobody trusts is believed in nothing, what a client can have
// written, left of the first untrusted hop, changes nothing, and what is passed on has its form.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gate/admit/client_address.h"

namespace {

using gatehouse::base::IpAddress;
using gatehouse::base::IpNetwork;
using namespace gatehouse::gate;

void Demand(bool holds) {
  if (!holds) std::abort();
}

Client Ask(std::string_view peer, const std::vector<Header>& headers, const ProxyRules& rules) {
  const Request request{
      .method = "GET", .target = "/", .host = "h", .peer = *IpAddress::Parse(peer), .headers = headers};
  return ClientOf(request, ReadHeaders(headers), rules);
}

bool IsSame(const Client& a, const Client& b) { return a.address == b.address && a.tls == b.tls; }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  std::vector<Header> headers;
  while (!input.empty()) {
    const std::string_view line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(line.size() + 1, input.size()));
    const char which = line.empty() ? ' ' : line.front();
    const std::string_view name = which == 'p'   ? "X-Forwarded-Proto"
                                  : which == 'f' ? "Forwarded"
                                  : which == 'h' ? "X-Forwarded-Host"
                                  : which == 'o' ? "X-Forwarded-Port"
                                  : which == 'x' ? "X-Forwarded-Prefix"
                                                 : "X-Forwarded-For";
    headers.push_back({name, line.substr(line.empty() ? 0 : 1)});
  }
  ProxyRules rules{.trusted = {*IpNetwork::Parse("10.0.0.0/8")}};
  const Client stranger = Ask("203.0.113.9", headers, rules);
  Demand(stranger.address == *IpAddress::Parse("203.0.113.9") && !stranger.tls && stranger.asked.host.empty());

  for (const ProxyHeaders kind : {ProxyHeaders::kEither, ProxyHeaders::kXForwarded, ProxyHeaders::kForwarded}) {
    rules.headers = kind;
    const Client client = Ask("10.0.0.1", headers, rules);
    for (const char c : client.asked.host) Demand(c > ' ' && c < 0x7F && c != '/' && c != '@' && c != '"' && c != ',');
    Demand(!client.asked.prefix.contains("//") && !client.asked.prefix.contains("/."));
    Demand(client.asked.prefix.empty() || client.asked.prefix.front() == '/');
    for (const char c : client.asked.port) Demand(c >= '0' && c <= '9');
  }

  // The proxy that appends the client's address and scheme is told nothing else by what the client sent before.
  std::vector<Header> appended = headers;
  appended.push_back({"X-Forwarded-For", "198.51.100.7:4711"});
  appended.push_back({"X-Forwarded-Proto", "http"});
  rules.headers = ProxyHeaders::kXForwarded;
  const Client honest =
      Ask("10.0.0.1", {{"X-Forwarded-For", "198.51.100.7:4711"}, {"X-Forwarded-Proto", "http"}}, rules);
  Demand(IsSame(Ask("10.0.0.1", appended, rules), honest));
  rules.headers = ProxyHeaders::kEither;
  Demand(IsSame(Ask("10.0.0.1", appended, rules), honest));
  appended = headers;
  appended.push_back({"Forwarded", "for=198.51.100.7;proto=http"});
  rules.headers = ProxyHeaders::kForwarded;
  Demand(IsSame(Ask("10.0.0.1", appended, rules), honest));
  return 0;
}
