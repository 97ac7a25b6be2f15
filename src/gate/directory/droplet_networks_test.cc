#include "gate/directory/droplet_networks.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

base::IpAddress Address(const char* text) { return base::IpAddress::Parse(text).value(); }

TEST(DropletNetworks, B6_NoMessageGoesToThisMachineOrToMetadata) {
  const DropletNetworks networks;
  for (const char* text : {"127.0.0.1",     "127.255.255.254", "0.0.0.0",
                           "0.1.2.3",       "169.254.1.1",     "169.254.169.254",
                           "169.254.170.2", "100.100.100.200", "168.63.129.16",
                           "192.0.0.192",   "224.0.0.1",       "239.255.255.250",
                           "240.0.0.1",     "255.255.255.255", "::",
                           "::1",           "fe80::1",         "febf::1",
                           "ff02::1",       "fd00:ec2::254",   "fd00:ec2::23",
                           "fd20:ce::254"}) {
    EXPECT_NE(networks.Refusal(Address(text)), "") << text;
  }
  EXPECT_EQ(networks.Refusal(Address("127.0.0.1")), "a loopback address");
  EXPECT_EQ(networks.Refusal(Address("169.254.169.254")), "a cloud's metadata service");
}

TEST(DropletNetworks, B6_NorInsideAnIpv6Form) {
  const DropletNetworks networks;
  for (const char* text :
       {"::ffff:127.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::127.0.0.1", "64:ff9b::169.254.169.254",
        "64:ff9b:1::127.0.0.1", "64:ff9b:1:7f00:0:100::", "2002:7f00:1::1", "2002:a9fe:a9fe::", "2001:0:7f00:1::",
        "2001:0:c000:201:0:0:80ff:fffe", "2001:db8::5efe:127.0.0.1", "fd00::200:5efe:7f00:1"}) {
    EXPECT_NE(networks.Refusal(Address(text)), "") << text;
  }
}

TEST(DropletNetworks, B6_PrivateAndPublicNetworksPass) {
  const DropletNetworks networks;
  for (const char* text : {"10.0.0.1", "172.16.0.1", "172.17.0.2", "192.168.1.1", "100.64.0.1", "192.0.2.1", "8.8.8.8",
                           "fd00::1", "fc00::1", "2001:db8::1", "2606:4700::1111", "64:ff9b::10.0.0.1",
                           "2002:c000:201::1", "64:ff9b::8.8.8.8", "::ffff:10.0.0.1"}) {
    EXPECT_EQ(networks.Refusal(Address(text)), "") << text;
  }
}

TEST(DropletNetworks, B6_WhatThePolicyListsPassesAndNothingBesideIt) {
  const DropletNetworks networks({*base::IpNetwork::Parse("127.0.0.0/24"), *base::IpNetwork::Parse("::1")});
  for (const char* text : {"127.0.0.1", "::1", "::ffff:127.0.0.9", "64:ff9b::127.0.0.1"}) {
    EXPECT_EQ(networks.Refusal(Address(text)), "") << text;
  }
  for (const char* text : {"127.0.1.1", "169.254.169.254", "::", "64:ff9b::169.254.169.254"}) {
    EXPECT_NE(networks.Refusal(Address(text)), "") << text;
  }
}

}  // namespace
}  // namespace gatehouse::gate
