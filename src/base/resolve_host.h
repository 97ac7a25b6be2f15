// The only place that uses the system's resolver, with everything in its settings: hosts file, search domains, DNS.
#pragma once

#include <string>
#include <vector>

#include "base/ip.h"

namespace gatehouse::base {

// The addresses of a host name, IPv4 first, at most 16; an address as text is its own. Empty where there are none.
// Blocks for as long as the resolver takes.
[[nodiscard]] std::vector<IpAddress> ResolveHost(const std::string& host);

}  // namespace gatehouse::base
