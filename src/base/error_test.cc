#include "base/error.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(Error, SaysWhereWhatAndTheFixAndLeavesOutWhatIsEmpty) {
  EXPECT_EQ((Error{"Invalid environment", "gate.yaml:2:14", "write development"}).Text(),
            "gate.yaml:2:14: Invalid environment (write development)");
  EXPECT_EQ((Error{"Invalid environment", "", ""}).Text(), "Invalid environment");
  EXPECT_EQ((Error{"Invalid environment", "", "write development"}).Text(), "Invalid environment (write development)");
}

}  // namespace
}  // namespace gatehouse::base
