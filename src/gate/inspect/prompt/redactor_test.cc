#include "gate/inspect/prompt/redactor.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gatehouse::prompt {
namespace {

class RedactorTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { redactor_ = new Redactor(std::move(*Redactor::Make())); }
  static void TearDownTestSuite() { delete redactor_; }

  static std::string Of(std::string_view text) {
    std::string out;
    (void)redactor_->Append(text, out);
    return out;
  }

  static inline Redactor* redactor_ = nullptr;
};

// Put together here, so that no scanner takes them for real ones.
const std::string kKey = std::string("ghp_") + "0123456789abcdefghij0123456789abcdef";
const std::string kCloudKey = std::string("AKIA") + "IOSFODNN7EXAMPLE";
const std::string kPem =
    std::string("-----BEGIN RSA PRIVATE") + " KEY-----\nMIIBOgIBAAJBAKj34GkxFhD9\n-----END RSA PRIVATE" + " KEY-----";

TEST_F(RedactorTest, C8_SecretsGoAndTheSentenceStays) {
  EXPECT_EQ(Of("Use " + kKey + " to push."), "Use [REDACTED] to push.");
  EXPECT_EQ(Of(kCloudKey), "[REDACTED]");
  EXPECT_EQ(Of("a " + kCloudKey + " b " + kKey + " c"), "a [REDACTED] b [REDACTED] c");
  EXPECT_EQ(Of("My password is hunter2-abcdef, why?"), "My password is [REDACTED], why?");
  EXPECT_EQ(Of("{\"api_key\": \"a8f3kd93jf02\", \"n\": 1}"), "{\"api_key\": \"[REDACTED]\", \"n\": 1}");
  EXPECT_EQ(Of("before " + kPem + " after"), "before [REDACTED] after");
}

TEST_F(RedactorTest, C8_PersonalDataGoes) {
  EXPECT_EQ(Of("Write to ada.lovelace+news@example.com today"), "Write to [REDACTED] today");
  EXPECT_EQ(Of("card 4111 1111 1111 1111, thanks"), "card [REDACTED], thanks");
  EXPECT_EQ(Of("IBAN DE89 3704 0044 0532 0130 00."), "IBAN [REDACTED].");
  EXPECT_EQ(Of("SSN 123-45-6789"), "SSN [REDACTED]");
  EXPECT_EQ(Of("Schreib an j\xC3\xB6rg@example.org!"), "Schreib an [REDACTED]!");
}

TEST_F(RedactorTest, WhatIsNoneStays) {
  for (const std::string_view text :
       {"", "What is a password: an introduction", "import sklearn as sk", "@ada on the net", "order 41111111",
        "call 555-123-4567", "f(x) = x / 2 - 1", "https://example.org/a/b?c=d", "the token of my affection"}) {
    EXPECT_EQ(Of(text), text);
  }
}

TEST_F(RedactorTest, WorkIsBoundedForEveryText) {
  for (const std::string_view piece : {"a@b.co ", "eyJ", "eyJa.", "4111 ", "password=", "AKIA", "sk-", "-----BEGIN ",
                                       "/", "DE89 3704 ", "$2b$", "Bearer ", "@a.a.a", "x@", "://a:b@"}) {
    std::string text;
    while (text.size() < 100'000) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    (void)Of(text);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << piece;
  }
}

}  // namespace
}  // namespace gatehouse::prompt
