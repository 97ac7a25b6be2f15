// What needs no network: addresses as text, the machine's own name for itself, names that cannot be.
#include "base/resolve_host.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ResolveHost, AnAddressIsItsOwn) {
  EXPECT_THAT(ResolveHost("192.0.2.1"), ElementsAre(*IpAddress::Parse("192.0.2.1")));
  EXPECT_THAT(ResolveHost("2001:db8::1"), ElementsAre(*IpAddress::Parse("2001:db8::1")));
}

TEST(ResolveHost, ANameOfTheHostsFileIsFoundAndIPv4ComesFirst) {
  const auto found = ResolveHost("localhost");
  ASSERT_THAT(found, Contains(*IpAddress::Parse("127.0.0.1")));
  EXPECT_TRUE(found.front().IsV4());
}

TEST(ResolveHost, ANameThatCannotBeHasNoAddress) { EXPECT_THAT(ResolveHost("no such name"), IsEmpty()); }

}  // namespace
}  // namespace gatehouse::base
