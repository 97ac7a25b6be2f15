#include "dotenv/fernet.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

namespace gatehouse::dotenv {
namespace {

constexpr base::Wall kNow{std::chrono::seconds{1'800'000'000}};

FernetKey KeyOf(char byte) {
  return std::move(*FernetKey::FromBytes(base::SecretString(std::string(kFernetKeyBytes, byte))));
}

TEST(Fernet, A2_WhatIsSealedOpensAgain) {
  const FernetKey key = KeyOf('k');
  for (const size_t size : {0U, 1U, 15U, 16U, 17U, 4096U}) {
    const std::string plain(size, '\x01');
    const std::string token = key.Seal(plain, kNow);
    const auto opened = key.Open(token);
    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->Reveal(), plain);
    EXPECT_EQ(FernetTime(token), kNow);
    EXPECT_NE(key.Seal(plain, kNow), token);  // another IV each time
    EXPECT_FALSE(KeyOf('l').Open(token));
  }
}

TEST(Fernet, A2_EverySingleByteCounts) {
  const FernetKey key = KeyOf('k');
  const std::string token = key.Seal("value", kNow);
  for (size_t i = 0; i < token.size(); ++i) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = token;
      changed[i] = static_cast<char>(c);
      if (changed != token) {
        ASSERT_FALSE(key.Open(changed)) << i << " " << c;
      }
    }
    ASSERT_FALSE(key.Open(token.substr(0, i)));
  }
  EXPECT_FALSE(key.Open(token + "A"));
  EXPECT_FALSE(key.Open(token + "===="));
}

TEST(Fernet, A2_ATokenHasAnAge) {
  const FernetKey key = KeyOf('k');
  const std::string token = key.Seal("value", kNow);
  using std::chrono::seconds;
  EXPECT_TRUE(key.Open(token, FernetKey::MaxAge{seconds{60}, kNow + seconds{60}}));
  EXPECT_EQ(key.Open(token, FernetKey::MaxAge{seconds{60}, kNow + seconds{61}}).error().what,
            "The Fernet token is too old");
  EXPECT_TRUE(key.Open(token, FernetKey::MaxAge{seconds{60}, kNow - kFernetClockSkew}));
  EXPECT_EQ(key.Open(token, FernetKey::MaxAge{seconds{60}, kNow - kFernetClockSkew - seconds{1}}).error().what,
            "The Fernet token was made in the future");
}

TEST(Fernet, A2_AKeyIs32Bytes) {
  EXPECT_FALSE(FernetKey::FromBytes(base::SecretString(std::string(31, 'k'))));
  EXPECT_FALSE(FernetKey::FromText("a2V5"));
  EXPECT_FALSE(FernetKey::FromText("not base64url"));
  EXPECT_TRUE(FernetKey::FromText(std::string(43, 'A') + "="));
}

base::Wall TimeOf(const std::string& text) {  // "1985-10-26T01:20:00-07:00"
  std::tm parts{};
  const char* zone = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  const int hours = std::atoi(zone);
  return base::Wall(std::chrono::seconds(timegm(&parts)) - std::chrono::hours(hours));
}

nlohmann::json Vectors(const std::string& name) {
  std::ifstream in(std::string(std::getenv("GATEHOUSE_CORPORA")) + "/fernet/" + name);
  return nlohmann::json::parse(in);
}

TEST(Fernet, A2_TheSpecificationsVectors) {
  if (std::getenv("GATEHOUSE_CORPORA") == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA is not set";
  size_t count = 0;
  for (const auto& vector : Vectors("generate.json")) {
    const auto key = FernetKey::FromText(vector["secret"].get<std::string>());
    ASSERT_TRUE(key);
    const auto token = key->Seal(vector["src"].get<std::string>(), TimeOf(vector["now"]),
                                 vector["iv"].get<std::array<uint8_t, kFernetIvBytes>>());
    EXPECT_EQ(token, vector["token"].get<std::string>());
    ++count;
  }
  for (const char* file : {"verify.json", "invalid.json"}) {
    for (const auto& vector : Vectors(file)) {
      const auto key = FernetKey::FromText(vector["secret"].get<std::string>());
      ASSERT_TRUE(key);
      const auto plain = key->Open(vector["token"].get<std::string>(),
                                   FernetKey::MaxAge{std::chrono::seconds(vector["ttl_sec"]), TimeOf(vector["now"])});
      EXPECT_EQ(plain.has_value(), vector.contains("src")) << vector;
      if (plain) {
        EXPECT_EQ(plain->Reveal(), vector["src"].get<std::string>());
      }
      ++count;
    }
  }
  EXPECT_GE(count, 10U);
}

}  // namespace
}  // namespace gatehouse::dotenv
