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
#include <condition_variable>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/secret_string.h"

namespace gatehouse::service {
namespace {

// Connections that wait to be accepted: nginx's to a Unix socket are refused, not delayed, when this is full.
constexpr int kBacklog = 511;
constexpr size_t kReadStep = 4096;
constexpr size_t kMaxTraceId = 64;
constexpr std::chrono::milliseconds kBusyPatience{100};  // for the request that is told that there is no place
constexpr int kBusyRetryAfter = 1;

// Whether the other end is closed, not only for writing.
bool HungUp(int fd) {
  pollfd watched{.fd = fd, .events = 0, .revents = 0};
  return ::poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
}

// Whether this thread has a request only to say that there is no place for it.
thread_local bool turning_away = false;

// The server's threads, and one more that turns away what does not fit into their queue. Where even that one is behind,
// connections wait in the kernel's queue.
class BoundedQueue final : public httplib::TaskQueue {
 public:
  explicit BoundedQueue(int threads) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this] { Work(served_); });
    }
    threads_.emplace_back([this] {
      turning_away = true;
      Work(turned_away_);
    });
  }

  void enqueue(std::function<void()> task) override {
    std::unique_lock hold(mutex_);
    Line& line = served_.tasks.size() < kMostQueuedConnections ? served_ : turned_away_;
    room_.wait(hold, [&] { return stopping_ || line.tasks.size() < kMostQueuedConnections; });
    line.tasks.push_back(std::move(task));
    line.arrived.notify_one();
  }

  void shutdown() override {
    {
      const std::lock_guard hold(mutex_);
      stopping_ = true;
    }
    served_.arrived.notify_all();
    turned_away_.arrived.notify_all();
    room_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  struct Line {
    std::deque<std::function<void()>> tasks;
    std::condition_variable arrived;
  };

  void Work(Line& line) {
    std::unique_lock hold(mutex_);
    while (true) {
      line.arrived.wait(hold, [&] { return stopping_ || !line.tasks.empty(); });
      if (line.tasks.empty()) return;
      const auto task = std::move(line.tasks.front());
      line.tasks.pop_front();
      room_.notify_one();
      hold.unlock();
      task();
      hold.lock();
    }
  }

  std::mutex mutex_;
  std::condition_variable room_;
  Line served_;
  Line turned_away_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// One connection, bounded: so many bytes, so much time, head and body together. Keeps the request's head as it came,
// since cpp-httplib percent-decodes header values.
class BoundedStream final : public httplib::Stream {
 public:
  BoundedStream(int fd, int stopping, base::Steady deadline) : fd_(fd), stopping_(stopping), deadline_(deadline) {
    head_.reserve(kMaxRequestHeadBytes + kReadStep);  // so that no growth leaves a credential behind
  }
  ~BoundedStream() override {
    base::Wipe(head_);
    explicit_bzero(chunk_.data(), chunk_.size());
  }

  bool is_readable() const override { return at_ < filled_ || Wait(POLLIN, 0); }
  bool is_writable() const override { return Wait(POLLOUT, kRequestPatience.count()); }

  ssize_t read(char* target, size_t size) override {
    if (at_ == filled_ && !Fill()) return -1;
    const size_t step = std::min(size, filled_ - at_);
    std::memcpy(target, chunk_.data() + at_, step);
    at_ += step;
    return static_cast<ssize_t>(step);
  }

  ssize_t write(const char* bytes, size_t size) override {
    if (!is_writable()) return -1;
    return ::send(fd_, bytes, size, MSG_NOSIGNAL);
  }

  void get_remote_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*ip*/, int& /*port*/) const override {}
  socket_t socket() const override { return fd_; }

  [[nodiscard]] std::string_view Head() const { return head_; }

 private:
  bool Fill() {
    if (read_ >= kMaxRequestHeadBytes + kMaxRequestBytes) return false;
    const auto left = (deadline_ - base::ReadClocks().steady).count();
    if (left <= 0 || !Wait(POLLIN, left)) return false;
    ssize_t got = 0;
    do {
      got = ::recv(fd_, chunk_.data(), chunk_.size(), 0);
    } while (got < 0 && errno == EINTR);
    if (got <= 0) return false;
    at_ = 0;
    filled_ = static_cast<size_t>(got);
    read_ += filled_;
    if (!head_ended_) {
      const size_t before = head_.size();
      head_.append(chunk_.data(), filled_);
      const size_t end = head_.find("\r\n\r\n", before < 3 ? 0 : before - 3);
      head_ended_ = end != std::string::npos;
      if (head_ended_) head_.resize(end + 2);
      if (head_.size() > kMaxRequestHeadBytes) return false;
    }
    return true;
  }

  // Before the first byte, the server's end ends the wait too.
  [[nodiscard]] bool Wait(short events, std::chrono::milliseconds::rep milliseconds) const {
    std::array<pollfd, 2> watched = {pollfd{fd_, events, 0}, pollfd{stopping_, POLLIN, 0}};
    const nfds_t count = read_ == 0 && events == POLLIN ? 2 : 1;
    int ready = 0;
    do {
      ready = ::poll(watched.data(), count, static_cast<int>(milliseconds));
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && watched[0].revents != 0;
  }

  int fd_;
  int stopping_;
  base::Steady deadline_;
  std::array<char, kReadStep> chunk_{};
  size_t at_ = 0;
  size_t filled_ = 0;
  size_t read_ = 0;
  std::string head_;
  bool head_ended_ = false;
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

// An answer that goes on, from the thread that has the request. `stopping` is readable once the server ends.
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

// What cpp-httplib holds of a request that was answered: it reads none of this any more.
void WipeSecrets(httplib::Request& request) {
  base::Wipe(request.body);
  for (auto& [name, value] : request.params) base::Wipe(value);
  for (auto& [name, value] : request.headers) {
    if (base::EqualIgnoringCase(name, "authorization") || base::EqualIgnoringCase(name, "cookie")) base::Wipe(value);
  }
}

// The peer is root, or the user that this process runs as.
bool IsOurs(int fd) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == 0 || peer.uid == ::geteuid();
}

// What cpp-httplib would do by itself and must not: inflate bodies, take them in chunks or parts.
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
  int listening = -1;         // cpp-httplib's own
  struct stat made{};         // the socket as Bind left it
  base::Descriptor stopping;  // an eventfd, readable once Stop was called
  std::mutex mutex;           // of `routes`
  std::shared_ptr<const HttpRoutes> routes;
  Busy busy;
  std::thread thread;
  static thread_local const BoundedStream* current;
  static thread_local httplib::Request* current_request;

  Impl() {
    set_address_family(AF_UNIX);
    set_payload_max_length(kMaxRequestBytes);
    set_socket_options([this](int fd) { listening = fd; });
    set_pre_routing_handler([this](const httplib::Request& raw, httplib::Response& answer) {
      auto refused = RefusedBeforeItsBody(Translate(raw));
      if (refused) {
        Fill(answer, std::move(*refused), current->socket(), stopping.get());
        WipeSecrets(*current_request);
      }
      return refused ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    const Handler answer = [this](const httplib::Request& raw, httplib::Response& response) {
      Fill(response, Answer(raw), current->socket(), stopping.get());
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
    request.abandoned = [fd = current->socket()] { return HungUp(fd); };
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
      if (turning_away) return busy(request);
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
    } catch (...) {  // what it says may hold what must not be shown
      return ProblemResponse(500, "An error occurred");
    }
  }

  bool process_and_close_socket(socket_t fd) override {
    const base::Descriptor connection(fd);
    bool answered = false;
    if (!HungUp(fd) && (peer != Peer::kAdmin || IsOurs(fd))) {
      BoundedStream stream(fd, stopping.get(),
                           base::ReadClocks().steady + (turning_away ? kBusyPatience : kRequestPatience));
      current = &stream;
      bool closed = false;
      answered = process_request(stream, true, closed, [](httplib::Request& request) {
        // Answers go out whole and as they are: no ranges, no compression beside secrets.
        request.ranges.clear();
        request.headers.erase("Accept-Encoding");
        request.body.reserve(kMaxRequestBytes);  // so that no growth leaves a part of it behind
        current_request = &request;
      });
      current = nullptr;
    }
    ::shutdown(fd, SHUT_WR);
    return answered;
  }
};

thread_local const BoundedStream* HttpServer::Impl::current = nullptr;
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
  // The socket is made with its mode: a chmod later would follow a link that somebody put in its place meanwhile.
  const mode_t before = ::umask(~place.mode & 0777U);
  errno = 0;
  const bool bound = impl->bind_to_port(place.path, 1);
  const int error = errno;
  ::umask(before);
  if (!bound) return base::Fail("Cannot listen here: " + base::SystemText(error), place.path);
  // cpp-httplib asks for a queue of five.
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
  impl_->new_task_queue = [threads] { return new BoundedQueue(threads); };
  impl_->thread = std::thread([impl = impl_.get()] { impl->listen_after_bind(); });
  while (!impl_->is_running()) std::this_thread::yield();  // Stop means nothing to a server that does not run yet
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
