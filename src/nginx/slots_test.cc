#include "nginx/slots.h"

#include <gtest/gtest.h>

namespace gatehouse::nginx {
namespace {

TEST(SlotShortage, IsToldOnceUntilSlotsArePlentyAgain) {
  SlotShortage shortage;
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 800}));
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 100})) << "an eighth is enough";
  EXPECT_TRUE(shortage.Look({.all = 800, .free = 99}));
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 0}));
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 200})) << "between the two figures nothing changes";
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 50}));
  EXPECT_FALSE(shortage.Look({.all = 800, .free = 201}));
  EXPECT_TRUE(shortage.Look({.all = 800, .free = 50})) << "the next shortage";
}

}  // namespace
}  // namespace gatehouse::nginx
