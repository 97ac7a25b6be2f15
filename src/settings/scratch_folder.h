// For the tests of this room: a temporary folder with files, removed at the end.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.h"

namespace gatehouse::settings {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string made = testing::TempDir() + "settings-XXXXXX";
    if (mkdtemp(made.data()) != nullptr) path_ = made;
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::string Write(const std::string& name, std::string_view content) const {
    EXPECT_TRUE(base::WriteFile(Path(name), content, 0600));
    return Path(name);
  }
  [[nodiscard]] std::string Path(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace gatehouse::settings
