#include "scan/randomness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

TEST(Randomness, EntropyIsInBitsPerByte) {
  EXPECT_EQ(Entropy(""), 0);
  EXPECT_EQ(Entropy("aaaa"), 0);
  EXPECT_EQ(Entropy("abab"), 1);
  EXPECT_EQ(Entropy("abcd"), 2);
}

TEST(Randomness, PlaceholdersAreSeen) {
  for (const std::string_view text :
       {"", "AKIAIOSFODNN7EXAMPLE", "YOUR_API_KEY_HERE", "ghp_xxxxxxxxxxxxxxxx", "<token>", "${TOKEN}", "{{ token }}",
        "000000000000000000", "changeme123", "$(cat token)", "aaaaaaaaaaaa"}) {
    EXPECT_TRUE(IsPlaceholder(text)) << text;
  }
  for (uint32_t seed = 1; seed <= 200; ++seed) {
    EXPECT_FALSE(IsPlaceholder(Example("<40:alnum>", seed)));
    EXPECT_FALSE(IsPlaceholder(Example("<64:hex>", seed)));
  }
}

TEST(Randomness, AReferenceStandsForAnotherWithoutBeingAWord) {
  for (const std::string_view text : {"", "changeme123", "aaaaaaaaaaaa", "my_secret"})
    EXPECT_TRUE(IsStandIn(text)) << text;
  for (const std::string_view text : {"<token>", "${TOKEN}", "$(cat token)", "(kX7!pQz2Lm"}) {
    EXPECT_FALSE(IsStandIn(text)) << text;
    EXPECT_TRUE(IsPlaceholder(text)) << text;
  }
}

TEST(Randomness, WhatPeopleWriteIsNoSecret) {
  for (const std::string_view text :
       {"getPasswordFromVault", "process.env.PASSWORD", "config/secrets/prod.yaml", "auth.token.expired",
        "http://example.org/x1", "this_is_a_name_2", "ResourceManager1", "v1.2.3-beta4", "std::string", "password123",
        "1.0@sha256:9f86d081884c7d65", "/run/secrets/db1", "12345678901234567890", "0123456789abcdef0123456789abcdef",
        "Uint8Array", "fromCRD.LogicalBackup.S3AccessKeyID", "CONFIRM_2FA_SETUP", "PBEWITHSHA256AND128BITAES-CBC-BC",
        "required|string|min:8|confirmed"}) {
    EXPECT_FALSE(LooksSecret(text, "password = ")) << text;
  }
}

TEST(Randomness, WhatAMachineMadeIsOne) {
  int found = 0;
  for (uint32_t seed = 1; seed <= 100; ++seed) {
    found += LooksSecret(Example("<32:alnum>", seed), "token") ? 1 : 0;
    found += LooksSecret(Example("<40:hex>", seed), "token") ? 1 : 0;
  }
  EXPECT_GE(found, 190);
  EXPECT_TRUE(LooksSecret("kX7!pQz2Lm", "db_password"));
  EXPECT_TRUE(LooksSecret("k7KnlrkUtHYDX4", "db_password"));  // capitals behind a number, but no words
  EXPECT_TRUE(LooksSecret("Admin123Test!", "db_password"));
  EXPECT_FALSE(LooksSecret("kX7!pQz2Lm", "token"));  // short, and its name is not a password's
}

TEST(Randomness, ATextInBase64IsJudgedAsText) {
  EXPECT_EQ(TextInBase64("aWxvdmV5b3U="), "iloveyou");
  EXPECT_EQ(TextInBase64("c29tZSBkYXRhCg=="), "some data");
  EXPECT_EQ(TextInBase64("iloveyou"), "");
  EXPECT_EQ(TextInBase64(""), "");
  for (const std::string_view text : {"Q0hBTkdFTUUh", "aWxvdmV5b3U=", "c29tZSBkYXRhCg==", "YOURACCESSKEY"}) {
    EXPECT_FALSE(LooksSecret(text, "password: ")) << text;
  }
  EXPECT_TRUE(LooksSecret("UyFCXCpkJHpEc2I9", "password: "));
  for (uint32_t seed = 1; seed <= 200; ++seed) EXPECT_EQ(TextInBase64(Example("<32:alnum>", seed)), "");
}

TEST(Randomness, A5_WhatMayHoldASecretHoldsEveryOne) {
  for (const std::string_view run : {"kX7!pQz2Lm", "&secret=k7KnlrkUtHYDX4,", "aWxvdmV5b3U=;", "UyFCXCpkJHpEc2I9"})
    EXPECT_TRUE(MayHoldSecret(run)) << run;
  for (const std::string_view run : {"", "x1", "getPassword();", "12345678", "_S_token_ord_char;", "QueryParameters"})
    EXPECT_FALSE(MayHoldSecret(run)) << run;
  for (uint32_t seed = 1; seed <= 2000; ++seed) {
    const std::string value = Example("<12:alnum>", seed);
    EXPECT_TRUE(!LooksSecret(value, "password") || MayHoldSecret("(" + value + ");")) << value;
  }
}

