#include "cli/run/mask.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gatehouse::cli {
namespace {

StreamMask MaskOf(std::initializer_list<const char*> values) {
  std::vector<base::SecretString> secrets;
  for (const char* value : values) secrets.emplace_back(std::string(value));
  return StreamMask(secrets);
}

std::string Whole(StreamMask mask, std::string_view text) {
  std::string out = mask.Feed(text);
  return out + mask.Finish();
}

TEST(StreamMask, B4_TakesSecretsOut) {
  EXPECT_EQ(Whole(MaskOf({"hunter2hunter2"}), "a hunter2hunter2 b"), "a *** b");
  EXPECT_EQ(Whole(MaskOf({"hunter2hunter2"}), "nothing here"), "nothing here");
  EXPECT_EQ(Whole(MaskOf({"abababab"}), "xababababababy"), "x***y");  // overlapping
  EXPECT_EQ(Whole(MaskOf({"first-secret", "second-secret"}), "first-secret,second-secret"), "***,***");
  EXPECT_EQ(Whole(MaskOf({"long-secret", "long-secret-and-longer"}), "[long-secret-and-longer][long-secret]"),
            "[***][***]");
}

TEST(StreamMask, B4_HoweverReadsSplitIt) {
  const std::string text = "Authorization: Bearer s3cr3t-s3cr3t-value\ns3cr3t-s3cr3t-valu\n";
  for (size_t size = 1; size < text.size(); ++size) {
    StreamMask mask = MaskOf({"s3cr3t-s3cr3t-value"});
    std::string out;
    for (size_t at = 0; at < text.size(); at += size) out += mask.Feed(std::string_view(text).substr(at, size));
    out += mask.Finish();
    EXPECT_EQ(out, "Authorization: Bearer ***\ns3cr3t-s3cr3t-valu\n") << size;
  }
}

TEST(StreamMask, B4_EveryLineOfAKey) {
  EXPECT_EQ(Whole(MaskOf({"-----BEGIN KEY-----\nMIIEvQIBADANBg\nend\n"}), "MIIEvQIBADANBg\r\nend"), "***\r\nend");
}

TEST(StreamMask, B4_EveryLineOfAKeyFromAFileWithCarriageReturns) {
  const auto mask = [] { return MaskOf({"-----BEGIN KEY-----\r\nMIIEvQIBADANBg\r\nend\r\n"}); };
  EXPECT_EQ(Whole(mask(), "MIIEvQIBADANBg\nend"), "***\nend");
  EXPECT_EQ(Whole(mask(), "MIIEvQIBADANBg\r\nend"), "***\r\nend");
}

TEST(StreamMask, ShortValuesAreLeft) { EXPECT_EQ(Whole(MaskOf({"1234567"}), "1234567"), "1234567"); }

TEST(StreamMask, HoldsBackNoMoreThanMayBeASecret) {
  StreamMask mask = MaskOf({"password-value"});
  EXPECT_EQ(mask.Feed("Name: p"), "Name: ");
  EXPECT_TRUE(mask.Holds());
  EXPECT_EQ(mask.Silence(), "p");
  EXPECT_FALSE(mask.Holds());
  EXPECT_EQ(mask.Feed("assword-value!"), "***!");  // what went out cannot be taken back, the rest still can
  EXPECT_EQ(mask.Feed("passwo"), "");
  EXPECT_EQ(mask.Silence(), "");  // so much of a secret waits
  EXPECT_EQ(mask.Feed("x"), "passwox");
}

// Against the plain way to do it, over texts of two letters, where everything overlaps.
TEST(StreamMask, B4_AsIfItWereSeenWhole) {
  std::mt19937 random(7);
  const auto letters = [&](size_t size) {
    std::string text;
    for (size_t i = 0; i < size; ++i) text += random() % 2 == 0 ? 'a' : 'b';
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    const std::vector<std::string> secrets = {letters(8), letters(9), letters(12)};
    const std::string text = letters(200);
    std::vector<bool> secret(text.size(), false);
    for (const std::string& value : secrets) {
      for (size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + 1)) {
        std::fill_n(secret.begin() + static_cast<std::ptrdiff_t>(at), value.size(), true);
      }
    }
    std::string expected;
    for (size_t i = 0; i < text.size(); ++i) {
      if (!secret[i]) expected += text[i];
      if (secret[i] && (i == 0 || !secret[i - 1])) expected += "***";
    }
    StreamMask mask = MaskOf({secrets[0].c_str(), secrets[1].c_str(), secrets[2].c_str()});
    std::string out;
    for (size_t at = 0; at < text.size();) {
      const size_t size = 1 + random() % 20;
      out += mask.Feed(std::string_view(text).substr(at, size));
      at += size;
    }
    out += mask.Finish();
    ASSERT_EQ(out, expected);
  }
}

}  // namespace
}  // namespace gatehouse::cli
