#include "control/service/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

#include "base/testing_folder.h"

namespace gatehouse::service {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Server : public testing::Test {
 protected:
  [[nodiscard]] std::string Path() const { return folder_.At("socket"); }

  std::unique_ptr<HttpServer> Start(HttpServer::Peer peer = HttpServer::Peer::kGate, mode_t mode = 0600) {
    auto server = HttpServer::Bind({Path(), mode}, peer);
    EXPECT_TRUE(server) << server.error().Text();
    const auto echo = [this](const HttpRequest& request) {
      last_ = request;
      return JsonResponse(200, "{\"tail\":\"" + request.tail + "\"}");
    };
    const auto wait = [this](const HttpRequest&) {
      entered_.set_value();
      may_end_.get_future().wait();
      return JsonResponse(200, "{\"late\":true}");
    };
    (*server)->Serve(
        {{"GET", "/echo", echo},
         {"POST", "/echo", echo},
         {"GET", "/items/", echo},
         {"GET", "/wait", wait},
         {"GET", "/throw", [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("s3cret"); }}},
        4);
    return std::move(*server);
  }

  // Everything that comes back for these bytes.
  [[nodiscard]] std::string Send(std::string_view bytes) const {
    const int fd = Connect();
    if (fd < 0) return "no connection";
    if (::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) return "not sent";
    ::shutdown(fd, SHUT_WR);  // nothing more comes: the server need not wait for it
    std::string answer;
    char chunk[4096];
    ssize_t got = 0;
    while ((got = ::recv(fd, chunk, sizeof chunk, 0)) > 0) answer.append(chunk, static_cast<size_t>(got));
    ::close(fd);
    return answer;
  }

  [[nodiscard]] int Connect() const {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    Path().copy(address.sun_path, sizeof address.sun_path - 1);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
  }

  static std::string Get(const std::string& target, const std::string& headers = {}) {
    return "GET " + target + " HTTP/1.1\r\nHost: gate.example\r\n" + headers + "\r\n";
  }
  static std::string Post(const std::string& headers, const std::string& body) {
    return "POST /echo HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body;
  }

