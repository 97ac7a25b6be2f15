// What a limit for unknown clients counts: an IPv4 address, or the /64 of an IPv6 address, which one client usually
// has.
#pragma once

#include <string>

#include "base/ip.h"

namespace gatehouse::service {

inline constexpr int kClientPrefixBits = 64;  // of an IPv6 address, as the gate counts clients

// Bytes, for a key of a table; not for people to read.
[[nodiscard]] inline std::string ClientKey(const base::IpAddress& address) {
  const auto bytes = (address.IsV4() ? address : address.Masked(kClientPrefixBits)).bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace gatehouse::service
