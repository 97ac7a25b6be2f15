#include "cli/run/mask_forms.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/bytes.h"
#include "cli/run/mask.h"

namespace gatehouse::cli {
namespace {

std::string Masked(const std::string& secret, std::string_view output) {
  std::vector<base::SecretString> secrets;
  secrets.emplace_back(std::string(secret));
  StreamMask mask(secrets);
  return mask.Feed(output) + mask.Finish();
}

TEST(MaskForms, B4_WhatStandsInEveryOutputIsNotMasked) {
  for (const char* text : {"}", "        }", "--------", "// ------", "{}[]{}[]()", "a-------", "", "1234567"}) {
    EXPECT_FALSE(IsWorthMasking(text)) << text;
  }
  EXPECT_TRUE(IsWorthMasking("hunter2hunter2"));
  const std::string json = "{\n  \"private_key\": \"abcdefgh12345678\",\n        }\n}";
  EXPECT_EQ(Masked(json, "  {\n        }\n"), "  {\n        }\n");
  EXPECT_EQ(Masked(json, "x \"private_key\": \"abcdefgh12345678\", y"), "x *** y");
}

TEST(MaskForms, B4_EveryEncodingOfAValue) {
  const std::string secret = "p@ss w\"rd/\\é<x>+=?";
  for (const char* output : {"p@ss w\"rd/\\é<x>+=?",
                             "p%40ss%20w%22rd%2F%5C%C3%A9%3Cx%3E%2B%3D%3F",  // encodeURIComponent, quote(safe='')
                             "p%40ss%20w%22rd/%5C%C3%A9%3Cx%3E%2B%3D%3F",    // Python's quote
                             "p%40ss+w%22rd%2F%5C%C3%A9%3Cx%3E%2B%3D%3F",    // a form
                             "p%40ss%20w%22rd%2f%5c%c3%a9%3cx%3e%2b%3d%3f",  // small letters
                             "p@ss w\\\"rd/\\\\é<x>+=?",                     // JSON
                             "p@ss w\\\"rd\\/\\\\\\u00e9<x>+=?",             // PHP's
                             "p@ss w\\\"rd/\\\\\\u00e9<x>+=?",               // Python's
                             "p@ss w\\\"rd/\\\\é\\u003cx\\u003e+=?",         // Go's
                             "70407373207722 nothing"}) {
    const std::string masked = Masked(secret, "[" + std::string(output) + "]");
    if (std::string(output).contains("nothing")) {
      EXPECT_EQ(masked, "[" + std::string(output) + "]");
    } else {
      EXPECT_TRUE(masked.starts_with("[***") && masked.size() <= 8) << output << " -> " << masked;
    }
  }
}

TEST(MaskForms, B4_ForHtmlForAShellAndJsonInJson) {
  const std::string secret = "p4ss'w\"rd<&>end";
  for (const char* output : {"p4ss&#39;w&#34;rd&lt;&amp;&gt;end",                  // Go's html.EscapeString
                             "p4ss&#x27;w&quot;rd&lt;&amp;&gt;end",                // Python's html.escape
                             "p4ss&#39;w&quot;rd&lt;&amp;&gt;end",                 // Jinja's, PHP's
                             "p4ss'w\"rd&lt;&amp;&gt;end",                         // between tags
                             "p4ss'\\''w\"rd<&>end",                               // a shell's own way
                             "p4ss'\"'\"'w\"rd<&>end",                             // shlex.quote
                             "p4ss'w\\\\\\\"rd<&>end",                             // a log line that is JSON in JSON
                             "p4ss'w\\\\\\\"rd\\\\u003c\\\\u0026\\\\u003eend"}) {  // the same by Go
    EXPECT_EQ(Masked(secret, "[" + std::string(output) + "]"), "[***]") << output;
  }
}

TEST(MaskForms, B4_Base64AndHexadecimal) {
  const std::string secret = "p@ss w\"rd/\\\xC3\xA9<x>+=?";
  for (const std::string& output :
       {base::Base64Encode(secret), base::Base64UrlEncode(secret), base::HexEncode(secret)}) {
    EXPECT_TRUE(Masked(secret, "[" + output + "]").starts_with("[***")) << output;
  }
}

TEST(MaskForms, B4_Base64InLines) {
  std::string secret;
  for (int n = 0; n < 40; ++n) secret += "k" + std::to_string(n) + "-secret";
  const std::string whole = base::Base64Encode(secret);
  for (const size_t width : {76U, 64U}) {
    std::string lines;
    for (size_t at = 0; at < whole.size(); at += width) lines += whole.substr(at, width) + "\n";
    const std::string masked = Masked(secret, lines);
    EXPECT_EQ(masked.find_first_not_of("*\n"), std::string::npos) << masked;
  }
}

TEST(MaskForms, B4_InsideOfALongerBase64) {
  const std::string secret = "correct-horse-battery";
  for (const std::string front : {"", "u:", "user:", "a", "ab", "abc", "longer name:"}) {
    const std::string encoded = base::Base64Encode(front + secret + "\n");
    const std::string masked = Masked(secret, "Basic " + encoded + " end");
    EXPECT_TRUE(masked.contains("***")) << front;
    EXPECT_LE(masked.size(), std::string("Basic *** end").size() + 2 * front.size() + 8) << masked;
  }
}

}  // namespace
}  // namespace gatehouse::cli
