// Answers, right and wrong, against a server in the same process.
#include "secrets/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fetch/testing_server.h"

namespace gatehouse::secrets {
namespace {

using fetch::testing::Reply;
using fetch::testing::Seen;
using fetch::testing::TestServer;
using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(CheckEndpoint, C1_PlainHttpOnlyWhereNobodyListensIn) {
  for (const char* good : {"https://vault.example", "http://127.0.0.1:8200", "http://localhost", "http://[::1]:80/x",
                           "http://169.254.169.254", "http://metadata.google.internal"}) {
    EXPECT_EQ(CheckEndpoint(good, "X").value_or("refused"), good);
  }
  EXPECT_EQ(CheckEndpoint("https://vault.example//", "X"), "https://vault.example");
  for (const char* wrong :
       {"http://vault.example", "http://127.0.0.1.evil.example", "http://127.evil", "http://localhost.evil.example",
        "ftp://127.0.0.1", "vault.example", "", "https://", "https://u:p@host", "https://host?x", "https://host/#a"}) {
    EXPECT_FALSE(CheckEndpoint(wrong, "X")) << wrong;
  }
}

TEST(Ask, C1_TakesOnlyTheServicesOwnAnswers) {
  Reply reply;
  TestServer server([&](const Seen&) { return reply; });
  const auto ask = [&] { return Ask({.url = server.Url("/x?secret=1")}, "The store"); };
  reply = {200, "{}"};
  EXPECT_TRUE(ask());
  reply = {404, "{}"};
  EXPECT_EQ(ask()->status, 404);
  reply = {302, ""};
  EXPECT_THAT(ask().error().error.what, HasSubstr("credentials never follow"));
  EXPECT_TRUE(ask().error().lasting);
  reply = {200, "<html>"};
  EXPECT_THAT(ask().error().error.what, HasSubstr("A web page answers instead of The store"));
  EXPECT_EQ(ask().error().error.where, server.Url("/x"));
  reply = {503, "<html>maintenance"};
  EXPECT_EQ(ask()->status, 503);
  reply = {200, std::string(kMaxStoreAnswerBytes + 1, 'x')};
  EXPECT_EQ(ask().error().fault, Fault::kMalformed);
}

TEST(StatusError, C1_MeansTheSameForEveryService) {
  const auto of = [](int status) {
    fetch::Answer answer;
    answer.status = status;
    answer.headers.emplace_back("retry-after", "7");
    return StatusError(answer, "The store", "https://store", base::Wall{});
  };
  EXPECT_EQ(of(400).fault, Fault::kMisused);
  EXPECT_EQ(of(401).fault, Fault::kDenied);
  EXPECT_EQ(of(403).fault, Fault::kDenied);
  EXPECT_EQ(of(404).fault, Fault::kAbsent);
  EXPECT_EQ(of(429).fault, Fault::kThrottled);
  EXPECT_EQ(of(429).retry_after, seconds(7));
  EXPECT_EQ(of(503).fault, Fault::kUnavailable);
  EXPECT_EQ(of(503).retry_after, seconds(7));
  EXPECT_FALSE(of(403).retry_after);
  EXPECT_EQ(of(204).fault, Fault::kMalformed);
}

TEST(IsPlainPath, C2_HasNoWayOut) {
  for (const char* good : {"a", "a/b", "..a/b", "a b"}) EXPECT_TRUE(IsPlainPath(good)) << good;
  for (const char* wrong : {"", "/", "a/", "/a", "a//b", "a/../b", ".", ".."})
    EXPECT_FALSE(IsPlainPath(wrong)) << wrong;
}

TEST(BearerHeader, C1_HoldsTheToken) {
  EXPECT_EQ(BearerHeader(base::SecretString(std::string("t"))).value.Reveal(), "Bearer t");
}

}  // namespace
}  // namespace gatehouse::secrets
