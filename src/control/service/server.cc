#include "control/service/server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <httplib.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/secret_string.h"
#include "control/service/connection.h"
#include "control/service/request_queue.h"

namespace gatehouse::service {
namespace {

// Connections that wait to be accepted. If this is full, nginx's connections to a Unix socket are refused, not delayed.
constexpr int kBacklog = 511;
constexpr size_t kMaxTraceId = 64;
constexpr std::chrono::milliseconds kBusyPatience{100};  // for reading a request that gets the answer 503
constexpr int kBusyRetryAfter = 1;

// What cpp-httplib needs to use our queue and our connections.
class Queue final : public httplib::TaskQueue {
 public:
  explicit Queue(int threads) : queue_(threads, kMostQueuedConnections) {}
  void enqueue(std::function<void()> task) override { queue_.Add(std::move(task)); }
  void shutdown() override { queue_.End(); }

 private:
  RequestQueue queue_;
};

class Stream final : public httplib::Stream {
 public:
  explicit Stream(Connection& connection) : connection_(connection) {}
  bool is_readable() const override { return connection_.IsReadable(); }
  bool is_writable() const override { return connection_.IsWritable(); }
  ssize_t read(char* target, size_t size) override { return connection_.Read(target, size); }
  ssize_t write(const char* bytes, size_t size) override { return connection_.Write(bytes, size); }
  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return connection_.fd(); }

 private:
  Connection& connection_;
};

std::vector<std::pair<std::string, std::string>> HeaderLines(std::string_view head) {
  std::vector<std::pair<std::string, std::string>> headers;
  size_t at = head.find("\r\n");
  while (at != std::string_view::npos && at + 2 < head.size()) {
    at += 2;
    const size_t end = std::min(head.find("\r\n", at), head.size());
    const std::string_view line = head.substr(at, end - at);
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      headers.emplace_back(base::AsciiLower(line.substr(0, colon)),
                           std::string(base::TrimSpace(line.substr(colon + 1))));
    }
    at = end < head.size() ? end : std::string_view::npos;
  }
  return headers;
}

std::string DecodedHeader(const HttpRequest& request, std::string_view name) {
  return base::PercentDecode(request.Header(name)).value_or(std::string{});
}

// The second part of a traceparent (W3C Trace Context).
std::string TraceIdOf(std::string_view traceparent) {
  const size_t begin = traceparent.find('-');
  if (begin == std::string_view::npos) return {};
  const std::string_view rest = traceparent.substr(begin + 1);
  return std::string(rest.substr(0, std::min({rest.find('-'), rest.size(), kMaxTraceId})));
}

// Sends a streaming response from the request's thread. `stopping` becomes readable when the server ends.
httplib::ContentProviderWithoutLength StreamOf(HttpResponse from, int fd, int stopping) {
  return [more = std::move(from.more), first = std::move(from.body), fd, stopping](size_t,
                                                                                   httplib::DataSink& sink) mutable {
    std::string chunk = std::exchange(first, {});
    const bool goes_on = more(chunk);
    if (!chunk.empty() && !sink.write(chunk.data(), chunk.size())) return false;
    std::array<pollfd, 2> watched = {pollfd{fd, 0, 0}, pollfd{stopping, POLLIN, 0}};
    const bool ended = goes_on && ::poll(watched.data(), watched.size(), static_cast<int>(kStreamStep.count())) > 0;
    if (!goes_on || ended) sink.done();
    return true;
  };
}

void Fill(httplib::Response& to, HttpResponse from, int fd, int stopping) {
  to.status = from.status;
  std::string type;
  for (auto& [name, value] : from.headers) {
    if (from.more && name == "Content-Type") {
      type = value;
    } else {
      to.set_header(name, value);
    }
  }
  if (from.more) {
    to.set_chunked_content_provider(type, StreamOf(std::move(from), fd, stopping));
  } else {
    to.body = std::move(from.body);
  }
}

// Wipes cpp-httplib's copies of secrets after the response: it does not read them any more.
void WipeSecrets(httplib::Request& request) {
  base::Wipe(request.body);
  for (auto& [name, value] : request.params) base::Wipe(value);
  for (auto& [name, value] : request.headers) {
    if (base::EqualIgnoringCase(name, "authorization") || base::EqualIgnoringCase(name, "cookie")) base::Wipe(value);
  }
}

// Refuses what cpp-httplib would otherwise accept: compressed, chunked and multipart bodies.
std::optional<HttpResponse> RefusedBeforeItsBody(const HttpRequest& request) {
  if (request.headers.size() > kMaxRequestHeaders) return ProblemResponse(431, "Too many headers");
  if (request.path.size() > kMaxRequestPath) return ProblemResponse(414, "Path too long");
  if (!request.Header("transfer-encoding").empty()) return ProblemResponse(411, "Content-Length required");
  if (!request.Header("content-encoding").empty()) return ProblemResponse(415, "Content-Encoding not supported");
  if (base::AsciiLower(request.Header("content-type")).starts_with("multipart/"))
    return ProblemResponse(415, "Multipart bodies are not supported");
  return {};
}

