// The key by which limits count unknown clients: an IPv4 address, or the /64 of an IPv6 address, which usually belongs
// to one client.
#pragma once

#include <string>

#include "base/ip.h"

namespace gatehouse::service {

inline constexpr int kClientPrefixBits = 64;  // of an IPv6 address, as in the gate's limits

// Binary, for use as a key in a table; not readable.
[[nodiscard]] inline std::string ClientKey(const base::IpAddress& address) {
  const auto bytes = (address.IsV4() ? address : address.Masked(kClientPrefixBits)).bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace gatehouse::service
