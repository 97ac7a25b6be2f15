// For tests: a folder with files, which a test can make a git repository. The settings of git that the user has do not
// count in it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "audit/repository/child.h"
#include "base/testing_folder.h"

namespace gatehouse::audit::testing {

using Files = std::vector<std::pair<std::string, std::string>>;  // name, text

class Folder : public base::testing::Folder {
 public:
  Folder() : Folder(Files()) {}
  Folder(std::initializer_list<Files::value_type> files) : Folder(Files(files)) {}
  explicit Folder(const Files& files) {
    for (const auto& [name, text] : files) Write(name, text);
  }

  void Remove(const std::string& name) const { std::filesystem::remove_all(At(name)); }

  // Returns what git prints. The test fails if git does.
  std::string Git(
      std::vector<std::string> words) const {  // NOLINT(modernize-use-nodiscard): most commands print nothing
    std::vector<std::string> argv = {FindProgram("git"),          "-c", "user.name=Ada",        "-c",
                                     "user.email=a@b.test",       "-c", "commit.gpgsign=false", "-c",
                                     "protocol.file.allow=always"};
    argv.insert(argv.end(), words.begin(), words.end());
    auto end = RunChild({.argv = std::move(argv),
                         .folder = path(),
                         .environment = {{"GIT_CONFIG_GLOBAL", "/dev/null"}, {"GIT_CONFIG_SYSTEM", "/dev/null"}}});
    if (!end || end->status != 0) {
      ADD_FAILURE() << "git " << words.front() << ": " << (end ? end->errors : end.error().Text());
      return {};
    }
    return std::move(end->output);
  }
  // All files, also those that git ignores. The first commit makes the repository.
  void Commit() const {
    if (!std::filesystem::exists(At(".git"))) Git({"init", "-q", "-b", "main"});
    Git({"add", "-A", "-f"});
    Git({"commit", "-q", "--allow-empty", "-m", "a commit"});
  }
};

}  // namespace gatehouse::audit::testing