HttpResponse Routed(const HttpRoutes& routes, HttpRequest& request) {
  std::string allow;
  const std::string_view method = request.method == "HEAD" ? "GET" : std::string_view(request.method);
  for (const HttpRoute& route : routes) {
    auto tail = MatchPath(route.path, request.path);
    if (!tail) continue;
    if (route.method == method) {
      request.tail = std::move(*tail);
      return route.handle(request);
    }
    allow += (allow.empty() ? "" : ", ") + route.method;
  }
  if (allow.empty()) return ProblemResponse(404, "Not found");
  HttpResponse response = ProblemResponse(405, "Method not allowed");
  response.headers.emplace_back("Allow", std::move(allow));
  return response;
}

base::Result<> TakeDeadSocketAway(const std::string& path, const sockaddr_un& address) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) return {};
  if (!S_ISSOCK(info.st_mode)) return base::Fail("Already exists, and is not a socket", path, "remove it");
  const base::Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe.open()) return base::SystemFail("No socket", path);
  const bool dead =
      ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno == ECONNREFUSED;
  if (!dead) return base::Fail("Another process listens here", path, "is a control daemon running already?");
  if (::unlink(path.c_str()) != 0) return base::SystemFail("Cannot be removed", path);
  return {};
}

}  // namespace

struct HttpServer::Impl final : httplib::Server {
  Place place;
  Peer peer = Peer::kGate;
  int listening = -1;         // owned by cpp-httplib
  struct stat made{};         // the socket's data after Bind
  base::Descriptor stopping;  // an eventfd, readable after Stop
  std::mutex mutex;           // guards `routes`
  std::shared_ptr<const HttpRoutes> routes;
  Busy busy;
  std::thread thread;
  static thread_local const Connection* current;
  static thread_local httplib::Request* current_request;

