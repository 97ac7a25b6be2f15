#include "gate/inspect/body.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse::gate {
namespace {

constexpr std::string_view kBody = "{\"name\": \"caf\xC3\xA9\"}";

Reason Type(std::string_view value, std::string_view body = kBody) {
  KnownHeaders headers;
  headers.content_type = {value, 1};
  return CheckJsonHeaders(headers, body);
}

TEST(Body, A11_ContentTypeIsJsonInUtf8) {
  for (const auto* const good :
       {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
        "application/json ;\tCharset=\"utf-8\"", "application/problem+json", "application/vnd.api+json; charset=utf-8",
        // What clients really send.
        "application/json;", "application/json; ", "application/json; charset=utf8", "application/json; charset=UTF8;",
        "application/json;charset=\"utf8\"", "application/json; charset = utf-8", "application/json; boundary=x",
        "application/json; boundary=x; charset=utf-8", "application/json;; charset=utf-8",
        "application/json;odata.metadata=minimal;IEEE754Compatible=true",
        "application/vnd.api+json; ext=\"https://jsonapi.org/ext/atomic,b;c\"", "application/json; version=2; q=0.9",
        "application/json; profile=\"a\\\"b\"", "application/json; charset=utf-8; charset=utf-8",
        // Other names of JSON.
        "text/json", "Text/JSON; charset=utf-8", "application/csp-report", "application/x-amz-json-1.1",
        "application/x-amz-json-1.0", "application/json-rpc; charset=utf-8", "application/jsonrequest"}) {
    EXPECT_EQ(Type(good), Reason::kAllowed) << good;
  }
  for (const auto* const bad : {"",
                                "json",
                                "text/plain",
                                "text/x+json",
                                "text/json; charset=utf-7",
                                "text/json,text/plain",
                                "application/x-amz-json-1.10",
                                "application/csp-reports",
                                "application/x-ndjson",
                                "application/",
                                "application/jsonp",
                                "application/xjson",
                                "application/+json",
                                "application/a b+json",
                                "application/a/b+json",
                                "application/json-seq",
                                "application/xml",
                                "application/json,text/plain",
                                "application/json; charset=utf-16",
                                "application/json; charset=utf-7",
                                "application/json; charset=\"utf-8",
                                "application/json; charset=",
                                "application/json; charset",
                                "application/json; charset=utf-8; charset=utf-7",
                                "application/json; boundary=x; charset=utf-7",
                                "application/json; charset=utf-16; charset=utf-8",
                                "application/json; charset=iso-8859-1",
                                "application/json; charset=utf-8 utf-7",
                                "application/json; charset=utf-8, text/plain; charset=utf-7",
                                "application/json; x=1, text/plain",
                                "application/json; x=\";charset=utf-7\"",
                                "application/json; x=\"\\\";charset=utf-7;\"",
                                "application/json; x-charset=utf-7",
                                "application/json; charset*=us-ascii''utf-7",
                                "application/json; charset*0=utf; charset*1=-7",
                                "application/json; x=charset=utf-7",
                                "application/json; x=\"",
                                "application/json; charset='utf-8'",
                                "multipart/form-data; boundary=application/json",
                                "application/json\n"}) {
    EXPECT_EQ(Type(bad), Reason::kBodyType) << bad;
  }
  EXPECT_EQ(CheckJsonHeaders({}, kBody), Reason::kBodyType);  // none at all
}

TEST(Body, A11_CharsetThatExtendsAsciiIsFineForAscii) {
  for (const auto* const type : {"application/json; charset=us-ascii", "application/json; charset=\"US-ASCII\"",
                                 "application/json;charset=ISO-8859-1", "application/json; charset=windows-1252",
                                 "application/json; charset=utf-8; charset=us-ascii"}) {
    EXPECT_EQ(Type(type, R"({"name": "caf\u00e9"})"), Reason::kAllowed) << type;
    EXPECT_EQ(Type(type, ""), Reason::kAllowed) << type;
    EXPECT_EQ(Type(type), Reason::kBodyType) << type << ": the service would read other characters";
    EXPECT_EQ(Type(type, "\xEF\xBB\xBF{}"), Reason::kBodyType) << type;
  }
  for (const auto* const type :
       {"application/json; charset=utf-7", "application/json; charset=utf-16",
        "application/json; charset=us-ascii; charset=utf-7", "application/json; charset=ibm037"}) {
    EXPECT_EQ(Type(type, "{}"), Reason::kBodyType) << type;
  }
}

TEST(Body, A11_OneByteOrderMarkIsNoPartOfTheJson) {
  EXPECT_EQ(WithoutByteOrderMark("\xEF\xBB\xBF{}"), "{}");
  EXPECT_EQ(WithoutByteOrderMark("\xEF\xBB\xBF\xEF\xBB\xBF{}"), "\xEF\xBB\xBF{}");
  for (const std::string_view other : {"", "{}", "\xEF\xBB", "\xFE\xFF{}", "\xFF\xFE{}", " \xEF\xBB\xBF{}"}) {
    EXPECT_EQ(WithoutByteOrderMark(other), other);
  }
}

TEST(Body, Threats_RepeatedAndEncodedBodiesAreRefused) {
  KnownHeaders headers;
  headers.content_type = {"application/json", 1};
  EXPECT_EQ(CheckJsonHeaders(headers, kBody), Reason::kAllowed);
  headers.content_type.count = 2;
  EXPECT_EQ(CheckJsonHeaders(headers, kBody), Reason::kHeaderRepeated);
  headers.content_type.count = 1;
  headers.content_encoding = {"identity", 1};
  EXPECT_EQ(CheckJsonHeaders(headers, kBody), Reason::kAllowed);
  headers.content_encoding.count = 2;
  EXPECT_EQ(CheckJsonHeaders(headers, kBody), Reason::kHeaderRepeated);
  for (const auto* const encoding : {"gzip", "", "identity, gzip", "br", "x-gzip", "deflate"}) {
    headers.content_encoding = {encoding, 1};
    EXPECT_EQ(CheckJsonHeaders(headers, kBody), Reason::kBodyEncoding) << encoding;
  }
}

TEST(Body, A11_EveryFaultOfTheReaderHasItsReason) {
  std::set<Reason> reasons;
  for (const auto fault :
       {json::Fault::kEmpty, json::Fault::kTooLarge, json::Fault::kTooDeep, json::Fault::kTooManyMembers,
        json::Fault::kNotUtf8, json::Fault::kRepeatedKey, json::Fault::kSyntax}) {
    reasons.insert(ReasonOf(fault));
  }
  EXPECT_EQ(reasons.size(), 7U);
  EXPECT_FALSE(reasons.contains(Reason::kAllowed));
  EXPECT_EQ(ReasonOf(json::Fault::kTooLarge), Reason::kBodyTooLarge);
  EXPECT_EQ(ReasonOf(json::Fault::kRepeatedKey), Reason::kJsonRepeatedKey);
}

}  // namespace
}  // namespace gatehouse::gate
