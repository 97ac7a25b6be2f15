// Hosts as policies write them and as requests name them, from one input: the host of a route, a line break, the host
// of a request. Whatever stands there: no spelling of a name meets other routes than the name itself, and a wildcard
// holds only for names below its own.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "gate/policy/route_host.h"
#include "gate/policy/routes_by_host.h"

namespace {

using namespace gatehouse::gate;

void Demand(bool holds) {
  if (!holds) std::abort();
}

bool Meets(const RoutesByHost& routes, std::string_view host) {
  return routes.Of(host).Find("GET", "/only/of/the/host").has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t end = input.find('\n');
  const std::string_view asked = end == std::string_view::npos ? std::string_view{} : input.substr(end + 1);

  const std::string compared(ComparedHost(asked).text());
  Demand(compared == gatehouse::base::AsciiLower(compared) && compared.size() <= kMaxRouteHostBytes);
  const auto host = ReadRouteHost(input.substr(0, end));
  if (!host) {
    Demand(!host.error().what.empty() && !host.error().fix.empty());
    return 0;
  }
  Demand(ReadRouteHost(*host) == *host);

  RoutesByHost routes;
  Demand(routes.Add(*host, "/only/of/the/host", {}, 0).has_value());
  routes.Link();
  const std::string sample = SampleHost(*host);
  for (const std::string& spelling :
       {sample, gatehouse::base::AsciiUpper(sample), sample + ".", sample + ":8443", sample + ".:1"}) {
    Demand(Meets(routes, spelling) == (sample.size() <= kMaxRouteHostBytes));
  }
  const bool wildcard = host->starts_with('*');
  const bool below = compared.size() >= host->size() && compared.ends_with(std::string_view(*host).substr(1)) &&
                     !compared.starts_with('.');
  Demand(Meets(routes, asked) == (wildcard ? below : compared == *host));
  Demand(routes.Of(asked).known() == Meets(routes, asked));
  return 0;
}
