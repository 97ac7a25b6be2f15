#include "control/reference.h"

#include <gtest/gtest.h>

#include "base/testing_folder.h"

namespace gatehouse::control {
namespace {

TEST(References, C6_AFileIsResolvedAndReadAgainByAnother) {
  const base::testing::Folder folder;
  folder.Write("secret", "s3cret");
  ASSERT_EQ(::chmod(folder.At("secret").c_str(), 0600), 0);
  References references;
  const auto value = references.Resolve("ref+file://" + folder.At("secret"));
  ASSERT_TRUE(value) << value.error().Text();
  EXPECT_EQ(value->Reveal(), "s3cret");
}

TEST(References, C1_WhatIsNoReferenceIsAnErrorThatDoesNotRepeatIt) {
  References references;
  for (const char* text : {"", "hunter2", "ref+", "ref+nobody://x"}) {
    const auto value = references.Resolve(text);
    ASSERT_FALSE(value) << text;
    EXPECT_FALSE(value.error().Text().contains("hunter2"));
  }
}

TEST(References, C6_AFileThatIsNotThereIsNamed) {
  References references;
  const auto value = references.Resolve("ref+file:///no/such/secret");
  ASSERT_FALSE(value);
  EXPECT_TRUE(value.error().Text().contains("/no/such/secret")) << value.error().Text();
}

}  // namespace
}  // namespace gatehouse::control
