#include "gate/admit/client_address.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
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
  EXPECT_TRUE(From("10.0.0.1", {{"X-Forwarded-Proto", "wss"}}).tls) << "a balancer that names the WebSocket's scheme";
  EXPECT_FALSE(From("10.0.0.1", {{"X-Forwarded-Proto", "ws"}}, true).tls);
  for (const char* odd : {"", "https://", "https;", "https,", "1", "on"}) {
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

TEST(ClientAddress, THREATS_SomethingUnreadableMakesThePeerTheClientAndLeavesTheScheme) {
  for (const char* odd : {"", "unknown", "203.0.113.5:http", "[2001:db8::1", "203.0.113.5,", "203.0.113.5, , 10.0.0.2",
                          "203.0.113.5 198.51.100.1", "203.0.113.05", "203.0.113", "localhost", "0x7f000001",
                          "2130706433", "garbage, 10.0.0.2"}) {
    for (const bool https : {true, false}) {
      const Client client =
          From("10.0.0.1", {{"X-Forwarded-For", odd}, {"X-Forwarded-Proto", https ? "https" : "http"}}, !https);
      EXPECT_EQ(client.address, Ip("10.0.0.1")) << odd;
      EXPECT_EQ(client.tls, https) << odd;
      EXPECT_TRUE(client.through_proxy) << odd;
    }
  }
}

TEST(ClientAddress, AddressesWithPorts) {
  for (const auto& [written, address] : std::vector<std::pair<const char*, const char*>>{
           {"203.0.113.7:51234", "203.0.113.7"},                // Azure Application Gateway
           {"198.51.100.1, 203.0.113.7:51234", "203.0.113.7"},  // AWS with client ports
           {"203.0.113.7:51234, 10.0.0.2:443", "203.0.113.7"},  //
           {"[2001:db8:2::7]:51234", "2001:db8:2::7"},          //
           {"[2001:db8:2::7], [2001:db8:1::9]:80", "2001:db8:2::7"}}) {
    const Client client = From("10.0.0.1", {{"X-Forwarded-For", written}, {"X-Forwarded-Proto", "https"}});
    EXPECT_EQ(client.address, Ip(address)) << written;
    EXPECT_TRUE(client.tls) << written;
  }
}

TEST(ClientAddress, B9_AddressAndSchemeComeFromTheSameHop) {
  const auto tls = [](const char* addresses, const char* schemes) {
    return From("10.0.0.1", {{"X-Forwarded-For", addresses}, {"X-Forwarded-Proto", schemes}}).tls;
  };
  EXPECT_TRUE(tls("203.0.113.7, 10.0.0.2", "https,http")) << "TLS ended at the first of two proxies";
  EXPECT_TRUE(tls("203.0.113.7, 10.0.0.2, 10.0.0.3", "wss, http, http"));
  EXPECT_FALSE(tls("203.0.113.7, 10.0.0.2", "http,https"));
  EXPECT_FALSE(tls("203.0.113.7", "https,http")) << "the client's own word in front of the proxy's";
  EXPECT_FALSE(tls("198.51.100.1, 203.0.113.7, 10.0.0.2", "https, http, http")) << "the same over two";
  EXPECT_TRUE(tls("203.0.113.7, 10.0.0.2", "https")) << "one word for all";
  EXPECT_FALSE(tls("203.0.113.7, 10.0.0.2, 10.0.0.3", "https, http")) << "whose word is which?";
  EXPECT_TRUE(tls("203.0.113.7, 10.0.0.2, 10.0.0.3", "https, https"));
  EXPECT_TRUE(tls("unknown, 10.0.0.2", "https, http")) << "that no address can be read makes nothing plain";
  EXPECT_FALSE(tls("unknown, 10.0.0.2", "http, https"));
  const std::vector<Header> lines = {{"X-Forwarded-For", "203.0.113.7"},
                                     {"X-Forwarded-Proto", "https"},
                                     {"X-Forwarded-For", "10.0.0.2"},
                                     {"X-Forwarded-Proto", "http"}};
  EXPECT_TRUE(From("10.0.0.1", lines).tls);
}

TEST(ClientAddress, Rfc7239) {
  const auto from = [](std::vector<Header> headers) { return From("10.0.0.1", std::move(headers)); };
  const Client plain = from({{"Forwarded", "for=203.0.113.7;proto=https;host=app.example;by=10.0.0.1"}});
  EXPECT_EQ(plain.address, Ip("203.0.113.7"));
  EXPECT_TRUE(plain.tls);
  EXPECT_EQ(plain.asked.host, "app.example");
  const Client hops = from({{"Forwarded", "for=198.51.100.1;proto=http, for=\"203.0.113.7:443\";proto=https"},
                            {"Forwarded", "for=10.0.0.2;proto=http"}});
  EXPECT_EQ(hops.address, Ip("203.0.113.7"));
  EXPECT_TRUE(hops.tls);
  const Client hidden = from({{"Forwarded", "for=_secret;proto=https"}});
  EXPECT_EQ(hidden.address, Ip("10.0.0.1"));
  EXPECT_TRUE(hidden.tls);
  EXPECT_FALSE(from({{"Forwarded", "for=203.0.113.7;proto=https;proto=http"}}).tls);
  EXPECT_FALSE(from({{"Forwarded", "for=203.0.113.7"}}).tls) << "no word: the socket counts";
}

TEST(ClientAddress, THREATS_OneKindOfHeaderIsBelieved) {
  const std::vector<Header> both = {
      {"X-Forwarded-For", "203.0.113.7"}, {"X-Forwarded-Proto", "http"}, {"Forwarded", "for=198.51.100.1;proto=https"}};
  EXPECT_EQ(From("10.0.0.1", both).address, Ip("203.0.113.7"));
  EXPECT_FALSE(From("10.0.0.1", both).tls);
  ProxyRules rules = kProxies;
  rules.headers = ProxyHeaders::kForwarded;
  EXPECT_EQ(From("10.0.0.1", both, false, rules).address, Ip("198.51.100.1"));
  EXPECT_TRUE(From("10.0.0.1", both, false, rules).tls);
  EXPECT_EQ(From("10.0.0.1", {both[0], both[1]}, false, rules).address, Ip("10.0.0.1"));
  rules.headers = ProxyHeaders::kXForwarded;
  EXPECT_EQ(From("10.0.0.1", {both[2]}, false, rules).address, Ip("10.0.0.1"));
  EXPECT_FALSE(From("10.0.0.1", {both[2]}, false, rules).tls);
  EXPECT_FALSE(From("10.0.0.1", {both[1], both[2]}).tls) << "a proxy that writes the scheme alone";
}

TEST(ClientAddress, HowTheProxyWasAsked) {
  const auto asked = [](std::vector<Header> headers, std::string_view peer = "10.0.0.1") {
    return From(peer, std::move(headers)).asked;
  };
  const AskedAs all = asked(
      {{"X-Forwarded-Host", "app.example:8443"}, {"X-Forwarded-Port", "8443"}, {"X-Forwarded-Prefix", "/shop/v1"}});
  EXPECT_EQ(all.host, "app.example:8443");
  EXPECT_EQ(all.port, "8443");
  EXPECT_EQ(all.prefix, "/shop/v1");
  const AskedAs strangers =
      asked({{"X-Forwarded-Host", "x"}, {"X-Forwarded-Port", "1"}, {"X-Forwarded-Prefix", "/x"}}, "203.0.113.9");
  EXPECT_EQ(strangers.host, "");
  EXPECT_EQ(strangers.port, "");
  EXPECT_EQ(strangers.prefix, "");
  for (const char* odd : {"", "a b", "https://x", "x/y", "x@y", "x\"y"}) {
    EXPECT_EQ(asked({{"X-Forwarded-For", "203.0.113.7, 10.0.0.2"}, {"X-Forwarded-Host", odd}}).host, "") << odd;
  }
  // One word from each hop: what the client wrote in front of them is none of theirs.
  EXPECT_EQ(asked({{"X-Forwarded-For", "203.0.113.7, 10.0.0.2"}, {"X-Forwarded-Host", "x,y,z"}}).host, "y");
  for (const char* odd : {"", "x", "80x", "123456", "-1", " "}) {
    EXPECT_EQ(asked({{"X-Forwarded-Port", odd}}).port, "") << odd;
  }
  for (const char* odd :
       {"", "x", "//evil.example", "/a//b", "/..", "/a/../b", "/a/./b", "/a?b", "/a b", "/%2e%2e", "/a\\b"}) {
    EXPECT_EQ(asked({{"X-Forwarded-Prefix", odd}}).prefix, "") << odd;
  }
  const AskedAs hops = asked({{"X-Forwarded-For", "203.0.113.7, 10.0.0.2"},
                              {"X-Forwarded-Host", "app.example, inner"},
                              {"X-Forwarded-Port", "443, 80"}});
  EXPECT_EQ(hops.host, "app.example");
  EXPECT_EQ(hops.port, "443");
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
