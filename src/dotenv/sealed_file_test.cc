#include "dotenv/sealed_file.h"

#include <gtest/gtest.h>

#include <map>

namespace gatehouse::dotenv {
namespace {

const std::string kHeader = "#gatehouse-env v1 file-id=00112233445566778899aabbccddeeff\n";
const std::string kKey = "#gatehouse-key " + std::string(40, 'A') + " d3JhcHBlZA==\n";
const std::string kMac = "#gatehouse-mac " + std::string(64, '0') + "\n";
const std::string kSetting = "A=gAAAAAtoken==\n";

std::string FaultOf(const std::string& text) {
  const auto file = SealedFile::Parse(text, "f");
  return file ? "" : file.error().what;
}

TEST(SealedFile, A2_ReadsWhatStandsThere) {
  const auto file =
      SealedFile::Parse(kHeader + "# words\r\n\nexport " + kSetting + "#gatehouse-hidden gAAAAAx\n" + kKey + kMac, "f");
  ASSERT_TRUE(file) << file.error().Text();
  EXPECT_EQ(file->file_id, "00112233445566778899aabbccddeeff");
  EXPECT_FALSE(file->unterminated);
  ASSERT_EQ(file->items.size(), 4U);
  EXPECT_EQ(file->items[0].ending, "\r\n");
  EXPECT_EQ(file->items[2].name, "A");
  EXPECT_EQ(file->items[2].head, "export A=");
  EXPECT_EQ(file->items[2].token, "gAAAAAtoken==");
  EXPECT_EQ(file->items[3].token, "gAAAAAx");
  ASSERT_EQ(file->keys.size(), 1U);
  EXPECT_EQ(file->keys[0].wrapped, "wrapped");
  EXPECT_EQ(file->mac, std::string(64, '0'));
  EXPECT_TRUE(file->signed_part.ends_with(kKey));
}

TEST(SealedFile, A2_EveryDamageHasItsOwnWords) {
  const std::string body = kSetting + kKey;
  const std::map<std::string, std::string> kFaults = {
      {"A=b\n", "Not an encrypted .env file"},
      {"", "Not an encrypted .env file"},
      {"#gatehouse-env v2 file-id=0\n" + body + kMac, "Is of a version that this program does not know"},
      {"#gatehouse-env v1 file-id=0\n" + body + kMac, "Its first line is damaged"},
      {kHeader.substr(0, kHeader.size() - 1) + "\r\n" + body + kMac, "Its line ends were changed to CRLF"},
      {kHeader + "<<<<<<< ours\n" + body + "=======\n>>>>>>> theirs\n" + kMac, "Holds git's conflict markers"},
      {kHeader, "Ends early: its last line is not that of the MAC"},
      {kHeader + body, "Ends early: its last line is not that of the MAC"},
      {kHeader + body + kMac.substr(0, kMac.size() - 1), "Ends early: its last line is not that of the MAC"},
      {kHeader + body + kMac + "X=b\n", "Ends early: its last line is not that of the MAC"},
      {kHeader + body + "#gatehouse-mac 00\n", "Its MAC is damaged"},
      {kHeader + kSetting + kMac, "Has no recipient: its #gatehouse-key lines are missing"},
      {kHeader + "A=hunter2\n" + kKey + kMac, "The value of A is not encrypted"},
      {kHeader + "#A=hunter2\n" + kKey + kMac,
       "A commented-out setting, or a line of Gatehouse's own, is not as it must be"},
      {kHeader + "#gatehouse-mac 00\n" + kKey + kMac,
       "A commented-out setting, or a line of Gatehouse's own, is not as it must be"},
      {kHeader + kKey + kSetting + kMac, "Has a line after those of its recipients"},
      {kHeader + kKey + kKey + kMac, "Names a recipient twice"},
      {kHeader + "#gatehouse-key AA d3JhcHBlZA==\n" + kMac, "The line of a recipient is damaged"},
      {kHeader + "#gatehouse-key " + std::string(40, 'A') + " d3J\n" + kMac, "The line of a recipient is damaged"},
      {kHeader + kSetting + kSetting + kKey + kMac, "Sets a name that is set above"},
  };
  for (const auto& [text, fault] : kFaults) EXPECT_EQ(FaultOf(text), fault) << text;
}

TEST(SealedFile, A2_IsBounded) {
  std::string keys;
  for (size_t i = 0; i < kMaxRecipients; ++i) {
    std::string fingerprint(40, 'A');
    fingerprint.replace(0, 3, std::to_string(100 + i));
    keys += "#gatehouse-key " + fingerprint + " d3JhcHBlZA==\n";
  }
  EXPECT_EQ(FaultOf(kHeader + keys + kMac), "");
  EXPECT_EQ(FaultOf(kHeader + keys + kKey + kMac), "Has too many recipients");
  EXPECT_EQ(FaultOf(kHeader + std::string(kMaxSealedBytes, '#')), "Is too large");
}

}  // namespace
}  // namespace gatehouse::dotenv
