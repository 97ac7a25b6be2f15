#include "fetch/proxy.h"

#include <gtest/gtest.h>

#include <map>

namespace gatehouse::fetch {
namespace {

using Variables = std::map<std::string, std::string>;

std::string Proxy(std::string_view url, const Variables& variables) {
  return ProxyFor(url, [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  });
}

TEST(Proxy, C1_TheEnvironmentsProxy) {
  EXPECT_EQ(Proxy("https://a.example/", {}), "");
  EXPECT_EQ(Proxy("https://a.example/", {{"https_proxy", "http://p:1"}}), "http://p:1");
  EXPECT_EQ(Proxy("https://a.example/", {{"HTTPS_PROXY", "http://p:2"}}), "http://p:2");
  EXPECT_EQ(Proxy("https://a.example/", {{"all_proxy", "http://p:3"}}), "http://p:3");
  EXPECT_EQ(Proxy("https://a.example/", {{"http_proxy", "http://p:4"}}), "");
  EXPECT_EQ(Proxy("http://a.example/", {{"http_proxy", "http://p:4"}}), "http://p:4");
  EXPECT_EQ(Proxy("http://a.example/", {{"HTTP_PROXY", "http://p:5"}}), "") << "a request's header in CGI programs";
}

TEST(Proxy, C1_NoneForThisMachineAndForMetadata) {
  const Variables all = {{"http_proxy", "http://p:1"}, {"https_proxy", "http://p:1"}, {"no_proxy", "nothing.example"}};
  for (const char* host : {"localhost",
                           "LOCALHOST",
                           "localhost.",
                           "db.localhost",
                           "127.0.0.1",
                           "127.9.9.9",
                           "[::1]",
                           "169.254.169.254",
                           "169.254.170.2",
                           "169.254.170.23",
                           "169.254.1.1",
                           "[fe80::1]",
                           "[fe80::1%25eth0]",
                           "[fd00:ec2::254]",
                           "[fd00:ec2::23]",
                           "[::ffff:169.254.170.2]",
                           "2852039166",
                           "0xA9FEA9FE",
                           "169.254.43518",
                           "169.254.170.2.",
                           "metadata.google.internal",
                           "Metadata.Google.Internal.",
                           "metadata.goog",
                           "[fd20:ce::254]",
                           "168.63.129.16"}) {
    for (const char* scheme : {"http://", "https://"}) {
      EXPECT_EQ(Proxy(std::string(scheme) + host + "/x", all), "") << host;
      EXPECT_EQ(Proxy(std::string(scheme) + host + ":8080", all), "") << host;
    }
  }
  for (const char* host : {"169.255.170.2", "[fd00:ec3::1]", "metadata.google.internal.evil.example", "notlocalhost",
                           "127.0.0.1.evil.example", "a.example", "[2001:db8::1]"}) {
    EXPECT_EQ(Proxy(std::string("https://") + host + "/", all), "http://p:1") << host;
  }
}

TEST(Proxy, C1_NoProxy) {
  const auto listed = [](const char* url, std::string_view list) { return IsListed(HostOf(url), list); };
  for (const char* list :
       {"corp", ".corp", "*.corp", "other, *.corp", "other\t.corp", "x,,CORP.", "*", "vault.corp:443"}) {
    EXPECT_TRUE(listed("https://vault.corp/", list)) << list;
    EXPECT_TRUE(list == std::string_view("vault.corp:443") || listed("https://a.vault.corp/", list)) << list;
  }
  for (const char* list : {"", "orp", "*.example", "vault.corp:8200", "vault", "corp.example", "*.", "10.0.0.0/8"}) {
    EXPECT_FALSE(listed("https://vault.corp/", list)) << list;
  }
  for (const char* list : {"10.0.0.0/8", "10.1.2.3/8", "10.1.2.3", "10.1.2.3:8200", "192.0.2.0/24,10.1.2.0/23"}) {
    EXPECT_TRUE(listed("https://10.1.2.3:8200/", list)) << list;
  }
  EXPECT_TRUE(listed("https://[2001:db8::5]/", "2001:db8::/32"));
  EXPECT_TRUE(listed("https://[2001:db8::5]/", "[2001:db8::5]"));
  EXPECT_TRUE(listed("https://[2001:db8::5]:8200/", "[2001:db8::5]:8200"));
  for (const char* list : {"10.0.0.0/33", "10.0.0.0/", "11.0.0.0/8", "10.1.2.3:80", "::/0"}) {
    EXPECT_FALSE(listed("https://10.1.2.3:8200/", list)) << list;
  }
}

TEST(Proxy, C1_IsShownWithoutItsPassword) {
  EXPECT_EQ(ShownProxy("http://user:p@ss@proxy.corp:3128/"), "proxy.corp:3128");
  EXPECT_EQ(ShownProxy("proxy.corp:3128"), "proxy.corp:3128");
  EXPECT_EQ(ShownProxy("user:pw@proxy.corp"), "proxy.corp");
}

}  // namespace
}  // namespace gatehouse::fetch
