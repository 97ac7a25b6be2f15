// A small HTTP server for tests, on a free port of 127.0.0.1 or on a Unix socket: one answer per connection,
// computed by the test from the whole request.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bytes.h"

namespace gatehouse::fetch::testing {

struct Seen {
  std::string method;
  std::string target;
  std::string head;  // header lines as received
  std::string body;

  [[nodiscard]] std::string Header(std::string_view name) const {
    size_t at = 0;
    while (at < head.size()) {
      const size_t end = std::min(head.find("\r\n", at), head.size());
      const std::string_view line = std::string_view(head).substr(at, end - at);
      const size_t colon = line.find(':');
      if (colon != line.npos && base::EqualIgnoringCase(line.substr(0, colon), name)) {
        return std::string(base::TrimSpace(line.substr(colon + 1)));
      }
      at = end + 2;
    }
    return {};
  }
};

struct Reply {
  int status = 200;
  std::string body;
  std::string headers;  // each with its \r\n
};

class TestServer {
 public:
  using Answering = std::function<Reply(const Seen&)>;

  explicit TestServer(Answering answer, const std::string& unix_path = {}) : answer_(std::move(answer)) {
    if (unix_path.empty()) {
      listener_ = socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      Bind(reinterpret_cast<const sockaddr*>(&address), sizeof address);
      socklen_t size = sizeof address;
      getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
      port_ = ntohs(address.sin_port);
    } else {
      listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
      sockaddr_un address{};
      address.sun_family = AF_UNIX;
      unix_path.copy(address.sun_path, sizeof address.sun_path - 1);
      Bind(reinterpret_cast<const sockaddr*>(&address), sizeof address);
    }
    thread_ = std::thread([this] { Serve(); });
  }
  ~TestServer() {
    shutdown(listener_, SHUT_RDWR);
    thread_.join();
    close(listener_);
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::string Url(std::string_view path = {}) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  [[nodiscard]] std::vector<Seen> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  static constexpr char kTlsHandshake = 0x16;  // a server without TLS closes the connection on this byte

  void Bind(const sockaddr* address, socklen_t size) {
    if (bind(listener_, address, size) != 0 || listen(listener_, SOMAXCONN) != 0) std::abort();
  }

  void Serve() {
    for (int client = accept(listener_, nullptr, nullptr); client >= 0; client = accept(listener_, nullptr, nullptr)) {
      Converse(client);
      close(client);
    }
  }

  void Converse(int client) {
    std::string bytes;
    size_t head_end = std::string::npos;
    size_t wanted = 0;
    char chunk[4096];
    while (head_end == std::string::npos || bytes.size() < head_end + 4 + wanted) {
      const ssize_t got = recv(client, chunk, sizeof chunk, 0);
      if (got <= 0 || (bytes.empty() && chunk[0] == kTlsHandshake)) return;
      bytes.append(chunk, static_cast<size_t>(got));
      if (head_end != std::string::npos) continue;
      head_end = bytes.find("\r\n\r\n");
      if (head_end != std::string::npos)
        wanted = std::strtoul(Parse(bytes, head_end).Header("Content-Length").c_str(), nullptr, 10);
    }
    Seen request = Parse(bytes, head_end);
    request.body = bytes.substr(head_end + 4);
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    const Reply reply = answer_(request);
    std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " Said\r\nConnection: close\r\n" + reply.headers;
    if (!reply.headers.contains("Content-Length"))
      out += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
    out += "\r\n" + reply.body;
    std::string_view left = out;
    while (!left.empty()) {
      const ssize_t sent = send(client, left.data(), left.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      left.remove_prefix(static_cast<size_t>(sent));
    }
  }

  static Seen Parse(const std::string& bytes, size_t head_end) {
    Seen seen;
    const std::string first = bytes.substr(0, bytes.find("\r\n"));
    seen.method = first.substr(0, first.find(' '));
    seen.target = first.substr(seen.method.size() + 1, first.rfind(' ') - seen.method.size() - 1);
    const size_t start = std::min(first.size() + 2, head_end);
    seen.head = bytes.substr(start, head_end - start);
    return seen;
  }

  Answering answer_;
  int listener_ = -1;
  in_port_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
  std::thread thread_;
};

}  // namespace gatehouse::fetch::testing
