#include "gate/form_fields.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gatehouse::gate {
namespace {

std::vector<std::string> QueryFields(std::string_view query) {
  std::vector<std::string> fields;
  ForEachQueryField(query, [&](std::string_view name, std::string_view value) {
    fields.push_back(std::string(name) + "=" + std::string(value));
    return true;
  });
  return fields;
}

struct Form {
  Reason reason = Reason::kAllowed;
  std::vector<std::string> fields;
};
Form FormFields(std::string_view type, std::string_view body) {
  Form form;
  form.reason = ForEachFormField(type, body, [&](std::string_view name, std::string_view value) {
    form.fields.push_back(std::string(name) + "=" + std::string(value));
    return true;
  });
  return form;
}

constexpr std::string_view kMultipart = "multipart/form-data; boundary=xx";
using Fields = std::vector<std::string>;

TEST(FormFields, DecodesQueriesOnce) {
  EXPECT_EQ(QueryFields("a=1&b=x+y%3D&c&=d"), (Fields{"a=1", "b=x y=", "=c", "=d"}));
  EXPECT_EQ(QueryFields("a=100%&b=%2525"), (Fields{"a=100%", "b=%25"}));
  EXPECT_EQ(QueryFields("a=1;b=2"), (Fields{"a=1;b=2"}));
  EXPECT_TRUE(QueryFields("").empty());
}

TEST(FormFields, ReadsPartsAndNamesOfFiles) {
  const Form form = FormFields(kMultipart,
                               "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\none\r\ntwo\r\n"
                               "--xx\r\nContent-Disposition: form-data; name=f; filename=\"../x.txt\"\r\n"
                               "Content-Type: text/plain\r\n\r\n<script>\r\n--xx--\r\n");
  EXPECT_EQ(form.reason, Reason::kAllowed);
  EXPECT_EQ(form.fields, (Fields{"a=one\r\ntwo", "f=../x.txt"}));
}

TEST(FormFields, RefusesFormsThatServicesReadDifferently) {
  EXPECT_EQ(FormFields("multipart/form-data", "--xx\r\n").reason, Reason::kFieldsUnreadable);
  EXPECT_EQ(FormFields(kMultipart, "no delimiter").reason, Reason::kFieldsUnreadable);
  EXPECT_EQ(FormFields(kMultipart, "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\nno end").reason,
            Reason::kFieldsUnreadable);
  EXPECT_EQ(FormFields(kMultipart,
                       "--xx\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                       "JyBvciAxPTE=\r\n--xx--")
                .reason,
            Reason::kFieldsUnreadable);
}

TEST(FormFields, TakesCharsetsThatBeginWithAscii) {
  const auto reason = [](std::string_view type) {
    KnownHeaders headers;
    headers.content_type = {type, 1};
    return CheckFormHeaders(headers);
  };
  EXPECT_EQ(reason("application/x-www-form-urlencoded"), Reason::kAllowed);
  EXPECT_EQ(reason("application/x-www-form-urlencoded; charset=UTF-8"), Reason::kAllowed);
  EXPECT_EQ(reason("application/x-www-form-urlencoded; charset=\"windows-1252\""), Reason::kAllowed);
  EXPECT_EQ(reason("application/x-www-form-urlencoded; charset=ibm037"), Reason::kBodyType);
  EXPECT_EQ(reason("application/x-www-form-urlencoded; charset=utf-16"), Reason::kBodyType);
}

}  // namespace
}  // namespace gatehouse::gate
