#include "gate/inspect/charset.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(Charset, A11_Utf8InEverySpellingOfClients) {
  for (const auto* const name : {"utf-8", "UTF-8", "utf8", "UTF8"}) EXPECT_EQ(CharsetNamed(name), Charset::kUtf8);
}

TEST(Charset, A11_WhatReadsAsciiAsUtf8Does) {
  for (const auto* const name : {"us-ascii", "US-ASCII", "ascii", "ANSI_X3.4-1968", "latin1", "iso-8859-1",
                                 "ISO-8859-15", "windows-1252", "cp1252"}) {
    EXPECT_EQ(CharsetNamed(name), Charset::kExtendsAscii) << name;
  }
}

TEST(Charset, THREATS_WhatReadsAsciiInAnotherWay) {
  for (const auto* const name : {"", "utf-7", "utf-16", "utf-16le", "utf-32", "ibm037", "cp037", "ibm500",
                                 "iso-2022-jp", "shift_jis", "hz-gb-2312", "x-user-defined", "utf-8x", "iso-8859-",
                                 "iso-8859-1x", "iso-8859-1234", "windows-125", "asciix", "cp1250037"}) {
    EXPECT_EQ(CharsetNamed(name), Charset::kOther) << name;
  }
}

}  // namespace
}  // namespace gatehouse::gate
