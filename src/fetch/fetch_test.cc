// Requests of our own, against a server in the same process.
#include "fetch/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing_folder.h"
#include "fetch/testing_server.h"

namespace gatehouse::fetch {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Reply;
using testing::Seen;
using testing::TestServer;

Header Secret(std::string name, std::string value) { return {std::move(name), base::SecretString(std::move(value))}; }

TEST(Send, C1_SendsWhatItIsToldAndNothingElse) {
  TestServer server([](const Seen&) { return Reply{201, "made", "X-Kind:  small \r\n"}; });
  Request request{.method = "POST", .url = server.Url("/v1/a%2Fb?x=1")};
  request.headers.push_back(Secret("X-Token", "s.abc"));
  request.headers.push_back(Secret("X-Empty", ""));
  request.body = base::SecretString(std::string("{\"a\":1}"));
  const auto answer = Send(request);
  ASSERT_TRUE(answer) << answer.error().Text();
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->body.Reveal(), "made");
  EXPECT_EQ(answer->Header("x-kind"), "small");
  EXPECT_EQ(answer->Header("x-none"), "");
  const Seen seen = server.seen().at(0);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.target, "/v1/a%2Fb?x=1");
  EXPECT_EQ(seen.Header("X-Token"), "s.abc");
  EXPECT_THAT(seen.head, HasSubstr("X-Empty:"));
  EXPECT_EQ(seen.body, "{\"a\":1}");
  EXPECT_THAT(seen.head, Not(HasSubstr("Expect")));
  EXPECT_THAT(seen.head, Not(HasSubstr("Content-Type")));
}

TEST(Send, C1_ChecksTheRequestBeforeItSendsAnything) {
  TestServer server([](const Seen&) { return Reply{}; });
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", "http://", "http://user:pw@127.0.0.1/",
                          "http://127.0.0.1/a b", "http://127.0.0.1/\n"}) {
    const auto answer = Send({.url = url});
    ASSERT_FALSE(answer) << url;
    EXPECT_EQ(answer.error().kind, FailureKind::kMisused) << url;
    EXPECT_THAT(answer.error().Text(), Not(HasSubstr("pw"))) << url;
  }
  Request split{.url = server.Url()};
  split.headers.push_back(Secret("X-Token", "good\r\nX-Other: planted"));
  const auto answer = Send(split);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kMisused);
  EXPECT_THAT(answer.error().Text(), Not(HasSubstr("planted")));
  EXPECT_FALSE(Send({.method = "GET /x", .url = server.Url()}));
  EXPECT_TRUE(server.seen().empty());
}

TEST(Send, C1_ARedirectIsAnAnswerAndCredentialsDoNotFollowIt) {
  TestServer other([](const Seen&) { return Reply{200, "stolen"}; });
  TestServer server([&](const Seen&) { return Reply{302, "", "Location: " + other.Url("/take") + "\r\n"}; });
  Request request{.url = server.Url()};
  request.headers.push_back(Secret("Authorization", "Bearer t"));
  const auto answer = Send(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_TRUE(other.seen().empty());
}

TEST(Send, C1_RefusesWhatIsLargerThanItsBound) {
  // Both with an honest Content-Length and without one.
  for (const char* headers : {"", "Transfer-Encoding: identity\r\nContent-Length-Not: 1\r\n"}) {
    TestServer server([&](const Seen&) { return Reply{200, std::string(30'000, 'x'), headers}; });
    Request request{.url = server.Url("/large?token=hidden")};
    request.max_bytes = 29'999;
    const auto answer = Send(request);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, FailureKind::kTooLarge);
    EXPECT_EQ(answer.error().where, server.Url("/large"));
    request.max_bytes = 30'000;
    EXPECT_TRUE(Send(request));
  }
}

TEST(Send, C1_RefusesMoreHeadersThanItsBound) {
  TestServer server([](const Seen&) {
    std::string headers;
    for (int line = 0; line < 40; ++line) headers += "X-Line: " + std::string(2000, 'h') + "\r\n";
    return Reply{200, "", headers};
  });
  const auto answer = Send({.url = server.Url()});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kTooLarge);
}

TEST(Send, C1_SaysWhyThereIsNoAnswer) {
  std::string gone;
  {
    TestServer server([](const Seen&) { return Reply{}; });
    gone = server.Url("/v1/x?q=hidden");
  }
  const auto answer = Send({.url = gone});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kNoAnswer);
  EXPECT_EQ(answer.error().what, "The server does not answer");
  EXPECT_THAT(answer.error().Text(), Not(HasSubstr("hidden")));
}

TEST(Send, C1_GivesUpInTime) {
  // A listener that accepts nothing: the kernel completes the handshake, no answer ever comes.
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  socklen_t size = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  Request request{.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port))};
  request.timeout = std::chrono::milliseconds(50);
  const auto answer = Send(request);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FailureKind::kTimedOut);
  close(listener);
}