TEST(Randomness, A5_AShortWordInALongKeyIsChance) {
  EXPECT_TRUE(IsStandIn("FAkE" + Example("<60:b64>", 3)));
  EXPECT_FALSE(IsStandIn(Example("<400:b64>", 3) + "FAkE" + Example("<400:b64>", 5)));
}

TEST(Randomness, A5_AnIdentifierHoldsAtMostTwoNumbers) {
  for (const std::string_view text : {"S3AccessKeyID", "x64Uint8Array", "CONFIRM_2FA_SETUP", "http2"})
    EXPECT_TRUE(IsWords(text)) << text;
  EXPECT_FALSE(IsWords("k7SuuV0ZJARMX4"));
}

TEST(Randomness, A5_NamesAreWordsAndRandomLettersAreNot) {
  for (const std::string_view text : {"UserKeyB64", "XMLHttpRequest2", "getUserId", "useSSL",
                                      "pm-27581-device-auth-key", "valid-recovery-code-12345", "GUILE_AUTO_COMPILE=0"})
    EXPECT_TRUE(IsWords(text)) << text;
  for (const std::string_view text :
       {"eMpNuiieCxCo80", "smJNvzWdXD94", "xkmyiCDHdeRNWt24", "KeGZIxB1", "qK4IPE9KTP", "bcdfghjkl1", "deploy-12345"})
    EXPECT_FALSE(IsWords(text)) << text;
}

TEST(Randomness, A5_ThreeOfAHundredRandomPasswordsAtMostLookLikeNone) {
  for (const std::string_view example : {"<12:alnum>", "<16:alnum>", "<24:alnum>", "<40:alnum>", "<43:b64>="}) {
    int made = 0;
    int missed = 0;
    for (uint32_t seed = 1; seed <= 1000; ++seed) {
      const std::string value = Example(example, seed);
      if (std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; }) < 2) continue;
      ++made;
      missed += LooksSecret(value, "password: ") ? 0 : 1;
    }
    EXPECT_LE(missed * 100, made * 3) << example << ": " << missed << " of " << made;
  }
}

TEST(Randomness, A5_ASignOfMoneyIsAVariableOnlyInFrontOfAName) {
  for (const std::string_view text : {"Winter4711$", "k7$2pQzLm", "kX7!pQ$"})
    EXPECT_TRUE(LooksSecret(text, "password: ")) << text;
  for (const std::string_view text : {"$Password12", "k7Xq$name12", "Prefix7!$VALUE"})
    EXPECT_FALSE(LooksSecret(text, "password: ")) << text;
}

TEST(Randomness, A5_ABase64KeyMayBeginLikeAPath) {
  EXPECT_TRUE(LooksSecret("/mpIIBP6Y0vp45K22kVRMaC2/WWeTLaRJHCwfAaXr3A=", "password="));  // gatehouse:allow
  EXPECT_FALSE(LooksSecret("/run/secrets/db1/password2/file", "password="));
}

TEST(Randomness, APasswordThatWasTypedMayBeShort) {
  for (const std::string_view text : {"kX7pQz", "w0rds4u", "t0psecretX9", "9f8e7d6c5b"}) {
    EXPECT_TRUE(LooksPassword(text)) << text;
  }
  for (const std::string_view text : {"", "x1", "secret", "hunter2", "changeme1", "P@ssw0rd", "Passw0rd1",
                                      "your-password1", "$PASSWORD1", "${PW1}", "%s12345", "/run/secrets/db1",
                                      "./file1.txt", "--stdin1", "1234567890", "aaaaaa1", "get_pw1()", "http://h1/x"}) {
    EXPECT_FALSE(LooksPassword(text)) << text;
  }
}

TEST(Randomness, A5_APassphraseIsWordsThatMakeNoSentence) {
  for (const std::string_view text : {"correct horse battery staple", "velvet anchor monday tulip harbor",
                                      "My dog Rex is 7!", "tulip 42 harbor", "Kx7 pQ2 zz9", "Summer in Rome 2019!"})
    EXPECT_TRUE(LooksPassphrase(text)) << text;
  for (const std::string_view text :
       {"", "correct horse battery", "enter your new password", "the horse ate grass", "horse horse horse horse",
        "plain text stored locally", "optional login password string", "passwords must match exactly",
        "forgot something click here", "at least 8 characters", "Chapter 12", "must have 1 digit", "My dog Rex",
        "12 34 56 78", "changeme 1 now", "wrong 3 times"}) {
    EXPECT_FALSE(LooksPassphrase(text)) << text;
  }
}

}  // namespace
}  // namespace gatehouse::scan
