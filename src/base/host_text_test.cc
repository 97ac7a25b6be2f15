#include "base/host_text.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(HostTextTest, OnlyABareIpv6AddressGetsBrackets) {
  EXPECT_EQ(HostText("::1"), "[::1]");
  EXPECT_EQ(HostText("[::1]"), "[::1]");
  EXPECT_EQ(HostText("127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(HostText("example.org"), "example.org");
  EXPECT_EQ(HostText(""), "");
}

TEST(HostTextTest, APortFollowsTheHost) {
  EXPECT_EQ(HostAndPort("::1", 8443), "[::1]:8443");
  EXPECT_EQ(HostAndPort("example.org", 80), "example.org:80");
}

}  // namespace
}  // namespace gatehouse::base
