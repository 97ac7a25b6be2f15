#include "scan/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace gatehouse::scan {
namespace {

// gzip of "hello\n", as `printf 'hello\n' | gzip -n` makes it.
constexpr std::string_view kHello(
    "\x1F\x8B\x08\0\0\0\0\0\0\x03\xCB\x48\xCD\xC9\xC9\xE7\x02\0\x20\x30\x3A\x36\x06\0\0\0", 26);

TEST(Archive, IsSeenByItsFirstBytes) {
  EXPECT_TRUE(LooksArchived(kHello));
  EXPECT_TRUE(LooksArchived(std::string_view("PK\3\4xxxx", 8)));
  EXPECT_TRUE(LooksArchived(std::string(257, 'a') + "ustar"));
  EXPECT_FALSE(LooksArchived("PK is a word"));
  EXPECT_FALSE(LooksArchived(""));
}

TEST(Archive, KindsThatAreNotOpenedAreKnown) {
  EXPECT_EQ(UnopenedKind("Rar!\x1A\x07\x01"), "RAR");
  EXPECT_EQ(UnopenedKind("Rar is a word"), "");
  EXPECT_EQ(UnopenedKind(""), "");
}

TEST(Archive, WhatGzipPackedIsOneMember) {
  std::map<std::string, std::string> members;
  const auto end =
      ReadArchive(kHello, [&](std::string_view name, std::string_view bytes) { members[std::string(name)] = bytes; });
  EXPECT_EQ(end.end, ArchiveEnd::kWhole);
  ASSERT_EQ(members.size(), 1);
  EXPECT_EQ(members.begin()->second, "hello\n");
}

TEST(Archive, WhatOnlyBeginsLikeAZipFileIsNone) {
  const std::string text = "PK\3\4 and nothing of a zip file";
  EXPECT_EQ(ReadArchive(text, [](std::string_view, std::string_view) {}).end, ArchiveEnd::kNone);
}

TEST(Archive, EveryCutIsBrokenAndNothingMore) {
  for (size_t size = 0; size < kHello.size(); ++size) {
    const auto end = ReadArchive(kHello.substr(0, size), [](std::string_view, std::string_view) {});
    EXPECT_NE(end.end, ArchiveEnd::kTooMuch);
  }
}

}  // namespace
}  // namespace gatehouse::scan
