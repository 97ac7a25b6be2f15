// Packs that real git made are in tests/scan/test_history.py; here is what no git makes.
#include "scan/git/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <map>

namespace gatehouse::scan {

static bool operator==(const Pack::Range& a, const Pack::Range& b) { return a.from == b.from && a.to == b.to; }

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::string_literals;

struct Applied {
  bool good = false;
  std::string out;
  Pack::Ranges fresh;
};
Applied Apply(const std::string& base, const std::string& delta) {
  Applied applied;
  applied.good = ApplyDelta(base, delta, applied.out, applied.fresh);
  return applied;
}

TEST(Delta, CopiesAndInserts) {
  // Base of 10 bytes, 9 out: copy 3 from 0, put in "XY", copy 4 from 6.
  const Applied applied = Apply("abcdefghij", "\x0A\x09\x90\x03\x02XY\x91\x06\x04"s);
  ASSERT_TRUE(applied.good);
  EXPECT_EQ(applied.out, "abcXYghij");
  EXPECT_THAT(applied.fresh, ElementsAre(Pack::Range{3, 5}, Pack::Range{5, 5}));
}

TEST(Delta, WhatIsCopiedWithoutASeamIsNotFresh) {
  const Applied applied = Apply("abcdef", "\x06\x06\x90\x03\x91\x03\x03"s);
  ASSERT_TRUE(applied.good);
  EXPECT_EQ(applied.out, "abcdef");
  EXPECT_THAT(applied.fresh, IsEmpty());
}

TEST(Delta, ASeamAtEitherEndIsFresh) {
  const Applied applied = Apply("abcdef", "\x06\x03\x91\x02\x03"s);
  ASSERT_TRUE(applied.good);
  EXPECT_EQ(applied.out, "cde");
  EXPECT_THAT(applied.fresh, ElementsAre(Pack::Range{0, 0}, Pack::Range{3, 3}));
}

TEST(Delta, BrokenOnesAreRefused) {
  for (const std::string& delta : {
           ""s,                                   // nothing
           "\x07\x01\x01x"s,                      // of another base
           "\x06\x05\x01x"s,                      // less than it says
           "\x06\x01\x02xy"s,                     // more than it says
           "\x06\x01\x05x"s,                      // puts in what is not there
           "\x06\x01"s + "\0"s,                   // the reserved word
           "\x06\x03\x91\x05\x03"s,               // copies beyond the base's end
           "\x06\x03\x91"s,                       // cut off
           "\x06\xFF\xFF\xFF\xFF\xFF\x7F\x01x"s,  // larger than any object
           std::string(12, '\x80'),               // a number without an end
       }) {
    EXPECT_FALSE(Apply("abcdef", delta).good);
  }
}

TEST(PackFile, WhatIsNoneIsAnError) {
  EXPECT_FALSE(Pack::Read("", ""));
  EXPECT_FALSE(Pack::Read("\xFFtOc\0\0\0\2"s, "PACK"));
  const std::string empty_index = "\xFFtOc\0\0\0\2"s + std::string(1024, '\0') + std::string(40, 'x');
  const std::string empty_pack = "PACK\0\0\0\2\0\0\0\0"s + std::string(20, 'x');
  const auto empty = Pack::Read(empty_index, empty_pack);
  ASSERT_TRUE(empty) << empty.error().Text();
  EXPECT_EQ(empty->size(), 0);
  EXPECT_FALSE(empty->Holds({}));
  EXPECT_FALSE(Pack::Read(empty_index, "PACK\0\0\0\2\0\0\0\1"s + std::string(20, 'x')));
}

// A pack of objects, and its index: object i is called by twenty bytes i. A delta is built on the object before it.
struct Packed {
  std::string index, pack;
};
struct Object {
  uint8_t type = 0;  // git's; 6: a delta
  std::string bytes;
};
std::string Big32(size_t number) {
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16), static_cast<char>(number >> 8),
          static_cast<char>(number)};
}
Packed Make(const std::vector<Object>& objects) {
  Packed made;
  made.pack = "PACK\0\0\0\2"s + Big32(objects.size());
  std::string offsets;
  size_t last = 0;
  for (const auto& [type, bytes] : objects) {
    const size_t at = made.pack.size();
    offsets += Big32(at);
    EXPECT_LT(bytes.size(), 16U);  // a length of four bits
    made.pack += static_cast<char>(type << 4 | bytes.size());
    if (type == 6) made.pack += static_cast<char>(at - last);
    last = at;
    uLongf size = compressBound(bytes.size());
    std::string packed(size, '\0');
    compress(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
             bytes.size());
    made.pack += packed.substr(0, size);
  }
  made.pack += std::string(20, 'x');
  made.index = "\xFFtOc\0\0\0\2"s;
  for (size_t first = 0; first < 256; ++first) made.index += Big32(std::min(objects.size(), first + 1));
  for (size_t i = 0; i < objects.size(); ++i) made.index += std::string(20, static_cast<char>(i));
  made.index += std::string(4 * objects.size(), '\0') + offsets + std::string(40, 'x');
  return made;
}
ObjectId Named(unsigned char byte) {
  ObjectId id{};
  id.fill(byte);
  return id;
}
// Copies all of a base of six bytes, and puts `more` behind it.
std::string Adding(size_t base, const std::string& more) {
  const auto byte = [](size_t number) { return std::string(1, static_cast<char>(number)); };
  return byte(base) + byte(base + more.size()) + "\x90" + byte(base) + byte(more.size()) + more;
}

