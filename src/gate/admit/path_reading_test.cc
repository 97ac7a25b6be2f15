#include "gate/admit/path_reading.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(PathReading, NothingIsStructureToWhoReadsLiterally) {
  for (const char* path : {"/", "/a/b", "/a%2Fb;c//d%23e%3f", "//a", "/caf%C3%A9/%7E", "/100%25"}) {
    EXPECT_EQ(ReadAs(path, 0), path);
  }
}

TEST(PathReading, EachKindOfStructureByItself) {
  EXPECT_EQ(ReadAs("/a%2Fb%2fc%3Bd", kEncodedSlash), "/a/b/c%3Bd");
  EXPECT_EQ(ReadAs("/a;x=1/b;y/c%3Bz%2Fd/e", kParameters), "/a/b/c/e");
  EXPECT_EQ(ReadAs("/a;x", kParameters), "/a");
  EXPECT_EQ(ReadAs("/a//b///c//", kEmptySegment), "/a/b/c/");
  EXPECT_EQ(ReadAs("/a%23b/c", kEncodedEnd), "/a");
  EXPECT_EQ(ReadAs("/a%3fb/c", kEncodedEnd), "/a");
  EXPECT_EQ(ReadAs("//host/a/b", kLeadingSlashes), "/a/b");
  EXPECT_EQ(ReadAs("///host/a", kLeadingSlashes), "/a");
  EXPECT_EQ(ReadAs("//host", kLeadingSlashes), "/");
  EXPECT_EQ(ReadAs("//", kLeadingSlashes), "/");
  EXPECT_EQ(ReadAs("/a//b", kLeadingSlashes), "/a//b");
}

TEST(PathReading, SeveralTogether) {
  EXPECT_EQ(ReadAs("/a%2F%2Fb;x%2Fc", kDecodedStructure), "/a/b/c");
  EXPECT_EQ(ReadAs("/;/admin", kDecodedStructure), "/admin");
  EXPECT_EQ(ReadAs("/%2Fhost%2fadmin", kEncodedSlash | kLeadingSlashes), "/admin");
  EXPECT_EQ(ReadAs("/queues/%2F/name", kDecodedStructure), "/queues/name");
  EXPECT_EQ(ReadAs("/a%2Fb%23c", kDecodedStructure), "/a/b%23c");
}

}  // namespace
}  // namespace gatehouse::gate
