#include "control/store/store_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "control/store/testing_database.h"

namespace gatehouse::store {
namespace {

class StoreLocks : public testing::OnBothDatabases {};
GATEHOUSE_ON_BOTH_DATABASES(StoreLocks);

TEST_P(StoreLocks, A14_TheSecondIsToldSoAndTheNextOneComesIn) {
  std::optional<StoreLock> first;
  auto taken = StoreLock::Take(url_);
  ASSERT_TRUE(taken) << taken.error().Text();
  first.emplace(std::move(*taken));
  const auto second = StoreLock::Take(url_);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().what, ::testing::HasSubstr("Another control daemon"));
  first.reset();
  EXPECT_TRUE(StoreLock::Take(url_));
}

}  // namespace
}  // namespace gatehouse::store
