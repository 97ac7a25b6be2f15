#include "gate/form_field.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

constexpr std::string_view kName = "_method";

std::string Part(const std::string& headers, const std::string& value) {
  return "--b\r\n" + headers + "\r\n\r\n" + value + "\r\n--b--\r\n";
}
std::optional<std::string> InPart(const std::string& headers, const std::string& value = "DELETE") {
  return FindFormField(FormKind::kMultipart, Part(headers, value), kName).value_or("repeated");
}

TEST(FormField, B1_WhatIsAForm) {
  EXPECT_EQ(FormKindOf("application/x-www-form-urlencoded"), FormKind::kEncoded);
  EXPECT_EQ(FormKindOf(" Application/X-WWW-Form-Urlencoded ; charset=utf-8"), FormKind::kEncoded);
  EXPECT_EQ(FormKindOf("multipart/form-data; boundary=b"), FormKind::kMultipart);
  EXPECT_EQ(FormKindOf("application/json"), FormKind::kNone);
  EXPECT_EQ(FormKindOf(""), FormKind::kNone);
  EXPECT_EQ(FormKindOf(" \t "), FormKind::kNone);
  EXPECT_EQ(FormKindOf("\tapplication/x-www-form-urlencoded\t, a/b"), FormKind::kEncoded);
  EXPECT_EQ(FormKindOf("application/x-www-form-urlencoded \t"), FormKind::kEncoded);
  EXPECT_EQ(FormKindOf("application/x-www-form-urlencoded2"), FormKind::kNone);
  EXPECT_EQ(FormKindOf("application/x-www-form-urlencoded a"), FormKind::kNone);
  EXPECT_EQ(FormKindOf("application/x-www-form-urlencode"), FormKind::kNone);
  EXPECT_EQ(FormKindOf("Multipart/"), FormKind::kMultipart);
  EXPECT_EQ(FormKindOf("multipart"), FormKind::kNone);
  EXPECT_EQ(FormKindOf("multipart;/"), FormKind::kNone);
  EXPECT_EQ(FormKindOf("a;multipart/form-data"), FormKind::kNone);
}

TEST(FormField, B1_EncodedAsInAQuery) {
  const auto find = [](std::string_view body) { return FindFormField(FormKind::kEncoded, body, kName); };
  EXPECT_EQ(find("a=1&_method=DELETE"), "DELETE");
  EXPECT_EQ(find("%5Fmethod=%44ELETE"), "DELETE");
  EXPECT_EQ(find("a=1&b=2").value(), std::nullopt);
  EXPECT_EQ(find("").value(), std::nullopt);
  EXPECT_FALSE(find("_method=PUT&_Method=DELETE"));
}

TEST(FormField, B1_PartsHoweverTheirNameIsWritten) {
  for (const char* headers : {
           "Content-Disposition: form-data; name=\"_method\"",
           "content-disposition:form-data;name=_method",
           "Content-Disposition: form-data; name=\"_Method\"; filename=\"x\"",
           "Content-Disposition: form-data; filename=\"a;name=b\"; name=\"_method\"",
           "Content-Disposition: form-data;\r\n name=\"_method\"",
           "Content-Disposition: form-data; name*=UTF-8''_method",
           "Content-Disposition: form-data; name=\"_m\\ethod\"",
           "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"_method\"",
       }) {
    EXPECT_EQ(InPart(headers), "DELETE") << headers;
  }
  EXPECT_EQ(InPart("Content-Disposition: form-data; name=\"method\""), std::nullopt);
  EXPECT_EQ(InPart("Content-Disposition: form-data; name=\"note\"", "name=\"_method\""), std::nullopt);
  EXPECT_EQ(InPart("X-Other: form-data; name=\"_method\""), std::nullopt);
}

TEST(FormField, B1_EveryPartCountsWhateverTheBoundary) {
  const std::string body = Part("Content-Disposition: form-data; name=\"a\"", "1") +
                           Part("Content-Disposition: form-data; name=\"_method\"", "PUT");
  EXPECT_EQ(FindFormField(FormKind::kMultipart, body, kName), "PUT");
  EXPECT_EQ(FindFormField(FormKind::kMultipart, "preamble\n" + body, kName), "PUT");
  EXPECT_FALSE(FindFormField(FormKind::kMultipart, body + body, kName));
  EXPECT_EQ(FindFormField(FormKind::kMultipart, "text about\nContent-Disposition: form-data; name=\"_method\"\n\nPUT\n",
                          kName)
                .value(),
            std::nullopt)
      << "what is not a part's header is text";
}

TEST(FormField, B1_WorkIsBounded) {
  std::string delimiters;
  while (delimiters.size() < kMaxMultipartForm) delimiters += "\n--:a";
  EXPECT_EQ(FindFormField(FormKind::kMultipart, delimiters, kName).value(), std::nullopt);
  EXPECT_EQ(FindFormField(FormKind::kEncoded, std::string(2 * kMaxEncodedForm, '&'), kName).value(), std::nullopt);
  const std::string far = std::string(kMaxEncodedForm, 'a') + "&_method=DELETE";
  EXPECT_EQ(FindFormField(FormKind::kEncoded, far, kName).value(), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::gate
