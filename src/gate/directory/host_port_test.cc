#include "gate/directory/host_port.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(HostPort, SplitsWhatAUrlNames) {
  const auto plain = SplitHostPort("droplet-14.example:9014");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->host, "droplet-14.example");
  EXPECT_EQ(plain->port, 9014);
  EXPECT_FALSE(plain->v6);
  const auto v6 = SplitHostPort("[2001:db8::1]");
  ASSERT_TRUE(v6);
  EXPECT_EQ(v6->host, "2001:db8::1");
  EXPECT_TRUE(v6->v6);
  EXPECT_FALSE(v6->port);
  EXPECT_EQ(SplitHostPort("h:65535")->port, 65'535);
}

TEST(HostPort, PortsAreDigitsInTheirRange) {
  for (const char* text : {"h:", "h:0", "h:080", "h:65536", "h:99999999999", "h:-1", "h:+1", "h: 1", "h:1x", "[::1]1",
                           "[::1]x:1", "[::1", "[127.0.0.1]:1", "[h]:1", "a:b:1"}) {
    EXPECT_FALSE(SplitHostPort(text)) << text;
  }
}

TEST(HostPort, HostNames) {
  for (const char* host : {"a", "localhost", "my_service", "xn--bcher-kva.example", "192.0.2.1", "1a"}) {
    EXPECT_TRUE(IsHostName(host)) << host;
  }
  for (const char* host :
       {"", ".", "a..b", "example.com.", "-a", "a-", "a b", "a/b", "a%2e", "256.1.1.1", "1.2.3", "0x7f.1.1.1.1", "é"}) {
    EXPECT_FALSE(IsHostName(host)) << host;
  }
  EXPECT_FALSE(IsHostName(std::string(64, 'a')));
  EXPECT_FALSE(IsHostName(std::string(254, 'a')));
}

TEST(HostPort, AnAuthorityIsWrittenAsUrlsWriteIt) {
  EXPECT_EQ(Authority("gate.example", 443, true), "gate.example");
  EXPECT_EQ(Authority("gate.example", 443, false), "gate.example:443");
  EXPECT_EQ(Authority("gate.example", 80, false), "gate.example");
  EXPECT_EQ(Authority("::1", 8443, true), "[::1]:8443");
}

}  // namespace
}  // namespace gatehouse::gate
