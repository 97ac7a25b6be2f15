// What needs no GPG; the rest is in tests/dotenv/.
#include "dotenv/open_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/testing_folder.h"
#include "dotenv/provider.h"

namespace gatehouse::dotenv {
namespace {

class OpenFile : public testing::Test {
 protected:
  void Write(std::string_view text) const { folder_.Write(".env", text); }
  [[nodiscard]] std::expected<secrets::Fetched, secrets::ProviderError> Fetch() const {
    DotenvProvider provider;
    const auto reference = secrets::ParseReference("ref+dotenv://" + path_ + "#/A");
    EXPECT_TRUE(reference);
    EXPECT_EQ(provider.CacheKey(*reference), path_);
    return provider.Get(*reference, base::Wall{});
  }

  base::testing::Folder folder_;
  const std::string path_ = folder_.At(".env");
};

TEST_F(OpenFile, A2_AFileInClear) {
  Write("A=1\nB='x\ny'\n");
  const auto opened = OpenSettings(path_);
  ASSERT_TRUE(opened);
  EXPECT_FALSE(opened->encrypted);
  ASSERT_EQ(opened->settings.size(), 2U);
  EXPECT_EQ(opened->settings[1].value.Reveal(), "x\ny");
}

TEST_F(OpenFile, A2_WhatIsWrongIsToldApart) {
  const auto fault = [&] { return OpenSettingsTelling(path_).error().fault; };
  EXPECT_EQ(fault(), OpenFault::kMissing);
  Write("no setting\n");
  EXPECT_EQ(fault(), OpenFault::kBroken);
  Write("#gatehouse-env v1 cut off\n");
  EXPECT_EQ(fault(), OpenFault::kBroken);
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(fault(), OpenFault::kUnreadable);
}

TEST_F(OpenFile, A2_WhatOnceWasEncryptedIsNotTakenForAFileInClear) {
  const auto open = [&](const char* name, std::string_view text) {
    folder_.Write(name, text);
    return OpenSettings(folder_.At(name));
  };
  const std::string_view headless = "A=gAAAAABrAs77\n#gatehouse-key 1DC4 hF4D\n#gatehouse-mac 31b6\n";
  EXPECT_FALSE(open(".env", headless));
  EXPECT_FALSE(open(".env.dev", headless));
  EXPECT_FALSE(open(".env.encrypted", headless));
  EXPECT_FALSE(open(".env.encrypted", ""));
  EXPECT_FALSE(open(".env.prod.encrypted", "A=in clear\n"));
  EXPECT_TRUE(open(".env.dev", "A=in clear\n# see gatehouse-key\n"));
}

TEST_F(OpenFile, A2_AReferenceGetsAllSettingsAsJson) {
  EXPECT_EQ(Fetch().error().fault, secrets::Fault::kAbsent);
  Write("A=1\nB=\"x\\n\\\"y\\\"\"\nC=\n");
  const auto fetched = Fetch();
  ASSERT_TRUE(fetched);
  EXPECT_EQ(fetched->value.Reveal(), R"({"A":"1","B":"x\n\"y\"","C":""})");
  EXPECT_FALSE(fetched->version.empty());
  EXPECT_TRUE(fetched->created);
  Write("A");
  EXPECT_EQ(Fetch().error().fault, secrets::Fault::kMalformed);
  EXPECT_EQ(Fetch().error().error.where, path_ + ":1");
}

}  // namespace
}  // namespace gatehouse::dotenv