TEST(PackFile, OnlyWhatIsNewIsFreshWhereTheBaseIsClean) {
  const Packed made = Make({{3, "abcdef"}, {6, Adding(6, "XY")}, {6, Adding(8, "Z")}});
  const auto pack = Pack::Read(made.index, made.pack);
  ASSERT_TRUE(pack) << pack.error().Text();
  EXPECT_EQ(pack->BlobCount(), 3);
  for (const bool clean : {true, false}) {
    std::map<std::string, bool> seen;  // text, and whether a base counted for it
    const Pack::Visitor visitor{.wants = [](uint32_t) { return true; },
                                .blob =
                                    [&](uint32_t, std::string_view text, const Pack::Ranges* fresh) {
                                      seen[std::string(text)] = fresh != nullptr;
                                      return clean || text == "abcdefXY";
                                    },
                                .large = [](uint32_t, std::string_view, bool) {}};
    ASSERT_TRUE(pack->Unpack(0, visitor));
    EXPECT_EQ(seen, (std::map<std::string, bool>{{"abcdef", false}, {"abcdefXY", clean}, {"abcdefXYZ", true}}));
  }
}

TEST(PackFile, AReaderTellsEachObjectOfItsTypeHoweverOften) {
  const Packed made = Make({{2, "abcdef"}, {6, Adding(6, "XY")}, {6, Adding(8, "Z")}, {1, "commit"}});
  const auto pack = Pack::Read(made.index, made.pack);
  ASSERT_TRUE(pack) << pack.error().Text();
  Pack::Reader trees(*pack, ObjectType::kTree);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(trees.Read(Named(2)), "abcdefXYZ");
    EXPECT_EQ(trees.Read(Named(0)), "abcdef");
    EXPECT_EQ(trees.Read(Named(1)), "abcdefXY");
    EXPECT_EQ(trees.Read(Named(3)), std::nullopt);
    EXPECT_EQ(trees.Read(Named(9)), std::nullopt);
  }
  EXPECT_EQ(Pack::Reader(*pack, ObjectType::kCommit).Read(Named(3)), "commit");
}

TEST(PackFile, AReaderTellsNothingOfWhatIsBroken) {
  const Packed made = Make({{2, "abcdef"}, {6, Adding(5, "XY")}});  // of a base of another length
  const auto pack = Pack::Read(made.index, made.pack);
  ASSERT_TRUE(pack) << pack.error().Text();
  EXPECT_EQ(Pack::Reader(*pack, ObjectType::kTree).Read(Named(1)), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::scan
