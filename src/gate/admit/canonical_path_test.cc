#include "gate/admit/canonical_path.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// What every service reads alike.
std::optional<CanonicalPath> Get(std::string_view target) {
  const auto path = ReadTarget("GET", target, nullptr);
  return path && path->doubts == 0 ? path : std::nullopt;
}

TEST(CanonicalPath, B8_PassesWhatHasOneReadingUnchanged) {
  for (const std::string_view target :
       {"/", "/health", "/a/b/", "/a.b/c..d/...", "/.well-known/x", "/~user/-_", "/a:b@c!$&'()*+,=", "/[0]|^",
        "/caf%C3%A9", "/%E2%82%AC", "/%F0%9F%94%92", "/a%20b", "/a%40b%3A", "/%c3%a9",
        // encodings of what needs none are the bare characters (RFC 3986 §6.2.2.2)
        "/%61dmin", "/%41", "/a%2db", "/%7euser", "/%7Euser", "/%30", "/file%2Etxt", "/%2e%2e%2e", "/a%2e%2e",
        "/%2Ehidden",
        // as clients send them that encode nothing
        "/caf\xC3\xA9", "/\xE2\x82\xAC/x", "/\xF0\x9F\x94\x92", "/\xC3\xA9%C3%A9", "/{x}", "/<a>", "/\"", "/`"}) {
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
           // not UTF-8, or half of a character encoded and half not
           "/a\xFF",
           "/caf\xC3",
           "/caf\xE9",
           "/\xC0\xAE\xC0\xAE/a",
           "/\xC2\x85",
           "/\xED\xA0\x80",
           "/\xC3%A9",
           "/%C3\xA9",
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

TEST(CanonicalPath, B8_TakesAQueryThatIsUtf8AsItIsSent) {
  for (const std::string_view query :
       {"q=caf\xC3\xA9", "\xE2\x82\xAC=1&x=\xF0\x9F\x98\x80", "q=%E4", "q=caf%C3%A9\xC3\xA9"}) {
    const std::string target = "/a?" + std::string(query);
    const auto path = Get(target);
    ASSERT_TRUE(path) << query;
    EXPECT_EQ(path->query, query);
  }
  for (const std::string_view query :
       {"q=\xE4", "q=\xC0\xAF", "q=\xC3", "q=\xED\xA0\x80", "q=\xC3\xA9\xFF", "q=\xC3\xA9#", "q=\xC3\xA9 x"})
    EXPECT_FALSE(Get("/a?" + std::string(query))) << query;
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
  EXPECT_EQ(why("/a/.."), "a segment is . or ..");
  EXPECT_EQ(why("/%2e"), "a segment is . or ..");
  EXPECT_EQ(why("/%5c"), "a backslash or control character is encoded");
  EXPECT_EQ(why("/%252e"), "percent-encoding is doubled");
  EXPECT_EQ(why("/%4"), "percent-encoding is broken");
  EXPECT_EQ(why("/%c0%af"), "percent-encoding is not UTF-8");
  EXPECT_EQ(why("/\xE9"), "the path is not UTF-8");
  EXPECT_EQ(why("/a\\b"), "the path has a character that is not allowed there");

  const auto doubt = [](std::string_view target) {
    std::string_view sentence;
    EXPECT_TRUE(ReadTarget("GET", target, &sentence)) << target;
    return sentence;
  };
  EXPECT_EQ(doubt("/a//b"), "a segment is empty");
  EXPECT_EQ(doubt("/%2f"), "a delimiter is encoded");
  EXPECT_EQ(doubt("/a;b"), "the path has a character that is not allowed there");
}

uint8_t DoubtsOf(std::string_view target) {
  const auto path = ReadTarget("GET", target, nullptr);
  EXPECT_TRUE(path) << target;
  return path ? path->doubts : 0;
}

TEST(CanonicalPath, B8_TellsWhatServicesReadInDifferentWays) {
  EXPECT_EQ(DoubtsOf("/a/b"), 0);
  EXPECT_EQ(DoubtsOf("/projects/group%2Fproject/issues"), kEncodedSlash);
  EXPECT_EQ(DoubtsOf("/@scope%2fname"), kEncodedSlash);
  EXPECT_EQ(DoubtsOf("/a%23b"), kEncodedEnd);
  EXPECT_EQ(DoubtsOf("/a%3Fb"), kEncodedEnd);
  EXPECT_EQ(DoubtsOf("/a;v=1/b"), kParameters);
  EXPECT_EQ(DoubtsOf("/a%3Bb"), kParameters);
  EXPECT_EQ(DoubtsOf("/a//b"), kEmptySegment);
  EXPECT_EQ(DoubtsOf("/a//"), kEmptySegment);
  EXPECT_EQ(DoubtsOf("//a/b"), kEmptySegment | kLeadingSlashes);
  EXPECT_EQ(DoubtsOf("/queues/%2F/name"), kEncodedSlash | kEmptySegment);
  EXPECT_EQ(DoubtsOf("/%2Fa"), kEncodedSlash | kEmptySegment | kLeadingSlashes);
  EXPECT_EQ(DoubtsOf("/;x/a"), kParameters | kEmptySegment | kLeadingSlashes);
  EXPECT_EQ(DoubtsOf("/a/;x/b"), kParameters | kEmptySegment);
  EXPECT_EQ(DoubtsOf("/100%25"), kEncodedPercent);
  EXPECT_EQ(DoubtsOf("/50%25off"), kEncodedPercent);
  EXPECT_EQ(DoubtsOf("/a%25/bb"), kEncodedPercent);
}

// Whatever a route says, what some reader would take for a dot segment or decode once more is refused.
TEST(CanonicalPath, THREATS_WhatSomeReaderTakesForADotSegmentIsNoDoubtButRefused) {
  for (const std::string_view target :
       {"/a/..%2fb",    "/a%2f..%2fb", "/a%2F..",     "/a%2f%2e%2e/b", "/a/..;/b",    "/a/..;x=1/b", "/a/.;/b",
        "/a/%2e%2e;/b", "/a/..%3bx/b", "/a/..%23",    "/a/..%3f/b",    "/a%2f.",      "/.%2f",       "/..%2f",
        "/a;/../b",     "/a;..",       "/a//../b",    "/%2e%2e%2f",    "/a%25%32%65", "/a%2525",     "/a%252f",
        "/a%25u002e",   "/a%25U002e",  "/a%25%34%31", "/a%254%31",     "/a%5c..",     "/a%2f%5c",    "/a%2f%00",
        "/a%2f%c0%ae",  "/a%2f\\b",    "/a//%2e",     "//..",          "//.",         "/a;%2e%2e/b"}) {
    EXPECT_FALSE(ReadTarget("GET", target, nullptr)) << target;
  }
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
        std::string decoded = base::PercentDecode(path->path).value_or("%");
        if (!decoded.ends_with('/')) decoded += '/';
        for (const char* sign : {"//", "/./", "/../", "%", ";", "\\", "#", "?"}) {
          EXPECT_EQ(decoded.find(sign), std::string_view::npos) << target;
        }
      }
    }
  }
  EXPECT_GT(tried, 100u);
}

}  // namespace
}  // namespace gatehouse::gate