TEST(Send, C1_SpeaksTlsOnlyToThoseItTrusts) {
  TestServer server([](const Seen&) { return Reply{}; });
  std::string url = server.Url();
  url.replace(0, 4, "https");
  const auto answer = Send({.url = url});  // plain HTTP answers the handshake
  ASSERT_FALSE(answer);
  EXPECT_NE(answer.error().kind, FailureKind::kTooLarge);
  Request with_file{.url = url};
  with_file.ca_file = "/nonexistent/ca.pem";
  const auto refused = Send(with_file);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FailureKind::kNotTrusted);
}

TEST(Send, GoesOverAUnixSocket) {
  const base::testing::Folder folder;
  const std::string path = folder.At("s");
  {
    TestServer server([](const Seen& seen) { return Reply{200, seen.Header("Host") + seen.target}; }, path);
    const auto answer = Send({.url = "http://control/admin/status", .unix_socket = path});
    ASSERT_TRUE(answer) << answer.error().Text();
    EXPECT_EQ(answer->body.Reveal(), "control/admin/status");
    const auto removed = Send({.method = "DELETE", .url = "http://control/x", .unix_socket = path});
    ASSERT_TRUE(removed);
    EXPECT_EQ(server.seen().back().method, "DELETE");
  }
  const auto answer = Send({.url = "http://control/admin/status", .unix_socket = path});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().where, HasSubstr(path));
}

TEST(FormBody, EncodesNamesAndValues) {
  EXPECT_EQ(FormBody({{"grant type", "a&b=c"}, {"x", ""}}).Reveal(), "grant%20type=a%26b%3Dc&x=");
}

TEST(LooksLikeHtml, C1_ByTypeOrByFirstBytes) {
  const auto with = [](std::string type, std::string body, int status = 200) {
    Answer answer;
    answer.status = status;
    answer.headers.emplace_back("content-type", std::move(type));
    answer.body = base::SecretString(std::move(body));
    return LooksLikeHtml(answer);
  };
  EXPECT_TRUE(with("Text/HTML; charset=utf-8", "Please log in"));
  EXPECT_TRUE(with("text/html", ""));
  EXPECT_FALSE(with("text/html", "<ErrorResponse>", 403));
  EXPECT_TRUE(with("text/plain", "<html>", 403));
  EXPECT_FALSE(with("text/html", " {\"a\":1}"));
  EXPECT_TRUE(with("application/json", "\n <!DOCTYPE HTML><p>"));
  EXPECT_TRUE(with("", "<html>"));
  EXPECT_FALSE(with("application/json", "{\"a\":\"<html>\"}"));
  EXPECT_FALSE(with("application/json", ""));
}

TEST(RetryAfter, C1_SecondsOrDateWithinABound) {
  const auto now = std::chrono::system_clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
  const std::chrono::seconds most{60};
  const auto of = [&](std::string text) {
    Answer answer;
    answer.headers.emplace_back("retry-after", std::move(text));
    return RetryAfter(answer, now, most);
  };
  EXPECT_EQ(of("7"), std::chrono::seconds(7));
  EXPECT_EQ(of("0"), std::chrono::seconds(0));
  EXPECT_EQ(of("100000"), most);
  EXPECT_EQ(of("99999999999999999999999"), most);
  EXPECT_EQ(of("Sun, 06 Nov 1994 08:49:47 GMT"), std::chrono::seconds(10));
  EXPECT_EQ(of("Sun, 06 Nov 1994 08:49:00 GMT"), std::chrono::seconds(0));
  EXPECT_EQ(of("Sun, 06 Nov 2094 08:49:00 GMT"), most);
  for (const char* wrong : {"-5", "soon", "", "7 seconds", "1.5"}) EXPECT_FALSE(of(wrong)) << wrong;
  EXPECT_FALSE(RetryAfter(Answer{}, now, most));
}

}  // namespace
}  // namespace gatehouse::fetch
