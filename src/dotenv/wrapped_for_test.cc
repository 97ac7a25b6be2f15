#include "dotenv/wrapped_for.h"

#include <gtest/gtest.h>

namespace gatehouse::dotenv {
namespace {

const std::string kId = "\x2F\xD1\xD5\xAE\x93\xFD\xBA\xE1";

TEST(WrappedFor, A2_EveryWayToWriteThePacket) {
  const std::string content = "\x03" + kId + "\x12";
  for (const std::string& head :
       {std::string("\xC1\x0A"), std::string("\xC1\xC0\x0A"), std::string("\xC1\xFF\0\0\0\x0A", 6),
        std::string("\x84\x0A"), std::string("\x85\0\x0A", 3), std::string("\x86\0\0\0\x0A", 5)}) {
    EXPECT_EQ(WrappedFor(head + content), "2FD1D5AE93FDBAE1");
  }
}

TEST(WrappedFor, A2_WhatNamesNoKey) {
  const std::string hidden = "\xC1\x0A\x03" + std::string(8, '\0') + "\x12";
  for (const std::string& message : {std::string(), std::string("\xC1"), std::string("\xC1\x0A\x03\x2F"),
                                     "\xC1\x0A\x06" + kId, "\xD2\x0A\x03" + kId, "text \x03" + kId, hidden}) {
    EXPECT_EQ(WrappedFor(message), "");
  }
}

TEST(WrappedFor, A2_States) {
  const std::string old_part = std::string(24, 'C') + "2FD1D5AE93FDBAE1";
  GpgKey key{.fingerprint = std::string(40, 'A')};
  key.subkeys = {{.fingerprint = key.fingerprint, .can_sign = true},
                 {.fingerprint = old_part, .can_encrypt = true},
                 {.fingerprint = std::string(40, 'B'), .can_encrypt = true}};
  const KeyLine line{key.fingerprint, "\xC1\x0A\x03" + kId + "\x12"};
  EXPECT_EQ(StateOf(line, nullptr), KeyLineState::kUnknown);
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kGood) << "an older part that can still be used";
  key.subkeys[1].expired = true;
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kStale);
  key.subkeys[1] = {.fingerprint = old_part, .can_encrypt = true, .unusable = true};
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kStale);
  EXPECT_EQ(StateOf({old_part + "!", line.wrapped}, &key), KeyLineState::kUnusable) << "nobody asked for another part";
  key.subkeys[2].expired = true;
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kUnusable);
  key.subkeys[1].unusable = false;
  key.subkeys[1].expired = true;
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kExpired);
  key.unusable = true;
  EXPECT_EQ(StateOf(line, &key), KeyLineState::kUnusable);
}

}  // namespace
}  // namespace gatehouse::dotenv
