#include "gate/respond/header_passage.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

const std::vector<std::string> kNone;

// What a request with this header alone would be told of it.
std::string_view StopsAlone(std::string_view name, const std::vector<std::string>& kept = kNone) {
  const std::vector<Header> headers = {{name, "x"}};
  return HeaderPassage({.headers = headers}, kept).Stops(name);
}

TEST(HeaderPassage, WhatIsNoDisguiseGoesOn) {
  const std::vector<Header> headers = {
      {"Host", "a"}, {"api_key", "k"}, {"X-Amz-Meta-file_name", "f"}, {"X-Amz-Meta-file.name", "f"}, {"Api.Key", "k"}};
  const HeaderPassage passage({.headers = headers}, kNone);
  for (const Header& header : headers) EXPECT_EQ(passage.Stops(header.name), "") << header.name;
}

TEST(HeaderPassage, THREATS_ADisguiseStaysBehindAndSaysWhichNameItMeans) {
  EXPECT_EQ(StopsAlone("X_User_Id"), "x-user-id");
  EXPECT_EQ(StopsAlone("x.gatehouse.subject"), "x-gatehouse-");
  EXPECT_EQ(StopsAlone("Content_Length"), "content-length");
  EXPECT_EQ(StopsAlone("Transfer_Encoding"), "transfer-encoding");
  EXPECT_EQ(StopsAlone("Sec.WebSocket_Key"), "sec-websocket-");
  EXPECT_EQ(StopsAlone("_Authorization"), "authorization");
  EXPECT_EQ(StopsAlone("Cookie~"), "cookie");
}

TEST(HeaderPassage, THREATS_ASecondSpellingOfAHeaderThatIsThereStaysBehind) {
  const std::vector<Header> headers = {
      {"X-Tenant", "mine"}, {"X_Tenant", "theirs"}, {"x.tenant", "theirs"}, {"X_Tenant_", "theirs"}};
  const HeaderPassage passage({.headers = headers}, kNone);
  EXPECT_EQ(passage.Stops("X-Tenant"), "");
  EXPECT_EQ(passage.Stops("X_Tenant"), kSecondSpelling);
  EXPECT_EQ(passage.Stops("x.tenant"), kSecondSpelling);
  EXPECT_EQ(passage.Stops("X_Tenant_"), kSecondSpelling);
}

TEST(HeaderPassage, WhatThePolicyKeepsGoesOnInThatSpellingAlone) {
  const std::vector<std::string> kept = {"X-User-Id", "Remote-User"};
  EXPECT_EQ(StopsAlone("x-user-id", kept), "");
  EXPECT_EQ(StopsAlone("Remote-User", kept), "");
  EXPECT_EQ(StopsAlone("X_User_Id", kept), "x-user-id");
  EXPECT_EQ(StopsAlone("X-User-Ids", kept), "");
  EXPECT_EQ(StopsAlone("X-User-Name", kept), "x-user-name");
}

}  // namespace
}  // namespace gatehouse::gate
