#include "control/data_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/testing_folder.h"

namespace gatehouse::control {
namespace {

base::Result<base::SecretString> NoReferences(std::string_view reference) {
  return base::Fail("there are none in this test", std::string(reference));
}

mode_t ModeOf(const std::string& path) {
  struct stat info{};
  EXPECT_EQ(::stat(path.c_str(), &info), 0) << path;
  return info.st_mode & 0777U;
}

class DataFolder : public testing::Test {
 protected:
  DataFolder() {
    settings_.data_dir = folder_.At("run") + "/control";
    settings_.key_encryption = settings_.data_dir + "/key-encryption.key";
  }

  base::testing::Folder folder_;
  gate::ControlSettings settings_;
};

TEST_F(DataFolder, B4_IsPrivateButForItsPublicPart) {
  ASSERT_TRUE(PrepareDataFolder(settings_, {}));
  EXPECT_EQ(ModeOf(settings_.data_dir), 0700U);
  EXPECT_EQ(ModeOf(settings_.PublicFolder()), 0755U);
  EXPECT_TRUE(PrepareDataFolder(settings_, {}));  // and taken again
}

TEST_F(DataFolder, WorkersOfAnotherUserMayPassThrough) {
  const Account self{"self", ::geteuid(), ::getegid()};
  ASSERT_TRUE(PrepareDataFolder(settings_, {.daemon = self, .workers = Account{"other", 65534, 65534}}));
  EXPECT_EQ(ModeOf(settings_.data_dir), 0711U);
}

TEST_F(DataFolder, B4_OneThatOthersMayWriteToIsRefused) {
  ASSERT_TRUE(PrepareDataFolder(settings_, {}));
  ASSERT_EQ(::chmod(settings_.data_dir.c_str(), 0777), 0);
  const auto refused = PrepareDataFolder(settings_, {});
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().fix.contains("chmod 700")) << refused.error().Text();
}

TEST_F(DataFolder, AFileInItsPlaceIsRefused) {
  settings_.data_dir = folder_.At("file");
  ASSERT_TRUE(base::WriteFile(settings_.data_dir, "x"));
  EXPECT_FALSE(PrepareDataFolder(settings_, {}));
}

// Started by root, all of this is done in a folder that may be another user's.
TEST_F(DataFolder, B4_ALinkInItsPlaceIsRefusedAndLeadsNowhere) {
  const std::string elsewhere = folder_.At("elsewhere");
  ASSERT_EQ(::mkdir(elsewhere.c_str(), 0750), 0);
  ASSERT_EQ(::mkdir(folder_.At("run").c_str(), 0700), 0);
  ASSERT_EQ(::symlink(elsewhere.c_str(), settings_.data_dir.c_str()), 0);
  EXPECT_FALSE(PrepareDataFolder(settings_, {}));
  ASSERT_EQ(::unlink(settings_.data_dir.c_str()), 0);
  ASSERT_EQ(::mkdir(settings_.data_dir.c_str(), 0700), 0);
  ASSERT_EQ(::symlink(elsewhere.c_str(), settings_.PublicFolder().c_str()), 0);
  EXPECT_FALSE(PrepareDataFolder(settings_, {}));
  EXPECT_EQ(ModeOf(elsewhere), 0750U);
}

TEST_F(DataFolder, B4_TheKeyIsMadeOnceAndPrivate) {
  ASSERT_TRUE(PrepareDataFolder(settings_, {}));
  const auto first = LoadKeyEncryption(settings_, {}, NoReferences);
  ASSERT_TRUE(first) << first.error().Text();
  EXPECT_EQ(first->Reveal().size(), 32U);
  EXPECT_EQ(ModeOf(settings_.key_encryption), 0600U);
  const auto again = LoadKeyEncryption(settings_, {}, NoReferences);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->Reveal(), first->Reveal());
}

TEST_F(DataFolder, B4_AKeyThatSomebodyNamedIsNotMadeUp) {
  ASSERT_TRUE(PrepareDataFolder(settings_, {}));
  settings_.key_encryption = folder_.At("my.key");
  EXPECT_FALSE(LoadKeyEncryption(settings_, {}, NoReferences));
  ASSERT_TRUE(base::WriteFile(settings_.key_encryption, "sixteen bytes or more", 0644));
  const auto readable = LoadKeyEncryption(settings_, {}, NoReferences);
  ASSERT_FALSE(readable);
  EXPECT_TRUE(readable.error().fix.contains("chmod 600"));
  ASSERT_TRUE(base::WriteFile(settings_.key_encryption, "sixteen bytes or more", 0600));
  EXPECT_TRUE(LoadKeyEncryption(settings_, {}, NoReferences));
  ASSERT_TRUE(base::WriteFile(settings_.key_encryption, "short", 0600));
  const auto weak = LoadKeyEncryption(settings_, {}, NoReferences);
  ASSERT_FALSE(weak);
  EXPECT_FALSE(weak.error().Text().contains("short\"")) << "a key is never in an error";
}

TEST_F(DataFolder, B4_AReferenceIsResolved) {
  settings_.key_encryption = "ref+vault://secret/gate#/key";
  std::string asked;
  const auto key = LoadKeyEncryption(settings_, {}, [&](std::string_view reference) {
    asked = reference;
    return base::Result<base::SecretString>(base::SecretString("a key from somewhere else"));
  });
  ASSERT_TRUE(key);
  EXPECT_EQ(asked, settings_.key_encryption);
  EXPECT_EQ(key->Reveal(), "a key from somewhere else");
  EXPECT_FALSE(LoadKeyEncryption(settings_, {}, NoReferences));
}

TEST_F(DataFolder, B11_TheKeyOfSharedLimitsIsNeverMadeUp) {
  gate::SharedLimits limits{.redis = {}, .key = folder_.At("limits.key"), .ca_file = {}};
  const auto missing = LoadSharedLimitsKey(limits, NoReferences);
  ASSERT_FALSE(missing);
  EXPECT_TRUE(missing.error().fix.contains("control.limits.key")) << missing.error().Text();
  ASSERT_TRUE(base::WriteFile(limits.key, "sixteen bytes or more", 0644));
  EXPECT_FALSE(LoadSharedLimitsKey(limits, NoReferences)) << "others can read it";
  ASSERT_TRUE(base::WriteFile(limits.key, "sixteen bytes or more", 0600));
  const auto key = LoadSharedLimitsKey(limits, NoReferences);
  ASSERT_TRUE(key) << key.error().Text();
  EXPECT_EQ(key->Reveal(), "sixteen bytes or more");
  ASSERT_TRUE(base::WriteFile(limits.key, "short", 0600));
  EXPECT_FALSE(LoadSharedLimitsKey(limits, NoReferences));
  limits.key = "ref+vault://secret/gate#/limits";
  const auto referred = LoadSharedLimitsKey(limits, [](std::string_view) {
    return base::Result<base::SecretString>(base::SecretString("a key from somewhere else"));
  });
  ASSERT_TRUE(referred);
  EXPECT_EQ(referred->Reveal(), "a key from somewhere else");
}

}  // namespace
}  // namespace gatehouse::control
