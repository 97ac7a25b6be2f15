// A load generator that offers a constant rate, whatever the server makes of it: requests fall due by the clock, and
// latency counts from when one was due, not from when a connection was free. One thread, epoll, HTTP/1.1 keep-alive, no
// pipelining. Prints one JSON line. With --rate 0 every connection sends again as soon as it was answered.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::nanoseconds;

constexpr size_t kResponseBytes = 64 << 10;
constexpr int kMaxEvents = 256;
constexpr nanoseconds kDrain = std::chrono::seconds(2);  // for answers still under way at the end

struct Options {
  uint16_t port = 0;
  std::string path = "/";
  double rate = 20'000;
  double seconds = 3;
  int connections = 64;
  std::string token_file;
  std::string body_file;
};

struct Counts {
  uint64_t answered = 0;  // of them:
  uint64_t ok = 0;        // 2xx
  uint64_t broken = 0;    // connection lost while waiting for the answer
  uint64_t reconnects = 0;
  std::array<uint64_t, 600> by_status{};
};

[[noreturn]] void Die(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

std::vector<std::string> ReadLines(const std::string& path) {
  std::ifstream file(path);
  if (!file) Die(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  if (lines.empty()) throw std::runtime_error(path + ": empty");
  return lines;
}

// The whole text of each request, made beforehand: one per token, or a single one.
std::vector<std::string> MakeRequests(const Options& options) {
  std::string body;
  if (!options.body_file.empty()) {
    std::ifstream file(options.body_file);
    if (!file) Die(options.body_file);
    body.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::string head = fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", body.empty() ? "GET" : "POST",
                                       options.path, options.port);
  const std::string tail =
      body.empty() ? "\r\n"
                   : fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", body.size(), body);
  if (options.token_file.empty()) return {head + tail};
  std::vector<std::string> requests;
  for (const std::string& token : ReadLines(options.token_file)) {
    requests.push_back(head + "Authorization: Bearer " + token + "\r\n" + tail);
  }
  return requests;
}

bool StartsIgnoringCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && std::equal(lower.begin(), lower.end(), text.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

struct Response {
  int status = 0;
  bool close = false;
};

// The response in `bytes`, once it is whole.
std::optional<Response> ReadResponse(std::string_view bytes) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return std::nullopt;
  Response response;
  size_t length = 0;
  bool length_known = false;
  if (end < 12 || std::from_chars(bytes.data() + 9, bytes.data() + 12, response.status).ec != std::errc{}) {
    throw std::runtime_error("not an HTTP response");
  }
  for (size_t at = bytes.find("\r\n") + 2; at < end + 2;) {
    const std::string_view line = bytes.substr(at, bytes.find("\r\n", at) - at);
    if (StartsIgnoringCase(line, "content-length: ")) {
      length_known = std::from_chars(line.data() + 16, line.data() + line.size(), length).ec == std::errc{};
    } else if (StartsIgnoringCase(line, "connection: close")) {
      response.close = true;
    }
    at += line.size() + 2;
  }
  if (!length_known && response.status != 204) throw std::runtime_error("a response without Content-Length");
  if (bytes.size() < end + 4 + length) return std::nullopt;
  return response;
}

class Generator {
 public:
  explicit Generator(const Options& options)
      : options_(options), requests_(MakeRequests(options)), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) Die("epoll");
    connections_.resize(static_cast<size_t>(options.connections));
    for (Connection& connection : connections_) {
      Open(connection);
      idle_.push_back(&connection);
    }
    latencies_us_.reserve(static_cast<size_t>(std::max(options.rate, 100'000.0) * options.seconds));
  }

  void Run() {
    start_ = Clock::now();
    const auto length = std::chrono::duration_cast<nanoseconds>(std::chrono::duration<double>(options_.seconds));
    const Clock::time_point end = start_ + length;
    Clock::time_point now = start_;
    while (now < end || (busy_ > 0 && now < end + kDrain)) {
      if (now < end) SendWhatIsDue(now);
      Wait(NextWake(now, end) - now);
      now = Clock::now();
    }
    elapsed_ = std::min(last_answer_, end + kDrain) - start_;
    due_ = options_.rate > 0 ? static_cast<uint64_t>(options_.rate * options_.seconds) : sent_;
  }

  void Print() {
    std::ranges::sort(latencies_us_);
    const auto percentile = [&](double share) {
      if (latencies_us_.empty()) return 0U;
      return latencies_us_[std::min(latencies_us_.size() - 1,
                                    static_cast<size_t>(share * static_cast<double>(latencies_us_.size())))];
    };
    std::string statuses;
    for (size_t status = 0; status < counts_.by_status.size(); ++status) {
      if (counts_.by_status[status] == 0) continue;
      statuses += fmt::format("{}\"{}\":{}", statuses.empty() ? "" : ",", status, counts_.by_status[status]);
    }
    const double elapsed_s = std::chrono::duration<double>(elapsed_).count();
    fmt::print(R"({{"due":{},"sent":{},"answered":{},"ok":{},"broken":{},"reconnects":{},"rate":{:.1f},)"
               R"("status":{{{}}},"p50_us":{},"p90_us":{},"p99_us":{},"p999_us":{},"max_us":{}}})"
               "\n",
               due_, sent_, counts_.answered, counts_.ok, counts_.broken, counts_.reconnects,
               elapsed_s > 0 ? static_cast<double>(counts_.answered) / elapsed_s : 0, statuses, percentile(0.50),
               percentile(0.90), percentile(0.99), percentile(0.999), percentile(1));
  }

 private:
  struct Connection {
    int fd = -1;
    bool busy = false;
    Clock::time_point due;
    std::string_view unsent;
    size_t received = 0;
    std::array<char, kResponseBytes> buffer{};
  };

  void Open(Connection& connection) {
    connection.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options_.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connection.fd < 0 || connect(connection.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      Die(fmt::format("connecting to 127.0.0.1:{}", options_.port));
    }
    const int yes = 1;
    setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    fcntl(connection.fd, F_SETFL, O_NONBLOCK);
    epoll_event event{.events = EPOLLIN, .data = {.ptr = &connection}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event) != 0) Die("epoll_ctl");
  }

  void Reopen(Connection& connection) {
    close(connection.fd);
    ++counts_.reconnects;
    Open(connection);
  }

  Clock::time_point DueAt(uint64_t number) const {
    return start_ + nanoseconds(static_cast<int64_t>(static_cast<double>(number) * 1e9 / options_.rate));
  }

  void SendWhatIsDue(Clock::time_point now) {
    while (!idle_.empty()) {
      const Clock::time_point due = options_.rate > 0 ? DueAt(sent_) : now;
      if (due > now) return;
      Connection& connection = *idle_.back();
      idle_.pop_back();
      connection.busy = true;
      connection.due = due;
      connection.received = 0;
      connection.unsent = requests_[sent_++ % requests_.size()];
      ++busy_;
      Send(connection);
    }
  }

  void Send(Connection& connection) {
    while (!connection.unsent.empty()) {
      const ssize_t n = send(connection.fd, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
      if (n > 0) {
        connection.unsent.remove_prefix(static_cast<size_t>(n));
      } else if (errno == EAGAIN) {
        Watch(connection, EPOLLIN | EPOLLOUT);
        return;
      } else {
        return Lost(connection);
      }
    }
  }

  void Watch(Connection& connection, uint32_t what) const {
    epoll_event event{.events = what, .data = {.ptr = &connection}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connection.fd, &event);
  }

  void Lost(Connection& connection) {
    if (connection.busy) {
      ++counts_.broken;
      Free(connection);
    }
    Reopen(connection);
  }

  void Free(Connection& connection) {
    connection.busy = false;
    --busy_;
    idle_.push_back(&connection);
  }

  // With a rate: when the next one falls due and could be sent. Without: as soon as anything comes.
  Clock::time_point NextWake(Clock::time_point now, Clock::time_point end) const {
    if (now >= end) return end + kDrain;
    if (options_.rate <= 0 || idle_.empty()) return end;
    return std::min(DueAt(sent_), end);
  }

  void Wait(nanoseconds timeout) {
    timeout = std::max(timeout, nanoseconds(0));
    const timespec spec{.tv_sec = timeout.count() / 1'000'000'000, .tv_nsec = timeout.count() % 1'000'000'000};
    epoll_event events[kMaxEvents];
    const int n = epoll_pwait2(epoll_, events, kMaxEvents, &spec, nullptr);
    if (n < 0 && errno != EINTR) Die("epoll_pwait2");
    for (int i = 0; i < n; ++i) {
      Connection& connection = *static_cast<Connection*>(events[i].data.ptr);
      if ((events[i].events & EPOLLOUT) != 0) {
        Watch(connection, EPOLLIN);
        Send(connection);
      }
      if ((events[i].events & ~uint32_t{EPOLLOUT}) != 0) Receive(connection);
    }
  }

  void Receive(Connection& connection) {
    const ssize_t n = recv(connection.fd, connection.buffer.data() + connection.received,
                           connection.buffer.size() - connection.received, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0 || !connection.busy) return Lost(connection);
    connection.received += static_cast<size_t>(n);
    const auto response = ReadResponse({connection.buffer.data(), connection.received});
    if (!response) {
      if (connection.received == connection.buffer.size()) throw std::runtime_error("a response too large to hold");
      return;
    }
    last_answer_ = Clock::now();
    const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(last_answer_ - connection.due);
    latencies_us_.push_back(static_cast<uint32_t>(latency.count()));
    ++counts_.answered;
    if (response->status >= 200 && response->status < 300) ++counts_.ok;
    ++counts_.by_status[static_cast<size_t>(std::clamp(response->status, 0, 599))];
    Free(connection);
    if (response->close) Reopen(connection);
  }

  Options options_;
  std::vector<std::string> requests_;
  int epoll_;
  std::vector<Connection> connections_;
  std::vector<Connection*> idle_;
  int busy_ = 0;
  uint64_t sent_ = 0;
  uint64_t due_ = 0;
  Clock::time_point start_;
  Clock::time_point last_answer_;
  nanoseconds elapsed_{0};
  Counts counts_;
  std::vector<uint32_t> latencies_us_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app{"Offers a constant rate of requests to 127.0.0.1 and prints what came of it as one JSON line."};
  app.add_option("--port", options.port)->required();
  app.add_option("--path", options.path);
  app.add_option("--rate", options.rate, "requests per second; 0: as many as are answered")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--seconds", options.seconds)->check(CLI::Range(0.1, 3600.0));
  app.add_option("--connections", options.connections)->check(CLI::Range(1, 4096));
  app.add_option("--tokens", options.token_file, "bearer tokens, one per line, used in turn");
  app.add_option("--body", options.body_file, "POST this file as application/json");
  CLI11_PARSE(app, argc, argv);

  prctl(PR_SET_TIMERSLACK, 1UL);  // the default of 50 µs is the whole distance between two requests at 20,000/s
  try {
    Generator generator(options);
    generator.Run();
    generator.Print();
  } catch (const std::exception& error) {
    fmt::print(stderr, "offered_rate: {}\n", error.what());
    return 2;
  }
  return EXIT_SUCCESS;
}
