// For tests: a repository that real git makes.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/testing_folder.h"
#include "scan/git/repository.h"

namespace gatehouse::scan {

class TestingRepository : public base::testing::Folder {
 public:
  TestingRepository() { Git("init -q -b main"); }

  // Words as a shell reads them; the settings of the user do not count.
  void Git(const std::string& words) const {
    const std::string command = "cd '" + path() +
                                "' && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null git -c user.name=Ada -c "
                                "user.email=a@b.test -c commit.gpgsign=false " +
                                words + " >/dev/null 2>&1";
    // The words are the test's own.
    ASSERT_EQ(std::system(command.c_str()), 0) << words;  // NOLINT(cert-env33-c)
  }
  void Commit() const {
    Git("add -A -f");
    Git("commit -q --allow-empty -m x");
  }
  [[nodiscard]] Repository Open(const std::string& name = "") const {
    auto repository = Repository::Open(At(name));
    EXPECT_TRUE(repository) << repository.error().Text();
    return *repository;
  }
};

}  // namespace gatehouse::scan
