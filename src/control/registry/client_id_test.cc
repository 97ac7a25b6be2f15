#include "control/registry/client_id.h"

#include <gtest/gtest.h>

namespace gatehouse::registry {
namespace {

TEST(ClientId, B5_NamesADropletOneWayOnly) {
  EXPECT_EQ(ClientIdOf(14), "droplet-14");
  EXPECT_EQ(SubjectOf(14), "droplet:14");
  EXPECT_EQ(DropletOfClient("droplet-14"), 14);
  EXPECT_EQ(DropletOfClient("droplet-999"), 999);
  for (const char* other :
       {"droplet-0", "droplet-1000", "droplet-014", "droplet--1", "droplet-+1", "droplet-1 ", "droplet-", "droplet:14",
        "Droplet-14", "14", "", "droplet-14x", "droplet-99999999999999"}) {
    EXPECT_FALSE(DropletOfClient(other)) << other;
  }
}

}  // namespace
}  // namespace gatehouse::registry
