#include "base/html.h"

#include <gtest/gtest.h>

namespace gatehouse::base {
namespace {

TEST(Html, C9_WhatWouldBeMarkupIsText) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\" b='y'>&</a>"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;&lt;/a&gt;");
  EXPECT_EQ(EscapeHtml(std::string_view("a\0b", 3)), "ab");
  EXPECT_EQ(EscapeHtml("Größe \xff"), "Größe \xff");
}

TEST(Html, C9_ReferencesAreForFiveCharacters) {
  int references = 0;
  for (unsigned code = 0; code < 256; ++code) references += HtmlReference(code).empty() ? 0 : 1;
  EXPECT_EQ(references, 5);
}

}  // namespace
}  // namespace gatehouse::base
