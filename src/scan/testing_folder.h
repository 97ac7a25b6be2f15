// For tests: a folder of its own, removed at the end. Shared by tree_test.cc and the tests of git/.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.h"

namespace gatehouse::scan {

class TestingFolder {
 public:
  TestingFolder() : path_((std::filesystem::canonical(::testing::TempDir()) / "gatehouse-scan-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) path_.clear();
    EXPECT_FALSE(path_.empty()) << "no folder can be made";
  }
  ~TestingFolder() {
    std::error_code failed;
    if (!path_.empty()) std::filesystem::remove_all(path_, failed);
  }
  TestingFolder(const TestingFolder&) = delete;
  TestingFolder& operator=(const TestingFolder&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string At(const std::string& name) const { return path_ + "/" + name; }
  // Folders above it are made.
  void Write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories(std::filesystem::path(At(name)).parent_path());
    ASSERT_TRUE(base::WriteFile(At(name), text, 0600)) << name;
  }

 private:
  std::string path_;
};

}  // namespace gatehouse::scan
