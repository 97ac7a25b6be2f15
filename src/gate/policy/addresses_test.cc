#include "gate/policy/addresses.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(Addresses, ServersAreHttpHttpsOrUnix) {
  const auto plain = ParseServer("http://127.0.0.1:9000", "/etc/gate");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "127.0.0.1");
  EXPECT_EQ(plain->port, 9000);
  EXPECT_FALSE(plain->tls);
  EXPECT_EQ(ParseServer("http://app", "/")->port, 80);
  EXPECT_EQ(ParseServer("http://app/", "/")->host, "app");
  EXPECT_EQ(ParseServer("https://app.internal", "/")->port, 443);
  EXPECT_TRUE(ParseServer("https://app.internal", "/")->tls);
  EXPECT_EQ(ParseServer("http://my_service:8080", "/")->host, "my_service");
  EXPECT_EQ(ParseServer("http://[2001:db8::1]:81", "/")->host, "2001:db8::1");
  EXPECT_EQ(ParseServer("http://[2001:db8::1]", "/")->port, 80);
  EXPECT_EQ(ParseServer("unix:/run/app.sock", "/etc/gate")->unix_path, "/run/app.sock");
  EXPECT_EQ(ParseServer("unix:app.sock", "/etc/gate")->unix_path, "/etc/gate/app.sock");
}

TEST(Addresses, NothingThatCouldEndAWordOfTheProxysConfigurationPasses) {
  for (const char* wrong : {"",
                            "app",
                            "ftp://app",
                            "http://",
                            "http:///",
                            "http://a b",
                            "http://a;b",
                            "http://a{",
                            "http://a$b",
                            "http://a\"b",
                            "http://a\nb",
                            "http://a/path",
                            "http://a?x",
                            "http://a#x",
                            "http://u:p@a",
                            "http://a:0",
                            "http://a:65536",
                            "http://a:",
                            "http://a:+1",
                            "http://a:080",
                            "http://-a",
                            "http://a..b",
                            "http://.a",
                            "http://a.",
                            "http://1.2.3",
                            "http://256.1.1.1",
                            "http://1.2.3.4.5",
                            "http://::1",
                            "http://[::1",
                            "http://[::1]x",
                            "http://[127.0.0.1]:1",
                            "http://a:1:2",
                            "http://*",
                            "unix:",
                            "unix:/a;b",
                            "unix:/a:b",
                            "unix:/a\"b",
                            "unix:$HOME/a"}) {
    EXPECT_FALSE(ParseServer(wrong, "/etc/gate")) << wrong;
  }
  EXPECT_FALSE(ParseServer("unix:/" + std::string(200, 'a'), "/"));
  EXPECT_FALSE(ParseServer("http://" + std::string(64, 'a'), "/"));
}

TEST(Addresses, NoPasswordOfAnUrlIsRepeated) {
  const auto server = ParseServer("http://user:hunter2@app", "/");
  ASSERT_FALSE(server);
  EXPECT_EQ(server.error().Text().find("hunter2"), std::string::npos);
}

TEST(Addresses, ListenTakesAddressesWithAPort) {
  EXPECT_EQ(ParseListen("127.0.0.1:8443")->host, "127.0.0.1");
  EXPECT_EQ(ParseListen("127.0.0.1:8443")->port, 8443);
  EXPECT_EQ(ParseListen("[::1]:443")->host, "::1");
  EXPECT_EQ(ParseListen("*:443")->host, "*");
  for (const char* wrong : {"", "8443", ":8443", "localhost:8443", "127.0.0.1", "[::1]", "::1:443", "127.0.0.1:0",
                            "127.0.0.1:8443;", "*"}) {
    EXPECT_FALSE(ParseListen(wrong)) << wrong;
  }
}

TEST(Addresses, PathsAreMadeAbsoluteAndPlain) {
  EXPECT_EQ(AbsolutePath("/etc/gate", "key.pem"), "/etc/gate/key.pem");
  EXPECT_EQ(AbsolutePath("/etc/gate", "../key.pem"), "/etc/key.pem");
  EXPECT_EQ(AbsolutePath("/etc/gate", "/run/./x/"), "/run/x");
  EXPECT_EQ(AbsolutePath("/etc/gate", "with space"), "/etc/gate/with space");
  for (const char* wrong : {"", "a\"b", "a'b", "a$b", "a\\b", "a;b", "a{b", "a\nb"})
    EXPECT_EQ(AbsolutePath("/e", wrong), "") << wrong;
}

}  // namespace
}  // namespace gatehouse::gate
