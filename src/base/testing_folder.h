// For tests: a folder of its own, removed with all its files at the end.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "base/file.h"

namespace gatehouse::base::testing {

class Folder {
 public:
  // Throws, which fails the test, instead of going on with paths below the root folder.
  Folder() : path_((std::filesystem::canonical(::testing::TempDir()) / "gatehouse-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("No folder can be made for the test: " + path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  // Without links in it, and without a slash at its end.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string At(std::string_view name) const { return path_ + "/" + std::string(name); }
  // Makes the folders above it. Only its owner can read it. Returns its path.
  std::string Write(std::string_view name, std::string_view text) const {
    std::string path = At(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    EXPECT_TRUE(WriteFile(path, text, 0600)) << path;
    return path;
  }

 private:
  std::string path_;
};

}  // namespace gatehouse::base::testing
