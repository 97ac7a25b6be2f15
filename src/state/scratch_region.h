// A region in its own temporary folder, for this room's tests.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "base/testing_folder.h"
#include "state/region.h"

namespace gatehouse::state {

inline constexpr Sizes kSmallSizes{
    .bucket_slots = 1024, .overflow_slots = 64, .block_entries = 64, .revocation_entries = 64};

class ScratchRegion {
 public:
  explicit ScratchRegion(const Sizes& sizes = kSmallSizes) : region_(Region::OpenOrCreate(folder_.At("state"), sizes)) {
    EXPECT_TRUE(region_) << region_.error().Text();
  }
  [[nodiscard]] Region& operator*() { return *region_; }
  [[nodiscard]] Region* operator->() { return &*region_; }
  [[nodiscard]] std::string path() const { return folder_.At("state"); }

 private:
  base::testing::Folder folder_;
  base::Result<Region> region_;
};

}  // namespace gatehouse::state
