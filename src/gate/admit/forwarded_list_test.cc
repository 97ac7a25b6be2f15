#include "gate/admit/forwarded_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::gate {
namespace {

std::vector<std::string> Elements(const std::vector<Header>& lines) {
  std::vector<std::string> found;
  FromTheRight list(lines, "forwarded");
  while (const auto element = list.Next()) found.emplace_back(*element);
  return found;
}

TEST(ForwardedList, RepeatedLinesAreOneListFromTheRight) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(Elements({{"Forwarded", "a, b ,c"}}), (Words{"c", "b", "a"}));
  EXPECT_EQ(Elements({{"Forwarded", "a,b"}, {"X-Other", "x"}, {"FORWARDED", "c"}}), (Words{"c", "b", "a"}));
  EXPECT_EQ(Elements({{"Forwarded", ""}}), Words{""});
  EXPECT_EQ(Elements({{"Forwarded", ","}}), (Words{"", ""}));
  EXPECT_EQ(Elements({{"Forwarded", "a,"}}), (Words{"", "a"}));
  EXPECT_EQ(Elements({{"X-Other", "a"}}), Words{});
}

TEST(ForwardedList, Threats_WhatAClientPutsIntoAQuotedStringIsNoElement) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(Elements({{"Forwarded", R"(x, for=1.2.3.4;host="evil, for=9.9.9.9;proto=https")"}}),
            (Words{R"(for=1.2.3.4;host="evil, for=9.9.9.9;proto=https")", "x"}));
  EXPECT_EQ(Elements({{"Forwarded", R"(for=1.2.3.4;host="a\", for=9.9.9.9")"}}),
            Words{R"(for=1.2.3.4;host="a\", for=9.9.9.9")"});
  // A quote that the client left open stands to the left of what the proxy added.
  EXPECT_EQ(Elements({{"Forwarded", R"(for="x, for=1.2.3.4)"}})[0], "for=1.2.3.4");
}

TEST(ForwardedList, NodesAsBalancersWriteThem) {
  const auto read = [](std::string_view text) {
    const auto address = ReadNode(text);
    return address ? address->Text() : "";
  };
  for (const std::string_view text : {"203.0.113.7", "203.0.113.7:51234", "\"203.0.113.7:51234\"", "203.0.113.7:0",
                                      "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:1"}) {
    EXPECT_EQ(read(text), "203.0.113.7") << text;
  }
  for (const std::string_view text : {"2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:443", "\"[2001:db8::1]:443\"",
                                      "2001:db8::1%eth0", "[2001:db8::1%25en1]:80"}) {
    EXPECT_EQ(read(text), "2001:db8::1") << text;
  }
  for (const std::string_view text : {"",
                                      "unknown",
                                      "_hidden",
                                      "localhost",
                                      "localhost:80",
                                      "203.0.113.7:",
                                      "203.0.113.7:http",
                                      "203.0.113.7:123456",
                                      "203.0.113.7:1:2",
                                      "[203.0.113.7]:80",
                                      "[2001:db8::1",
                                      "[2001:db8::1]443",
                                      "[2001:db8::1]:",
                                      "2001:db8::1%",
                                      "203.0.113.7%eth0",
                                      "203.0.113.05",
                                      "0x7f000001",
                                      "2130706433",
                                      "\"203.0.113.7",
                                      "\"",
                                      "203.0.113.7 198.51.100.1"}) {
    EXPECT_EQ(read(text), "") << text;
  }
}

TEST(ForwardedList, AnElementOfForwarded) {
  const auto element =
      ReadForwardedElement(R"(For="[2001:db8::1]:80"; PROTO=https;by=203.0.113.43 ; host=app.example)");
  EXPECT_EQ(element.node, "[2001:db8::1]:80");
  EXPECT_EQ(element.proto, "https");
  EXPECT_EQ(element.host, "app.example");
  EXPECT_EQ(ReadForwardedElement("by=x").node, "");
  EXPECT_EQ(ReadForwardedElement("").node, "");
  EXPECT_EQ(ReadForwardedElement(";;for").node, "");
  const auto twice = ReadForwardedElement("for=1.2.3.4;for=5.6.7.8;proto=http;proto=https");
  EXPECT_FALSE(ReadNode(twice.node)) << "which of them is meant nobody can say";
  EXPECT_EQ(twice.proto, "?");
}

}  // namespace
}  // namespace gatehouse::gate