  Impl() {
    set_address_family(AF_UNIX);
    set_payload_max_length(kMaxRequestBytes);
    set_socket_options([this](int fd) { listening = fd; });
    set_pre_routing_handler([this](const httplib::Request& raw, httplib::Response& answer) {
      auto refused = RefusedBeforeItsBody(Translate(raw));
      if (refused) {
        Fill(answer, std::move(*refused), current->fd(), stopping.get());
        WipeSecrets(*current_request);
      }
      return refused ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    const Handler answer = [this](const httplib::Request& raw, httplib::Response& response) {
      Fill(response, Answer(raw), current->fd(), stopping.get());
      WipeSecrets(*current_request);
    };
    for (auto method : {&Impl::Add<&Server::Get>, &Impl::Add<static_cast<Method>(&Server::Post)>,
                        &Impl::Add<static_cast<Method>(&Server::Put)>, &Impl::Add<static_cast<Method>(&Server::Patch)>,
                        &Impl::Add<static_cast<Method>(&Server::Delete)>, &Impl::Add<&Server::Options>}) {
      (this->*method)(answer);
    }
    const auto fill_in = [this](const httplib::Request&, httplib::Response& response) {
      if (!response.body.empty()) return;
      response.headers.clear();
      Fill(response, ProblemResponse(response.status, "Not understood"), -1, stopping.get());
    };
    set_error_handler(Handler(fill_in));
  }

  ~Impl() override = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  using Method = Server& (Server::*)(const std::string&, Handler);
  template <Method kMethod>
  void Add(const Handler& handler) {
    (this->*kMethod)(".*", handler);
  }

  [[nodiscard]] HttpRequest Translate(const httplib::Request& raw) const {
    HttpRequest request;
    request.now = base::ReadClocks();
    request.abandoned = [fd = current->fd()] { return HungUp(fd); };
    request.method = raw.method;
    const std::string_view target = raw.target;
    request.path = target.substr(0, target.find('?'));
    request.headers = HeaderLines(current->Head());
    request.host = request.Header("host");
    request.trace_id = TraceIdOf(request.Header("traceparent"));
    if (peer == Peer::kAdmin) {
      request.client = *base::IpAddress::Parse("127.0.0.1");
      return request;
    }
    if (const auto client = base::IpAddress::Parse(request.Header("x-real-ip"))) request.client = *client;
    request.tls = request.Header("x-forwarded-proto") == "https";
    if (const std::string_view host = request.Header("x-forwarded-host"); !host.empty()) request.host = host;
    request.subject = DecodedHeader(request, "x-gatehouse-subject");
    request.token_id = DecodedHeader(request, "x-gatehouse-token-id");
    return request;
  }

  HttpResponse Answer(const httplib::Request& raw) {
    try {
      HttpRequest request = Translate(raw);
      if (RequestQueue::TurnsAway()) return busy(request);
      const size_t mark = raw.target.find('?');
      if (mark != std::string::npos) {
        auto query = DecodePairs(std::string_view(raw.target).substr(mark + 1));
        if (!query) return ProblemResponse(400, "Query not understood");
        request.query = std::move(*query);
      }
      request.body = raw.body;
      std::shared_ptr<const HttpRoutes> now;
      {
        const std::lock_guard hold(mutex);
        now = routes;
      }
      return Routed(*now, request);
    } catch (...) {  // its message may contain secrets
      return ProblemResponse(500, "An error occurred");
    }
  }

  bool process_and_close_socket(socket_t fd) override {
    const base::Descriptor connection(fd);
    bool answered = false;
    if (!HungUp(fd) && (peer != Peer::kAdmin || IsOurs(fd))) {
      Connection connected(fd, stopping.get(),
                           base::ReadClocks().steady + (RequestQueue::TurnsAway() ? kBusyPatience : kRequestPatience));
      Stream stream(connected);
      current = &connected;
      bool closed = false;
      answered = process_request(stream, true, closed, [](httplib::Request& request) {
        // Responses are sent whole and unchanged: no ranges, and no compression, because they may contain secrets.
        request.ranges.clear();
        request.headers.erase("Accept-Encoding");
        request.body.reserve(kMaxRequestBytes);  // a reallocation would leave a copy in memory
        current_request = &request;
      });
      current = nullptr;
    }
    WipeStack();
    ::shutdown(fd, SHUT_WR);
    return answered;
  }
};

thread_local const Connection* HttpServer::Impl::current = nullptr;
thread_local httplib::Request* HttpServer::Impl::current_request = nullptr;

base::Result<std::unique_ptr<HttpServer>> HttpServer::Bind(const Place& place, Peer peer) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (place.path.size() >= sizeof address.sun_path) {
    return base::Fail(
        fmt::format("Is longer than the {} bytes that a socket's name may have", sizeof address.sun_path - 1),
        place.path, "name a shorter `run_dir`");
  }
  place.path.copy(address.sun_path, place.path.size());
  if (auto gone = TakeDeadSocketAway(place.path, address); !gone) return std::unexpected(gone.error());

  auto impl = std::make_unique<Impl>();
  impl->place = place;
  impl->peer = peer;
  impl->stopping = base::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  // Create the socket with its final mode: a later chmod would follow a link that another user put in its place.
  const mode_t before = ::umask(~place.mode & 0777U);
  errno = 0;
  const bool bound = impl->bind_to_port(place.path, 1);
  const int error = errno;
  ::umask(before);
  if (!bound) return base::Fail("Cannot listen here: " + base::SystemText(error), place.path);
  // cpp-httplib uses a backlog of five.
  if (::listen(impl->listening, kBacklog) != 0 || ::lstat(place.path.c_str(), &impl->made) != 0) {
    return base::SystemFail("Cannot listen here", place.path);
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpResponse HttpServer::BusyResponse(const HttpRequest& /*request*/) {
  HttpResponse response = ProblemResponse(503, "Too many requests at once. Try again in a moment.");
  response.headers.emplace_back("Retry-After", std::to_string(kBusyRetryAfter));
  return response;
}

void HttpServer::Serve(HttpRoutes routes, int threads, Busy busy) {
  Replace(std::move(routes));
  impl_->busy = std::move(busy);
  impl_->new_task_queue = [threads] { return new Queue(threads); };
  impl_->thread = std::thread([impl = impl_.get()] { impl->listen_after_bind(); });
  while (!impl_->is_running()) std::this_thread::yield();  // Stop has no effect before the server runs
}

void HttpServer::Replace(HttpRoutes routes) {
  auto fresh = std::make_shared<const HttpRoutes>(std::move(routes));
  const std::lock_guard hold(impl_->mutex);
  impl_->routes.swap(fresh);
}

void HttpServer::Stop() {
  if (!impl_->thread.joinable()) return;
  ::eventfd_write(impl_->stopping.get(), 1);
  impl_->stop();
  impl_->thread.join();
}

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

HttpServer::~HttpServer() {
  Stop();
  struct stat there{};
  const std::string& path = impl_->place.path;
  if (::lstat(path.c_str(), &there) == 0 && there.st_ino == impl_->made.st_ino && there.st_dev == impl_->made.st_dev) {
    ::unlink(path.c_str());
  }
}

}  // namespace gatehouse::service
