#include "gate/request/request.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace gatehouse::gate {
namespace {

TEST(Request, FindsEveryKnownHeaderWhateverItsCase) {
  const std::array headers = {
      Header{"AUTHORIZATION", "a"},
      Header{"Origin", "b"},
      Header{"CooKie", "l"},
      Header{"access-control-request-method", "c"},
      Header{"Access-Control-Request-Headers", "d"},
      Header{"Content-Type", "e"},
      Header{"content-Encoding", "f"},
      Header{"X-Forwarded-For", "g"},
      Header{"x-forwarded-PROTO", "h"},
      Header{"uPgRaDe", "i"},
      Header{"TraceParent", "j"},
      Header{"X-Request-ID", "k"},
      Header{"Accept", "z"},
  };
  const KnownHeaders known = ReadHeaders(headers);
  EXPECT_EQ(known.authorization.value, "a");
  EXPECT_EQ(known.origin.value, "b");
  EXPECT_EQ(known.cookie.value, "l");
  EXPECT_EQ(known.lines.data(), headers.data());
  EXPECT_EQ(known.lines.size(), headers.size());
  EXPECT_EQ(known.access_control_request_method.value, "c");
  EXPECT_EQ(known.access_control_request_headers.value, "d");
  EXPECT_EQ(known.content_type.value, "e");
  EXPECT_EQ(known.content_encoding.value, "f");
  EXPECT_EQ(known.forwarded_for.value, "g");
  EXPECT_EQ(known.forwarded_proto.value, "h");
  EXPECT_EQ(known.upgrade.value, "i");
  EXPECT_EQ(known.traceparent.value, "j");
  EXPECT_EQ(known.request_id.value, "k");
  EXPECT_EQ(known.authorization.count, 1);
}

TEST(Request, THREATS_CountsARepeatedHeaderAndKeepsTheLastLine) {
  const std::array headers = {
      Header{"Authorization", "Bearer one"},
      Header{"X-Forwarded-For", "203.0.113.1"},
      Header{"authorization", "Bearer two"},
      Header{"X-FORWARDED-FOR", "203.0.113.2"},
  };
  const KnownHeaders known = ReadHeaders(headers);
  EXPECT_EQ(known.authorization.count, 2);
  EXPECT_EQ(known.forwarded_for.count, 2);
  EXPECT_EQ(known.forwarded_for.value, "203.0.113.2");
}

TEST(Request, TakesNoNeighbourForAKnownHeader) {
  const std::array headers = {
      Header{"Authorizatioo", "x"},
      Header{"Authorization ", "x"},
      Header{"Authorizatio", "x"},
      Header{"Authorizati_n", "x"},
      Header{"", "x"},
      Header{"X_Forwarded_For", "x"},
      Header{"Origin\0", "x"},
  };
  const KnownHeaders known = ReadHeaders(headers);
  EXPECT_FALSE(known.authorization.present());
  EXPECT_FALSE(known.forwarded_for.present());
  EXPECT_FALSE(ReadHeaders({}).origin.present());
}

TEST(Request, NoOtherByteStandsForOneOfAName) {
  for (const std::string_view name : {"authorization", "origin", "upgrade", "x-forwarded-proto", "traceparent"}) {
    for (size_t at = 0; at < name.size(); ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string spelled(name);
        spelled[at] = static_cast<char>(byte);
        const std::array headers = {Header{spelled, "x"}};
        const KnownHeaders known = ReadHeaders(headers);
        const int found = known.authorization.count + known.origin.count + known.upgrade.count +
                          known.forwarded_proto.count + known.traceparent.count;
        const bool letter = name[at] >= 'a' && name[at] <= 'z';
        const bool same = byte == name[at] || (letter && byte == name[at] - ('a' - 'A'));
        EXPECT_EQ(found, same ? 1 : 0) << spelled;
      }
    }
  }
}

TEST(Request, AnEmptyValueIsStillAHeader) {
  const std::array headers = {Header{"Authorization", ""}};
  EXPECT_TRUE(ReadHeaders(headers).authorization.present());
}

TEST(Request, THREATS_AControlCharacterIsSeenWhereverItStands) {
  for (size_t length = 1; length <= 150; ++length) {
    for (size_t at = 0; at < length; ++at) {
      for (int c = 0; c < 256; ++c) {
        std::string value(length, 'x');
        value[at] = static_cast<char>(c);
        const Header header{"X-Any", value};
        const bool control = (c < 0x20 && c != '\t') || c == 0x7F;
        ASSERT_EQ(ReadHeaders({&header, 1}).control_character, control) << length << " " << at << " " << c;
      }
    }
  }
}

}  // namespace
}  // namespace gatehouse::gate
