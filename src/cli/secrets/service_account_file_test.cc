#include "cli/secrets/service_account_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "base/testing_folder.h"

namespace gatehouse::cli {
namespace {

class ServiceAccountFile : public testing::Test {
 protected:
  std::vector<std::string> Whats() const {
    std::vector<std::string> whats;
    for (const base::Error& error : CheckKeptSecret(file_)) whats.push_back(error.what);
    return whats;
  }

  base::testing::Folder folder_;
  const std::string file_ = folder_.Write("service-account.json", "{}");
};

TEST_F(ServiceAccountFile, A3_ThreePlacesInOrder) {
  setenv("HOME", "/home/alice", 1);
  EXPECT_THAT(ServiceAccountPlaces(), testing::ElementsAre(".gcp/service-account.json", "secrets/service-account.json",
                                                           "/home/alice/.config/promptcraft/service-account.json"));
}

TEST_F(ServiceAccountFile, A3_APrivateFileOutsideARepositoryIsFine) { EXPECT_THAT(Whats(), testing::IsEmpty()); }

TEST_F(ServiceAccountFile, A3_ReadableByOthers) {
  for (const mode_t mode : {0640U, 0604U, 0620U}) {
    ASSERT_EQ(chmod(file_.c_str(), mode), 0);
    EXPECT_THAT(Whats(), testing::ElementsAre("Others can read the file")) << mode;
  }
}

TEST_F(ServiceAccountFile, A3_AFolderThatOthersWriteTo) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
  EXPECT_THAT(Whats(), testing::ElementsAre("Others can put another file in its place"));
}

TEST_F(ServiceAccountFile, A3_ALinkIsJudgedByWhereItLeads) {
  const std::string link = folder_.At("link.json");
  ASSERT_EQ(symlink(file_.c_str(), link.c_str()), 0);
  ASSERT_EQ(chmod(file_.c_str(), 0644), 0);
  EXPECT_EQ(CheckKeptSecret(link).size(), 1U);
  ASSERT_TRUE(std::filesystem::remove(file_));
  ASSERT_EQ(CheckKeptSecret(link).size(), 1U);
  EXPECT_EQ(CheckKeptSecret(link)[0].what, "There is no such file");
}

}  // namespace
}  // namespace gatehouse::cli
