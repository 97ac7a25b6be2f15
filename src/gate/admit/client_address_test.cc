#include "gate/admit/client_address.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::gate {
namespace {

base::IpAddress Ip(std::string_view text) { return base::IpAddress::Parse(text).value(); }

const ProxyRules kProxies{
    .trusted = {base::IpNetwork::Parse("10.0.0.0/8").value(), base::IpNetwork::Parse("2001:db8:1::/48").value()}};

Client From(std::string_view peer, std::vector<Header> headers, bool tls = false, const ProxyRules& rules = kProxies) {
  const Request request{
      .method = "GET", .target = "/", .host = "gate.example", .tls = tls, .peer = Ip(peer), .headers = headers};
  return ClientOf(request, ReadHeaders(headers), rules);
}

TEST(ClientAddress, THREATS_NoPeerIsBelievedUnlessNamed) {
  const std::vector<Header> lies = {{"X-Forwarded-For", "198.51.100.7"},
                                    {"X-Forwarded-Proto", "https"},
                                    {"X-Real-IP", "198.51.100.7"},
                                    {"Forwarded", "for=198.51.100.7;proto=https"},
                                    {"True-Client-IP", "198.51.100.7"}};
  for (const char* peer : {"203.0.113.9", "127.0.0.1", "::1", "192.168.1.1"}) {
    const Client client = From(peer, lies);
    EXPECT_EQ(client.address, Ip(peer));
    EXPECT_FALSE(client.tls);
    EXPECT_FALSE(client.through_proxy);
  }
  const Client nobody_named = From("10.0.0.1", lies, false, ProxyRules{});
  EXPECT_EQ(nobody_named.address, Ip("10.0.0.1"));
  EXPECT_FALSE(nobody_named.tls);
}

TEST(ClientAddress, B9_TheSchemeComesFromTheSocket) {
  EXPECT_TRUE(From("203.0.113.9", {}, true).tls);
  EXPECT_TRUE(From("203.0.113.9", {{"X-Forwarded-Proto", "http"}}, true).tls);
  EXPECT_FALSE(From("203.0.113.9", {{"X-Forwarded-Proto", "https"}}, false).tls);
}

TEST(ClientAddress, B9_OrFromAProxyThatThePolicyTrusts) {
  EXPECT_TRUE(From("10.0.0.1", {{"X-Forwarded-Proto", "https"}}).tls);
  EXPECT_TRUE(From("10.0.0.1", {{"X-Forwarded-Proto", "http, HTTPS"}}).tls);
  EXPECT_FALSE(From("10.0.0.1", {{"X-Forwarded-Proto", "https, http"}}).tls) << "the last word is the proxy's own";
  EXPECT_FALSE(From("10.0.0.1", {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}).tls);
  EXPECT_FALSE(From("10.0.0.1", {{"X-Forwarded-Proto", "http"}}, true).tls);
  for (const char* odd : {"", "wss", "https://", "https;", "https,", "1", "on"}) {
    EXPECT_FALSE(From("10.0.0.1", {{"X-Forwarded-Proto", odd}}, true).tls) << odd;
  }
  EXPECT_TRUE(From("10.0.0.1", {}, true).tls) << "no word: the socket counts";
}

TEST(ClientAddress, THREATS_TheRightmostUntrustedAddressCounts) {
  const Client client = From("10.0.0.1", {{"X-Forwarded-For", "198.51.100.1, 203.0.113.5,10.0.0.2 ,10.9.9.9"}});
  EXPECT_EQ(client.address, Ip("203.0.113.5"));
  EXPECT_TRUE(client.through_proxy);
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", "2001:db8:2::5, 2001:db8:1::9"}}).address, Ip("2001:db8:2::5"));
  EXPECT_EQ(From("::ffff:10.0.0.1", {{"X-Forwarded-For", "::ffff:203.0.113.5"}}).address, Ip("203.0.113.5"));
}

TEST(ClientAddress, THREATS_RepeatedLinesAreOneList) {
  const std::vector<Header> headers = {{"X-Forwarded-For", "198.51.100.1"},
                                       {"x-forwarded-for", "203.0.113.5, 10.0.0.3"},
                                       {"X-Forwarded-For", "10.0.0.2"}};
  EXPECT_EQ(From("10.0.0.1", headers).address, Ip("203.0.113.5"));
}

TEST(ClientAddress, WhereAllAreTrustedTheLeftmostIsTheClient) {
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", "10.1.1.1, 10.2.2.2"}}).address, Ip("10.1.1.1"));
}

TEST(ClientAddress, THREATS_SomethingUnreadableMakesThePeerTheClientWithoutTls) {
  for (const char* odd : {"", "unknown", "203.0.113.5:8080", "[2001:db8::1]", "203.0.113.5,", "203.0.113.5, , 10.0.0.2",
                          "203.0.113.5 198.51.100.1", "203.0.113.05", "203.0.113", "localhost", "fe80::1%eth0",
                          "0x7f000001", "2130706433", "garbage, 10.0.0.2"}) {
    const Client client = From("10.0.0.1", {{"X-Forwarded-For", odd}, {"X-Forwarded-Proto", "https"}}, true);
    EXPECT_EQ(client.address, Ip("10.0.0.1")) << odd;
    EXPECT_FALSE(client.tls) << odd;
    EXPECT_TRUE(client.through_proxy) << odd;
  }
}

TEST(ClientAddress, THREATS_GarbageLeftOfTheClientCannotHideIt) {
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", "garbage, 203.0.113.5"}}).address, Ip("203.0.113.5"));
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", ",,,203.0.113.5, 10.0.0.2"}}).address, Ip("203.0.113.5"));
}

TEST(ClientAddress, BoundsTheWalk) {
  std::string chain = "203.0.113.5";
  for (int i = 1; i < kMaxForwardedHops; ++i) chain += ",10.0.0.2";
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", chain}}).address, Ip("203.0.113.5"));
  chain += ",10.0.0.2";
  EXPECT_EQ(From("10.0.0.1", {{"X-Forwarded-For", chain}}).address, Ip("10.0.0.1"));
}

}  // namespace
}  // namespace gatehouse::gate
