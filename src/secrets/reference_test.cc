// References as people write them, rightly and wrongly.
#include "secrets/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

using ::testing::HasSubstr;

TEST(Reference, C2_HasProviderPathParametersAndPointer) {
  const auto reference =
      ParseReference("ref+vault://secret/prompt%20craft?version=3&namespace=team%2Fa#/data/base~1url");
  ASSERT_TRUE(reference) << reference.error().Text();
  EXPECT_EQ(reference->provider, "vault");
  EXPECT_EQ(reference->path, "secret/prompt craft");
  EXPECT_EQ(reference->Parameter("version"), "3");
  EXPECT_EQ(reference->Parameter("namespace"), "team/a");
  EXPECT_EQ(reference->Parameter("mount"), "");
  EXPECT_EQ(reference->pointer, "/data/base~1url");
  EXPECT_FALSE(reference->optional);
  EXPECT_FALSE(reference->fallback);
}

TEST(Reference, C5_EveryProviderHasItsShape) {
  for (const char* text :
       {"ref+vault://secret/app",
        "ref+awssecrets://arn:aws:secretsmanager:eu-central-1:1:secret:app-AbC?region=eu-central-1",
        "ref+awssecrets://app?version_stage=AWSPREVIOUS", "ref+azurekeyvault://team-vault/database-url?version=abc",
        "ref+gcpsecrets://project/secret?version=latest#/a", "ref+k8s://v1/Secret/prod/app/key",
        "ref+file:///run/secrets/x", "ref+file://./x.json#/a/0", "ref+env://NAME",
        "ref+dotenv://.env.encrypted#/NAME"}) {
    const auto reference = ParseReference(text);
    ASSERT_TRUE(reference) << reference.error().Text();
    EXPECT_EQ(reference->text, text);
  }
}

TEST(Reference, C2_OptionalAndDefault) {
  EXPECT_TRUE(ParseReference("ref+env://X?optional=true")->optional);
  EXPECT_FALSE(ParseReference("ref+env://X?optional=false")->optional);
  EXPECT_EQ(ParseReference("ref+env://X?default=")->fallback, "");
  EXPECT_EQ(ParseReference("ref+env://X?default=a%26b+c")->fallback, "a&b+c");
  EXPECT_FALSE(ParseReference("ref+env://X?optional=yes"));
  EXPECT_FALSE(ParseReference("ref+env://X?optional=true&default=a"));
}

TEST(Reference, C2_EveryPartIsJudged) {
  const struct {
    std::string text;
    const char* said;
  } cases[] = {
      {"vault://secret/app", "not a reference"},
      {"ref+vault:secret/app", "no ://"},
      {"ref+valt://secret/app", "did you mean vault?"},
      {"ref+s3://bucket/key", "one of vault"},
      {"ref+vault://", "no path"},
      {"ref+vault://a%zz", "no path"},
      {"ref+vault://a%00", "no path"},
      {"ref+vault://a?vresion=1", "did you mean version?"},
      {"ref+env://A?version=1", "it knows optional, default"},
      {"ref+vault://a?version=1&version=2", "twice"},
      {"ref+vault://a?version=", "empty"},
      {"ref+vault://a?version", "name=value"},
      {"ref+vault://a?=1", "name=value"},
      {"ref+vault://a#field", "not a JSON pointer"},
      {"ref+vault://a#", "not a JSON pointer"},
      {"ref+vault://a#/x~2", "not a JSON pointer"},
      {"ref+vault://a#/x~", "not a JSON pointer"},
      {"ref+vault://a\nb", "control character"},
      {"ref+vault://\xff", "not UTF-8"},
      {"ref+vault://" + std::string(kMaxReferenceBytes, 'a'), "longer than"},
  };
  for (const auto& each : cases) {
    const auto reference = ParseReference(each.text);
    ASSERT_FALSE(reference) << each.text;
    EXPECT_THAT(reference.error().Text(), HasSubstr(each.said));
  }
}

TEST(Reference, C2_IsKnownByItsFirstLetters) {
  EXPECT_TRUE(IsReference("ref+anything"));
  EXPECT_FALSE(IsReference("ref"));
  EXPECT_FALSE(IsReference(" ref+env://A"));
  EXPECT_FALSE(IsReference(""));
}

}  // namespace
}  // namespace gatehouse::secrets
