#include "secrets/aws/credential_process.h"

#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

using Words = std::vector<std::string>;

TEST(CredentialProcess, C1_WordsAsTheAwsCommandLineSplitsThem) {
  EXPECT_EQ(SplitWords("aws-vault exec team --json"), (Words{"aws-vault", "exec", "team", "--json"}));
  EXPECT_EQ(SplitWords("\"/opt/my tools/x\" 'a b' c\\ d  e"), (Words{"/opt/my tools/x", "a b", "c d", "e"}));
  EXPECT_EQ(SplitWords("x \"\" '' \"a\\\"b\" '$HOME'"), (Words{"x", "", "", "a\"b", "$HOME"}));
  EXPECT_EQ(SplitWords("x 'never ends"), Words{});
  EXPECT_EQ(SplitWords("  "), Words{});
}

TEST(CredentialProcess, C1_EachFailureHasItsOwnWords) {
  const base::Wall now{std::chrono::seconds{1'800'000'000}};
  const auto words = [&](const std::string& command) {
    const auto found = RunCredentialProcess(command, now);
    return found ? "" : found.error().error.Text();
  };
  const auto prints = [&](const std::string& json) { return words("printf '" + json + "'"); };
  EXPECT_TRUE(words("/nonexistent/program").contains("cannot be started"));
  EXPECT_TRUE(words("false").contains("failed"));
  EXPECT_TRUE(words("x 'y").contains("cannot be understood"));
  EXPECT_TRUE(words("seq 100000").contains("printed too much"));
  EXPECT_TRUE(prints("hello").contains("no JSON object"));
  EXPECT_TRUE(prints("{\"Version\":2}").contains("version 1"));
  EXPECT_TRUE(prints("{\"Version\":1}").contains("no keys"));
  const std::string keys = "{\"Version\":1,\"AccessKeyId\":\"id\",\"SecretAccessKey\":\"planted\"";
  EXPECT_EQ(prints(keys + "}"), "");
  EXPECT_EQ(prints(keys + ",\"Expiration\":\"2099-01-01T00:00:00Z\"}"), "");
  EXPECT_TRUE(prints(keys + ",\"Expiration\":\"2001-01-01T00:00:00Z\"}").contains("have ended"));
  EXPECT_TRUE(prints(keys + ",\"Expiration\":\"soon\"}").contains("not a time"));
  EXPECT_FALSE(prints(keys + ",\"Expiration\":\"soon\"}").contains("planted"));
}

}  // namespace
}  // namespace gatehouse::secrets
