#include "base/ip.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

using namespace std::literals;

std::string Canonical(std::string_view text) {
  const auto address = IpAddress::Parse(text);
  return address ? address->Text() : "refused";
}

TEST(IpAddress, TextIsCanonical) {
  EXPECT_EQ(Canonical("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(Canonical("2001:DB8:0:0:0:0:0:1"), "2001:db8::1");
  EXPECT_EQ(Canonical("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");  // RFC 5952 §4.2.2
  EXPECT_EQ(Canonical("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");           // RFC 5952 §4.2.3
  EXPECT_EQ(Canonical("::"), "::");
  EXPECT_EQ(Canonical("::1"), "::1");
}

TEST(IpAddress, MappedIsTheSameClientAsV4) {
  EXPECT_EQ(IpAddress::Parse("::ffff:192.0.2.1"), IpAddress::Parse("192.0.2.1"));
  EXPECT_EQ(Canonical("::ffff:c000:201"), "192.0.2.1");
  EXPECT_EQ(IpAddress::V4({192, 0, 2, 1}), IpAddress::Parse("192.0.2.1"));
  EXPECT_TRUE(IpAddress::Parse("::ffff:1.2.3.4")->IsV4());
  EXPECT_FALSE(IpAddress::Parse("::1.2.3.4")->IsV4());
}

TEST(IpAddress, RefusesWhatIsNoPlainAddress) {
  for (const auto text : {""sv,
                          "1.2.3"sv,
                          "1.2.3.4.5"sv,
                          "01.2.3.4"sv,
                          "1.2.3.04"sv,
                          "256.0.0.1"sv,
                          "1.2.3.4:80"sv,
                          " 1.2.3.4"sv,
                          "1.2.3.4 "sv,
                          "0x7f.0.0.1"sv,
                          "2130706433"sv,
                          "[::1]"sv,
                          "fe80::1%eth0"sv,
                          "::1::"sv,
                          ":::"sv,
                          "12345::"sv,
                          "1.2.3.4\0"sv,
                          "::1\0x"sv,
                          "localhost"sv,
                          "1:2:3:4:5:6:7:8:9"sv,
                          "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111"sv}) {
    EXPECT_EQ(Canonical(text), "refused") << text;
  }
}

TEST(IpAddress, Loopback) {
  for (const auto text : {"127.0.0.1"sv, "127.255.1.2"sv, "::1"sv, "::ffff:127.0.0.1"sv}) {
    EXPECT_TRUE(IpAddress::Parse(text)->IsLoopback()) << text;
  }
  for (const auto text : {"128.0.0.1"sv, "::2"sv, "::"sv, "7f00::1"sv}) {
    EXPECT_FALSE(IpAddress::Parse(text)->IsLoopback()) << text;
  }
}

TEST(IpAddress, MaskedCountsInTheFamilysOwnBits) {
  const auto masked = [](std::string_view text, int bits) { return IpAddress::Parse(text)->Masked(bits).Text(); };
  EXPECT_EQ(masked("192.0.2.255", 24), "192.0.2.0");
  EXPECT_EQ(masked("192.0.2.255", 25), "192.0.2.128");
  EXPECT_EQ(masked("192.0.2.255", 0), "0.0.0.0");
  EXPECT_EQ(masked("192.0.2.255", 32), "192.0.2.255");
  EXPECT_EQ(masked("2001:db8:1:2:3:4:5:6", 64), "2001:db8:1:2::");
  EXPECT_EQ(masked("2001:db8:ffff::", 33), "2001:db8:8000::");
  EXPECT_EQ(masked("2001:db8::1", 128), "2001:db8::1");
  EXPECT_EQ(masked("2001:db8::1", 0), "::");
  EXPECT_EQ(masked("1.2.3.4", -1), "0.0.0.0");
  EXPECT_EQ(masked("1.2.3.4", 99), "1.2.3.4");
}

TEST(IpNetwork, ParsesAndContains) {
  const auto ten = IpNetwork::Parse("10.0.0.0/8");
  ASSERT_TRUE(ten);
  EXPECT_EQ(ten->Text(), "10.0.0.0/8");
  EXPECT_TRUE(ten->Contains(*IpAddress::Parse("10.255.0.1")));
  EXPECT_TRUE(ten->Contains(*IpAddress::Parse("::ffff:10.1.1.1")));
  EXPECT_FALSE(ten->Contains(*IpAddress::Parse("11.0.0.0")));
  const auto documentation = IpNetwork::Parse("2001:db8::/32");
  ASSERT_TRUE(documentation);
  EXPECT_TRUE(documentation->Contains(*IpAddress::Parse("2001:db8:ffff::1")));
  EXPECT_FALSE(documentation->Contains(*IpAddress::Parse("2001:db9::")));
  EXPECT_EQ(IpNetwork::Parse("192.0.2.7")->Text(), "192.0.2.7/32");
  EXPECT_EQ(IpNetwork::Parse("::1")->Text(), "::1/128");
}

TEST(IpNetwork, FamiliesDoNotMix) {
  EXPECT_FALSE(IpNetwork::Parse("::/0")->Contains(*IpAddress::Parse("192.0.2.1")));
  EXPECT_FALSE(IpNetwork::Parse("0.0.0.0/0")->Contains(*IpAddress::Parse("2001:db8::1")));
  EXPECT_TRUE(IpNetwork::Parse("0.0.0.0/0")->Contains(*IpAddress::Parse("192.0.2.1")));
}

TEST(IpNetwork, RefusesWhatCanBeReadInTwoWays) {
  for (const auto text :
       {"10.0.0.1/8"sv, "10.0.0.0/33"sv, "10.0.0.0/"sv, "10.0.0.0/08"sv, "10.0.0.0/-1"sv, "10.0.0.0/+8"sv,
        "10.0.0.0/8 "sv, "10.0.0.0/8/8"sv, "/8"sv, ""sv, "10.0.0/8"sv, "2001:db8::/129"sv, "2001:db8::1/64"sv,
        "::ffff:10.0.0.0/104"sv, "::ffff:10.0.0.0/8"sv, "10.0.0.0/4294967304"sv}) {
    EXPECT_FALSE(IpNetwork::Parse(text)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::base
