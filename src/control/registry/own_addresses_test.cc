#include "control/registry/own_addresses.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace gatehouse::registry {
namespace {

base::IpAddress Address(const char* text) { return *base::IpAddress::Parse(text); }

gate::Policy Listening(const char* host, const char* url) {
  gate::Policy policy;
  policy.listen = {{.host = host, .port = 443}};
  policy.control.emplace();
  policy.control->url = url;
  return policy;
}

bool IsGate(const OwnAddresses& own, const char* url) { return own.IsGate(*gate::ParseDropletUrl(url), {}); }

TEST(OwnAddresses, B6_EverywhereIsEveryInterface) {
  for (const char* host : {"*", "0.0.0.0", "::"}) {
    const OwnAddresses own(Listening(host, "https://gate.example"), {Address("192.0.2.5"), Address("2001:db8::5")});
    for (const char* url : {"https://192.0.2.5", "https://[2001:db8::5]", "https://127.0.0.1", "https://[::1]",
                            "http://localhost:443", "https://0.0.0.0", "https://[::]", "https://gate.example"}) {
      EXPECT_TRUE(IsGate(own, url)) << host << ' ' << url;
    }
    for (const char* url : {"https://192.0.2.6", "http://192.0.2.5", "http://localhost", "https://gate.example:8443"}) {
      EXPECT_FALSE(IsGate(own, url)) << host << ' ' << url;
    }
  }
}

TEST(OwnAddresses, B6_OneAddressIsThatOneAndLoopback) {
  const OwnAddresses own(Listening("192.0.2.5", "https://gate.example"), {Address("192.0.2.5"), Address("192.0.2.7")});
  EXPECT_TRUE(IsGate(own, "https://192.0.2.5"));
  EXPECT_TRUE(IsGate(own, "https://127.0.0.1"));
  EXPECT_FALSE(IsGate(own, "https://192.0.2.7"));
  EXPECT_TRUE(
      own.IsGate(*gate::ParseDropletUrl("https://alias.example"), {Address("198.51.100.1"), Address("192.0.2.5")}));
  EXPECT_FALSE(own.IsGate(*gate::ParseDropletUrl("https://alias.example"), {Address("198.51.100.1")}));
}

TEST(OwnAddresses, B6_LoopbackIsAnInterface) {
  const auto interfaces = InterfaceAddresses();
  EXPECT_NE(std::ranges::find(interfaces, Address("127.0.0.1")), interfaces.end());
}

}  // namespace
}  // namespace gatehouse::registry
