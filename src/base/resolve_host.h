// The only place that uses the system's resolver, with all of its settings: hosts file, search domains, DNS.
#pragma once

#include <string>
#include <vector>

#include "base/ip.h"

namespace gatehouse::base {

// The addresses of a host name, IPv4 first, at most 16; an IP address in text form resolves to itself. Empty if there
// are none. Blocks until the resolver answers.
[[nodiscard]] std::vector<IpAddress> ResolveHost(const std::string& host);

}  // namespace gatehouse::base