  base::testing::Folder folder_;
  HttpRequest last_;
  std::promise<void> entered_;
  std::promise<void> may_end_;
};

TEST_F(Server, RoutesByPathAndMethod) {
  const auto server = Start();
  EXPECT_THAT(Send(Get("/echo?a=1&b=x+y%21")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(last_.path, "/echo");
  EXPECT_EQ(last_.query, (std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", "x y!"}}));
  EXPECT_THAT(Send(Get("/items/14")), HasSubstr(R"({"tail":"14"})"));
  EXPECT_THAT(Send(Get("/items/a%2Fb")), HasSubstr(R"({"tail":"a/b"})"));
  for (const std::string path : {"/", "/echo/", "/items/", "/items/1/2", "/items", "/nothing", "/%0a"})
    EXPECT_THAT(Send(Get(path)), StartsWith("HTTP/1.1 404")) << path;
  const std::string wrong_method = Send("PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(wrong_method, StartsWith("HTTP/1.1 405"));
  EXPECT_THAT(wrong_method, HasSubstr("Allow: GET, POST"));
  EXPECT_THAT(wrong_method, HasSubstr("application/problem+json"));
  EXPECT_THAT(Send("HEAD /echo HTTP/1.1\r\nHost: x\r\n\r\n"), Not(HasSubstr("tail")));
}

TEST_F(Server, A15_AnEndpointThatThrowsSaysNothingOfWhy) {
  const auto server = Start();
  const std::string answer = Send(Get("/throw"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(answer, HasSubstr(R"("detail":"An error occurred")"));
  EXPECT_THAT(answer, Not(HasSubstr("s3cret")));
  EXPECT_THAT(Send(Get("/echo")), StartsWith("HTTP/1.1 200"));  // it goes on
}

TEST_F(Server, TheGatesWordAboutTheClientIsBelievedOnItsSocketOnly) {
  const std::string told =
      "X-Real-IP: 198.51.100.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: app.example\r\n"
      "X-Gatehouse-Subject: j%C3%BCrgen\r\nX-Gatehouse-Token-Id: id-1\r\n"
      "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n";
  auto server = Start();
  EXPECT_THAT(Send(Get("/echo", told)), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(last_.client.Text(), "198.51.100.9");
  EXPECT_TRUE(last_.tls);
  EXPECT_EQ(last_.host, "app.example");
  EXPECT_EQ(last_.subject, "jürgen");
  EXPECT_EQ(last_.token_id, "id-1");
  EXPECT_EQ(last_.trace_id, "0af7651916cd43dd8448eb211c80319c");
  server.reset();
  server = Start(HttpServer::Peer::kAdmin);
  EXPECT_THAT(Send(Get("/echo", told)), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(last_.client.Text(), "127.0.0.1");
  EXPECT_EQ(last_.subject, "");
  EXPECT_EQ(last_.token_id, "");
}

TEST_F(Server, HeaderValuesStayAsTheyCame) {
  const auto server = Start();
  EXPECT_THAT(Send(Get("/echo", "Cookie: a=%41%0d%0a\r\nX-Two:  spaced \r\n")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(last_.Header("cookie"), "a=%41%0d%0a");
  EXPECT_EQ(last_.Header("x-two"), "spaced");
}

TEST_F(Server, BodiesAreBoundedAndPlain) {
  const auto server = Start();
  const auto sized = [](size_t bytes) { return "Content-Length: " + std::to_string(bytes) + "\r\n"; };
  EXPECT_THAT(Send(Post(sized(5), "hello")), StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(last_.body, "hello");
  EXPECT_THAT(Send(Post(sized(kMaxRequestBytes), std::string(kMaxRequestBytes, 'x'))), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Send(Post(sized(kMaxRequestBytes + 1), "x")), StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(Send(Post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n")), StartsWith("HTTP/1.1 411"));
  EXPECT_THAT(Send(Post("Content-Encoding: gzip\r\n" + sized(1), "x")), StartsWith("HTTP/1.1 415"));
  EXPECT_THAT(Send(Post("Content-Type: multipart/form-data; boundary=x\r\n" + sized(1), "x")),
              StartsWith("HTTP/1.1 415"));
}

TEST_F(Server, HeadsAreBounded) {
  const auto server = Start();
  std::string many;
  for (size_t i = 0; i <= kMaxRequestHeaders; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  EXPECT_THAT(Send(Get("/echo", many)), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(Send(Get("/" + std::string(kMaxRequestPath, 'x'))), StartsWith("HTTP/1.1 414"));
  EXPECT_THAT(Send(Get("/" + std::string(8000, 'x'))), StartsWith("HTTP/1.1 414"));
}

TEST_F(Server, AnswersGoOutWholeAndAsTheyAre) {
  const auto server = Start();
  const std::string answer = Send(Get("/items/14", "Accept-Encoding: gzip, br\r\nRange: bytes=0-3\r\n"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr(R"({"tail":"14"})"));
  EXPECT_THAT(answer, Not(HasSubstr("Content-Encoding")));
}

TEST_F(Server, OneRequestAConnection) {
  const auto server = Start();
  const std::string answer = Send(Get("/items/1") + Get("/items/2"));
  EXPECT_THAT(answer, HasSubstr(R"({"tail":"1"})"));
  EXPECT_THAT(answer, Not(HasSubstr(R"({"tail":"2"})")));
}

TEST_F(Server, NewRoutesHoldFromTheNextRequestOn) {
  const auto server = Start();
  server->Replace({{"GET", "/new", [](const HttpRequest&) { return JsonResponse(200, "{}"); }}});
  EXPECT_THAT(Send(Get("/new")), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(Send(Get("/echo")), StartsWith("HTTP/1.1 404"));
}

TEST_F(Server, C15_MoreConnectionsThanTheQueueHoldsAreToldSoAtOnce) {
  std::promise<void> may_end;  // before the server, whose threads may still look at it when the last answer is here
  const auto ended = may_end.get_future().share();
  std::atomic<int> entered = 0;
  const auto server = Start();
  server->Replace({{"GET", "/hold", [&](const HttpRequest&) {
                      ++entered;
                      ended.wait();
                      return JsonResponse(200, "{}");
                    }}});
  const auto begin = [&] {
    const int fd = Connect();
    const std::string request = Get("/hold");
    EXPECT_EQ(::send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
    return fd;
  };
  std::vector<int> held;
  for (int i = 0; i < 4; ++i) held.push_back(begin());  // each thread has one
  while (entered < 4) std::this_thread::yield();
  for (size_t i = 0; i < kMostQueuedConnections; ++i) held.push_back(begin());
  const std::string answer = Send(Get("/hold"));
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
  EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  // Those that hang up are not worked on.
  for (size_t i = 4; i < held.size(); ++i) ::close(held[i]);
  may_end.set_value();
  std::string freed = Send(Get("/hold"));
  const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (freed.starts_with("HTTP/1.1 503") && std::chrono::steady_clock::now() < patience) {
    std::this_thread::yield();  // until those that closed their connection are out of the queue
    freed = Send(Get("/hold"));
  }
  EXPECT_THAT(freed, StartsWith("HTTP/1.1 200"));
  EXPECT_EQ(entered, 5);
  for (size_t i = 0; i < 4; ++i) ::close(held[i]);
}

TEST_F(Server, C15_AnEndpointSeesThatItsClientHasHungUp) {
  std::promise<bool> seen;  // before the server: get() returns while its thread is still in set_value()
  const auto server = Start();
  server->Replace({{"GET", "/look", [&](const HttpRequest& request) {
                      const bool at_first = request.abandoned();
                      entered_.set_value();
                      may_end_.get_future().wait();
                      seen.set_value(!at_first && request.abandoned());
                      return JsonResponse(200, "{}");
                    }}});
  const int fd = Connect();
  const std::string request = Get("/look");
  ASSERT_EQ(::send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
  ::shutdown(fd, SHUT_WR);  // that alone is no hanging up: the answer is still read
  entered_.get_future().wait();
  ::close(fd);
  may_end_.set_value();
  EXPECT_TRUE(seen.get_future().get());
}

TEST_F(Server, StopLetsRequestsEndAndTakesItsSocketAway) {
  auto server = Start();
  std::string answer;
  std::thread client([&] { answer = Send(Get("/wait")); });
  entered_.get_future().wait();
  const int idle = Connect();  // says nothing, and holds nothing up
  std::thread stopper([&] { server.reset(); });
  may_end_.set_value();
  stopper.join();
  client.join();
  ::close(idle);
  EXPECT_THAT(answer, HasSubstr("late"));
  EXPECT_FALSE(std::filesystem::exists(Path()));
}

TEST_F(Server, ADeadSocketIsTakenAwayAndALiveOneIsNot) {
  {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    Path().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::close(fd);
  }
  const auto server = Start();
  const auto second = HttpServer::Bind({Path(), 0600}, HttpServer::Peer::kGate);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().what, HasSubstr("Another process"));
  EXPECT_THAT(Send(Get("/echo")), StartsWith("HTTP/1.1 200"));
}

TEST_F(Server, APathThatCannotBeASocketIsAnError) {
  std::ofstream(Path()) << "a file";
  EXPECT_FALSE(HttpServer::Bind({Path(), 0600}, HttpServer::Peer::kGate));
  EXPECT_FALSE(HttpServer::Bind({folder_.At(std::string(120, 'x')), 0600}, HttpServer::Peer::kGate));
  EXPECT_FALSE(HttpServer::Bind({folder_.At("none/socket"), 0600}, HttpServer::Peer::kGate));
}

TEST_F(Server, TheSocketHasTheModeThatWasAskedFor) {
  const auto server = Start(HttpServer::Peer::kGate, 0660);
  struct stat info{};
  ASSERT_EQ(::stat(Path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0660U);
}

TEST_F(Server, A13_TheAdminSocketAnswersItsOwnUserAndRootOnly) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  constexpr uid_t kNobody = 65534;
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  const auto as_nobody = [&](HttpServer::Peer peer) {
    const auto server = Start(peer, 0666);
    const pid_t child = ::fork();
    if (child == 0) {
      const bool changed = ::setuid(kNobody) == 0;
      ::_exit(changed && Send(Get("/echo")).starts_with("HTTP/1.1 200") ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status) == 0;
  };
  EXPECT_FALSE(as_nobody(HttpServer::Peer::kAdmin));
  EXPECT_TRUE(as_nobody(HttpServer::Peer::kGate));
}

}  // namespace
}  // namespace gatehouse::service
