#include "gate/inspect/file_name.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

using namespace std::literals;

TEST(FileName, B8_PlainNamesAreDecodedOnce) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"report.txt", "report.txt"},
      {"sub/report.txt", "sub/report.txt"},
      {"sub%2Freport.txt", "sub/report.txt"},
      {"a%20b.txt", "a b.txt"},
      {"100%25.txt", "100%.txt"},
      {"r%C3%A9sum%C3%A9.pdf", "résumé.pdf"},
      {"..report..txt..", "..report..txt.."},
      {".hidden", ".hidden"},
      {"a+b", "a+b"},
      {"12:30.log", "12:30.log"},
  };
  for (const auto& [encoded, name] : kNames) EXPECT_EQ(PlainFileName(encoded), name) << encoded;
}

TEST(FileName, B8_WhatCannotStayInsideIsRefused) {
  for (const auto name : {""sv,
                          "."sv,
                          ".."sv,
                          "../x"sv,
                          "a/../x"sv,
                          "a/.."sv,
                          "a/./x"sv,
                          "./x"sv,
                          "/etc/passwd"sv,
                          "//x"sv,
                          "a//x"sv,
                          "a/"sv,
                          "%2e%2e/x"sv,
                          "%2e%2e%2fx"sv,
                          "..%2fx"sv,
                          "..%2Fx"sv,
                          ".%2e/x"sv,
                          "%2Fetc%2Fpasswd"sv,
                          "%252e%252e/x"sv,
                          "%252fx"sv,
                          "a%2500"sv,
                          "%25%32%65"sv,
                          "x%00"sv,
                          "x%00.txt"sv,
                          "x\0.txt"sv,
                          "x%0a"sv,
                          "x\ny"sv,
                          "x%7f"sv,
                          "x%1b[0m"sv,
                          "x%c2%85"sv,
                          "..\\x"sv,
                          "a%5cx"sv,
                          "\\\\host\\share"sv,
                          "C:x"sv,
                          "c:/x"sv,
                          "C%3a%2fx"sv,
                          "%c0%ae%c0%ae/x"sv,
                          "%c0%afx"sv,
                          "%e0%80%ae"sv,
                          "%ff"sv,
                          "\xff"sv,
                          "x%"sv,
                          "x%2"sv,
                          "x%zz"sv,
                          "%u002e%u002e/x"sv,
                          "...//x"sv,
                          "....//x"sv,
                          ".../x"sv,
                          ".. /x"sv,
                          "a/ /x"sv,
                          " "sv}) {
    EXPECT_EQ(PlainFileName(name), std::nullopt) << name;
  }
  EXPECT_EQ(PlainFileName(std::string(256, 'a')), std::nullopt);
  EXPECT_TRUE(PlainFileName(std::string(255, 'a')));
  std::string deep;
  while (deep.size() < 4096) deep += "abc/";
  EXPECT_EQ(PlainFileName(deep + "x"), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::gate
