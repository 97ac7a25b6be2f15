// Packs that real git made are in tests/scan/test_history.py; here is what no git makes.
#include "scan/git/pack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

}  // namespace
}  // namespace gatehouse::scan
