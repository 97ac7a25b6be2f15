#include "gate/admit/canonical_path.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace gatehouse::gate {
namespace {

std::optional<CanonicalPath> Get(std::string_view target) { return ReadTarget("GET", target, nullptr); }

TEST(CanonicalPath, B8_PassesWhatHasOneReadingUnchanged) {
  for (const std::string_view target :
       {"/", "/health", "/a/b/", "/a.b/c..d/...", "/.well-known/x", "/~user/-_", "/a:b@c!$&'()*+,=", "/[0]|^",
        "/caf%C3%A9", "/%E2%82%AC", "/%F0%9F%94%92", "/a%20b", "/a%40b%3A", "/%c3%a9"}) {
    const auto path = Get(target);
    ASSERT_TRUE(path) << target;
    EXPECT_EQ(path->path, target);
    EXPECT_EQ(path->path.data(), target.data()) << "a view, not a copy";
    EXPECT_TRUE(path->query.empty());
  }
}

TEST(CanonicalPath, B8_SplitsTheQueryOffAtTheFirstQuestionMark) {
  const auto path = Get("/a?x=/../b%2f;c\\?d");
  ASSERT_TRUE(path);
  EXPECT_EQ(path->path, "/a");
  EXPECT_EQ(path->query, "x=/../b%2f;c\\?d");
  EXPECT_EQ(Get("/a?")->path, "/a");
}

TEST(CanonicalPath, B8_RefusesEverySecondReading) {
  for (const std::string_view target : {
           // empty and dot segments
           "//",
           "//a",
           "/a//b",
           "/a//",
           "/.",
           "/..",
           "/./a",
           "/a/.",
           "/a/..",
           "/../a",
           "/a/../b",
           "/a/./b",
           "/a/../../etc/passwd",
           // the same, encoded
           "/%2e",
           "/%2E%2e/a",
           "/.%2e/a",
           "/a/%2e./b",
           "/a%2fb",
           "/a%2Fb",
           "/%2f",
           "/a%5cb",
           "/a%5C..%5Cb",
           "/a%3bb",
           "/a%3Fb",
           "/a%23b",
           // doubled encoding
           "/%25",
           "/%252e%252e/a",
           "/a%252fb",
           "/a%25%32%66",
           // controls and NUL
           "/a%00",
           "/a%00.html",
           "/a%0a",
           "/a%0D%0AX: y",
           "/a%1b",
           "/a%7f",
           "/a%C2%85",
           // encodings of what needs none
           "/%61dmin",
           "/%41",
           "/a%2db",
           "/%7euser",
           "/%30",
           // broken
           "/%",
           "/a%",
           "/a%2",
           "/a%zz",
           "/a%2g",
           "/a%-1",
           "/%u002e",
           // not UTF-8: overlong, cut short, surrogate, above the end, stray continuation
           "/%c0%ae%c0%ae/a",
           "/%c0%af",
           "/%e0%80%af",
           "/%f0%80%80%af",
           "/%c3",
           "/%c3a",
           "/%c3%28",
           "/%e2%82",
           "/%ed%a0%80",
           "/%f4%90%80%80",
           "/%f5%80%80%80",
           "/%80",
           "/%bf",
           "/%fe",
           "/%ff",
           "/%c1%9c",
           // raw characters with a meaning elsewhere
           "/a;jsessionid=1",
           "/;/a",
           "/a;/../b",
           "/a\\b",
           "/..\\a",
           "/a#b",
           "/a b",
           "/a\tb",
           "/a\x7f",
           "/caf\xC3\xA9",
           "/a\xFF",
           "/\"",
           "/<a>",
           "/`",
           "/{x}",
           // no leading slash
           "",
           "a",
           "admin",
           "./a",
           "../a",
           "?x",
           "#",
           "%2fa",
           "\\a",
           " /a",
           "*",
           "http",
           "http:",
           "http:/a",
           "http:a",
       }) {
    EXPECT_FALSE(Get(target)) << target;
  }
}

TEST(CanonicalPath, B8_RefusesControlBytesAnywhere) {
  for (int c = 0; c < 256; ++c) {
    const bool control = c <= 0x20 || c >= 0x7F;
    if (!control) continue;
    EXPECT_FALSE(Get(std::string("/a") + static_cast<char>(c) + "b")) << c;
    EXPECT_FALSE(Get(std::string("/a?x=") + static_cast<char>(c))) << c;
  }
  EXPECT_FALSE(Get("/a?x#y"));
}

TEST(CanonicalPath, B8_ReducesTheAbsoluteFormToItsPath) {
  for (const std::string_view target :
       {"http://gate.example/a?x=1", "HTTPS://gate.example:8443/a?x=1", "http://[2001:db8::1]:80/a?x=1"}) {
    const auto path = Get(target);
    ASSERT_TRUE(path) << target;
    EXPECT_EQ(path->path, "/a");
    EXPECT_EQ(path->query, "x=1");
  }
  for (const std::string_view target :
       {"http://gate.example", "http://gate.example?x", "http:///a", "http://user@gate.example/a", "http://a%2eb/",
        "http://gate.example\\@evil.example/a", "http://gate.example/../a", "http://gate.example//a",
        "ftp://gate.example/a", "file:///etc/passwd", "gopher://x/", "javascript:alert(1)", "//gate.example/a",
        "http://a#b/c", "http://a?b/c", "https:/a/b", "http:\\\\a\\b"}) {
    EXPECT_FALSE(Get(target)) << target;
  }
}

TEST(CanonicalPath, B8_TakesTheStarOnlyWithOptionsAndNeverATunnel) {
  const auto star = ReadTarget("OPTIONS", "*", nullptr);
  ASSERT_TRUE(star);
  EXPECT_EQ(star->path, "*");
  EXPECT_FALSE(ReadTarget("OPTIONS", "**", nullptr));
  EXPECT_FALSE(ReadTarget("CONNECT", "upstream.example:443", nullptr));
  EXPECT_FALSE(ReadTarget("CONNECT", "/a", nullptr));
}

TEST(CanonicalPath, B8_BoundsTheTarget) {
  EXPECT_TRUE(Get("/" + std::string(kMaxTargetBytes - 1, 'a')));
  EXPECT_FALSE(Get("/" + std::string(kMaxTargetBytes, 'a')));
}

TEST(CanonicalPath, B8_SaysWhy) {
  const auto why = [](std::string_view target) {
    std::string_view sentence;
    EXPECT_FALSE(ReadTarget("GET", target, &sentence));
    return sentence;
  };
  EXPECT_EQ(why("/a//b"), "a segment is empty");
  EXPECT_EQ(why("/a/.."), "a segment is . or ..");
  EXPECT_EQ(why("/%2e"), "a character that needs no encoding is encoded");
  EXPECT_EQ(why("/%2f"), "a separator or control character is encoded");
  EXPECT_EQ(why("/%252e"), "percent-encoding is doubled");
  EXPECT_EQ(why("/%4"), "percent-encoding is broken");
  EXPECT_EQ(why("/%c0%af"), "percent-encoding is not UTF-8");
  EXPECT_EQ(why("/a;b"), "the path holds a character that must not stand in one");
}

// The published tricks by which others were led past their rules: with each put between or behind the segments of a
// guarded path, the gate either refuses or sees a path that decodes to other segments than the guarded one.
TEST(CanonicalPath, THREATS_NoTrickReachesAGuardedPathUnderAnotherName) {
  const char* corpora = std::getenv("GATEHOUSE_CORPORA");
  if (corpora == nullptr) GTEST_SKIP() << "GATEHOUSE_CORPORA names no folder";
  size_t tried = 0;
  for (const char* name : {"midpaths", "endpaths"}) {
    std::ifstream in(std::filesystem::path(corpora) / "http_edge" / "nomore403" / name);
    for (std::string trick; std::getline(in, trick);) {
      if (!trick.empty() && trick.back() == '\r') trick.pop_back();
      for (const std::string& target :
           {"/" + trick + "/admin", "/" + trick + "admin", "/admin" + trick, "/admin/" + trick}) {
        ++tried;
        const auto path = Get(target);
        if (!path || path->path == "/admin" || path->path == "/admin/") continue;
        for (const char* sign :
             {"//", "/./", "/../", "%2e", "%2E", "%2f", "%2F", "%5c", "%5C", "%25", "%00", ";", "\\", "#"}) {
          EXPECT_EQ(path->path.find(sign), std::string_view::npos) << target;
        }
      }
    }
  }
  EXPECT_GT(tried, 100u);
}

}  // namespace
}  // namespace gatehouse::gate
