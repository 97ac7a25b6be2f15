// A region in its own temporary folder, for this room's tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "state/region.h"

namespace gatehouse::state {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "gatehouse-state-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline constexpr Sizes kSmallSizes{
    .bucket_slots = 1024, .overflow_slots = 64, .block_entries = 64, .revocation_entries = 64};

class ScratchRegion {
 public:
  explicit ScratchRegion(const Sizes& sizes = kSmallSizes)
      : region_(Region::OpenOrCreate(folder_.File("state"), sizes)) {
    EXPECT_TRUE(region_) << region_.error().Text();
  }
  [[nodiscard]] Region& operator*() { return *region_; }
  [[nodiscard]] Region* operator->() { return &*region_; }
  [[nodiscard]] std::string path() const { return folder_.File("state"); }

 private:
  ScratchFolder folder_;
  base::Result<Region> region_;
};

}  // namespace gatehouse::state
