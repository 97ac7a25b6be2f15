#include "gate/policy/route_table.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "base/sanitizers.h"

namespace {
bool counting = false;
size_t allocations = 0;
}  // namespace

// Counts what Find allocates: nothing. The sanitizers have allocators of their own, which must not be mixed with this
// one.
#if !GATEHOUSE_ADDRESS_SANITIZER && !GATEHOUSE_THREAD_SANITIZER
#define GATEHOUSE_COUNTS_ALLOCATIONS
void* operator new(size_t size) {
  if (counting) ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void* operator new(size_t size, const std::nothrow_t& /*tag*/) noexcept { return std::malloc(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t /*size*/) noexcept { std::free(memory); }
#endif

namespace gatehouse::gate {
namespace {

constexpr size_t kNone = 999;

struct Pattern {
  std::string_view pattern;
  std::vector<std::string> methods = {};
};

RouteTable Table(const std::vector<Pattern>& patterns) {
  RouteTable table;
  for (size_t i = 0; i < patterns.size(); ++i) {
    const auto added = table.Add(patterns[i].pattern, patterns[i].methods, i);
    EXPECT_TRUE(added) << added.error().Text();
  }
  return table;
}

size_t RouteFor(const RouteTable& table, std::string_view path, std::string_view method = "GET") {
  const auto match = table.Find(method, path);
  return match ? match->route : kNone;
}

TEST(RouteTable, B1_WhatNoPatternNamesHasNoRoute) {
  const auto table = Table({{"/message"}, {"/api/v1/items"}});
  for (const char* path :
       {"/", "/messages", "/messag", "/Message", "/message/x", "/api", "/api/v1", "/api/v1/items/1", "/x"}) {
    EXPECT_EQ(RouteFor(table, path), kNone) << path;
  }
  EXPECT_FALSE(Table({}).Find("GET", "/"));
}

TEST(RouteTable, AnEncodedDelimiterIsALiteralWhereThePathIsReadLiterally) {
  RouteTable table;
  EXPECT_FALSE(table.Add("/queues/%2F/{name}", {}, 0));
  EXPECT_FALSE(table.Add("/a;b", {}, 0, PathReading::kDecoded));
  EXPECT_FALSE(table.Add("/a%2F..", {}, 0, PathReading::kLiteral));
  EXPECT_TRUE(table.Add("/queues/%2F/{name}", {}, 0, PathReading::kLiteral));
  EXPECT_EQ(RouteFor(table, "/queues/%2f/orders"), 0U);
  EXPECT_EQ(RouteFor(table, "/queues///orders"), kNone);
  EXPECT_EQ(RouteTable::Parameter("/queues/%2F/{name}", "name", "/queues/%2F/a%2Fb"), "a%2Fb");
}

TEST(RouteTable, LiteralBeforeParameterBeforeRestWhateverTheOrder) {
  const std::vector<Pattern> patterns = {{"/*"}, {"/api/*"}, {"/api/{name}"}, {"/api/health"}, {"/api/{name}/parts"},
                                         {"/"}};
  const auto table = Table(patterns);
  std::vector<Pattern> reversed(patterns.rbegin(), patterns.rend());
  const auto mirror = Table(reversed);
  const std::pair<const char*, size_t> expected[] = {{"/", 5},
                                                     {"/x", 0},
                                                     {"/x/y/z", 0},
                                                     {"/api", 1},
                                                     {"/api/health", 3},
                                                     {"/api/other", 2},
                                                     {"/api/a/parts", 4},
                                                     {"/api/a/other", 1},
                                                     {"/api/health/parts", 4}};
  for (const auto& [path, route] : expected) {
    EXPECT_EQ(RouteFor(table, path), route) << path;
    EXPECT_EQ(RouteFor(mirror, path), patterns.size() - 1 - route) << path;
  }
}

TEST(RouteTable, ATrailingSlashMeetsTheSameRule) {
  const auto table = Table({{"/admin"}, {"/files/{name}"}, {"/slash/"}});
  EXPECT_EQ(RouteFor(table, "/admin/"), 0U);
  EXPECT_EQ(RouteFor(table, "/files/a/"), 1U);
  EXPECT_EQ(RouteFor(table, "/slash"), 2U);
  EXPECT_EQ(RouteFor(table, "/files/"), kNone);  // no parameter is empty
}

TEST(RouteTable, RestTakesItsOwnRootToo) {
  const auto table = Table({{"/api/*"}});
  for (const char* path : {"/api", "/api/", "/api/x", "/api/x/y/"}) EXPECT_EQ(RouteFor(table, path), 0U) << path;
  for (const char* path : {"/", "/apix", "/ap"}) EXPECT_EQ(RouteFor(table, path), kNone) << path;
}

TEST(RouteTable, AnEncodedCharacterMeetsTheRuleOfThePlainOne) {
  const auto table = Table({{"/a!b"}, {"/caf%C3%A9"}, {"/x%20y"}, {"/*"}});
  EXPECT_EQ(RouteFor(table, "/a!b"), 0U);
  EXPECT_EQ(RouteFor(table, "/a%21b"), 0U);
  EXPECT_EQ(RouteFor(table, "/caf%c3%a9"), 1U);
  EXPECT_EQ(RouteFor(table, "/caf%C3%A9/"), 1U);
  EXPECT_EQ(RouteFor(table, "/x%20y"), 2U);
  EXPECT_EQ(RouteFor(table, "/x%20"), 3U);
  EXPECT_EQ(RouteFor(table, "/x%20yz"), 3U);
  EXPECT_EQ(RouteFor(table, "/a%2"), 3U);  // no canonical path; still no crash
}

TEST(RouteTable, MethodsAreExact) {
  const auto table = Table({{"/a", {"GET", "POST"}}, {"/a", {"PUT"}}, {"/b", {"GET"}}, {"/b"}});
  EXPECT_EQ(RouteFor(table, "/a", "POST"), 0U);
  EXPECT_EQ(RouteFor(table, "/a", "PUT"), 1U);
  const auto head = table.Find("HEAD", "/a");
  ASSERT_TRUE(head);
  EXPECT_FALSE(head->method_allowed);
  EXPECT_FALSE(table.Find("get", "/a")->method_allowed);
  EXPECT_FALSE(table.Find("", "/a")->method_allowed);
  EXPECT_EQ(RouteFor(table, "/b", "GET"), 2U);
  EXPECT_EQ(RouteFor(table, "/b", "DELETE"), 3U);
}

TEST(RouteTable, AMethodNeverFallsBackToALessSpecificRoute) {
  const auto table = Table({{"/admin/users", {"GET"}}, {"/admin/*"}});
  const auto match = table.Find("DELETE", "/admin/users");
  ASSERT_TRUE(match);
  EXPECT_FALSE(match->method_allowed);
  EXPECT_EQ(match->route, 0U);
}

TEST(RouteTable, TheSamePlaceTwiceIsAnError) {
  RouteTable table;
  ASSERT_TRUE(table.Add("/a/{x}", {"GET"}, 0));
  EXPECT_FALSE(table.Add("/a/{y}", {"GET"}, 1));
  EXPECT_FALSE(table.Add("/a/{y}/", {"POST", "GET"}, 1));
  ASSERT_TRUE(table.Add("/b!", {}, 2));
  EXPECT_FALSE(table.Add("/b%21", {}, 3));
  ASSERT_TRUE(table.Add("/c%2Etxt", {}, 4));
  EXPECT_FALSE(table.Add("/%63.txt", {}, 5));
}

TEST(RouteTable, PatternsThatCannotBeMeantAreRefused) {
  RouteTable table;
  for (const char* wrong :
       {"",     "a",    "a/b",   "//",     "//a",   "/a//b",  "/a//",   "/a/*/b", "/a*",      "/*a",
        "/{",   "/{}",  "/{a",   "/{a}b",  "/a{b}", "/{a-b}", "/a?x=1", "/a#b",   "/a b",     "/a/../b",
        "/./a", "/a;b", "/a\\b", "/a%2Fb", "/%2e",  "/a%5c",  "/a%zz",  "/a%25",  "/caf\xe9", "/a%00"}) {
    EXPECT_FALSE(table.Add(wrong, {}, 0)) << wrong;
  }
  std::string long_pattern;
  for (int i = 0; i < 33; ++i) long_pattern += "/a";
  EXPECT_FALSE(table.Add(long_pattern, {}, 0));
}

TEST(RouteTable, ALetterOutsideAsciiIsTheSameEncodedOrNot) {
  for (const char* pattern : {"/caf\xc3\xa9", "/caf%C3%A9"}) {
    RouteTable table;
    ASSERT_TRUE(table.Add(pattern, {}, 7));
    for (const char* path : {"/caf\xc3\xa9", "/caf%C3%A9", "/caf%c3%a9"}) {
      const auto match = table.Find("GET", path);
      ASSERT_TRUE(match) << pattern << " " << path;
      EXPECT_EQ(match->route, 7U);
    }
    EXPECT_FALSE(table.Find("GET", "/cafe"));
  }
}

TEST(RouteTable, ParametersAreGivenAsSent) {
  EXPECT_EQ(RouteTable::Parameter("/files/{name}", "name", "/files/a%20b"), "a%20b");
  EXPECT_EQ(RouteTable::Parameter("/{a}/x/{b}/*", "b", "/1/x/2/3/4"), "2");
  EXPECT_EQ(RouteTable::Parameter("/files/{name}/", "name", "/files/a"), "a");
  EXPECT_EQ(RouteTable::Parameter("/files/{name}", "other", "/files/a"), std::nullopt);
  EXPECT_EQ(RouteTable::Parameter("/files/*", "name", "/files/a"), std::nullopt);
}

TEST(RouteTable, FindAllocatesNothing) {
#ifndef GATEHOUSE_COUNTS_ALLOCATIONS
  GTEST_SKIP() << "built with a sanitizer";
#endif
  const auto table = Table({{"/api/{name}/parts"}, {"/api/*", {"GET"}}, {"/a%20b"}});
  counting = true;
  allocations = 0;
  const bool found = table.Find("GET", "/api/a-name-that-fits-no-small-string/parts") && table.Find("POST", "/api/x") &&
                     table.Find("GET", "/a%20b") && !table.Find("GET", "/nothing/here/at/all");
  counting = false;
  EXPECT_TRUE(found);
  EXPECT_EQ(allocations, 0U);
}

TEST(RouteTable, APathOfManySlashesCostsNoMoreThanThePatterns) {
  const auto table = Table({{"/{a}/{b}/{c}/x"}, {"/{a}/y/*"}});
  std::string path;
  for (int i = 0; i < 4000; ++i) path += "/y";
  EXPECT_EQ(RouteFor(table, path), 1U);
}

TEST(RouteTable, B1_CaseOfEveryLetterIsIgnoredWhereItDoesNotCount) {
  RouteTable table;
  table.FoldCase();
  ASSERT_TRUE(table.Add("/%C3%84mter/*", {}, 1));
  ASSERT_TRUE(table.Add("/k", {}, 2));
  for (const char* path : {"/%C3%84mter/x", "/%c3%a4MTER/x", "/%C3%A4mter"}) {
    ASSERT_TRUE(table.Find("GET", path)) << path;
    EXPECT_EQ(table.Find("GET", path)->route, 1U) << path;
  }
  for (const char* path : {"/K", "/%4b", "/%E2%84%AA"}) {  // the Kelvin sign
    ASSERT_TRUE(table.Find("GET", path)) << path;
    EXPECT_EQ(table.Find("GET", path)->route, 2U) << path;
  }
  EXPECT_FALSE(table.Find("GET", "/100%25"));
  EXPECT_FALSE(table.Find("GET", "/%C3%B6"));
  RouteTable plain;
  ASSERT_TRUE(plain.Add("/%C3%84", {}, 1));
  EXPECT_FALSE(plain.Find("GET", "/%C3%A4"));
}

}  // namespace
}  // namespace gatehouse::gate
