// An HTTP server on a Unix socket, by cpp-httplib. One request per connection: no request can be smuggled
// behind another, and no idle connection occupies a thread. If an endpoint throws, the response is 500 "An error
// occurred" and the daemon continues. Tests: server_test.cc.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/error.h"
#include "control/service/http.h"

namespace gatehouse::service {

inline constexpr size_t kMaxRequestHeadBytes =
    size_t{64} * 1024;  // request line and headers; as large as the gate's own
inline constexpr size_t kMaxRequestHeaders = 100;
inline constexpr size_t kMaxRequestPath = 1024;
inline constexpr std::chrono::milliseconds kRequestPatience{10'000};  // for receiving a whole request
// Maximum number of connections that wait for a thread; further ones get 503 at once.
inline constexpr size_t kMostQueuedConnections = 512;

class HttpServer {
 public:
  // kGate: headers about the client are trusted, because only nginx reaches the socket. kAdmin: only root and the
  // daemon's own user get answers (SO_PEERCRED).
  enum class Peer : uint8_t { kGate, kAdmin };
  struct Place {
    std::string path;
    mode_t mode = 0600;
  };

  // Creates the socket. Removes a dead one at its path; a live one is an Error. Connections wait until Serve.
  [[nodiscard]] static base::Result<std::unique_ptr<HttpServer>> Bind(const Place& place, Peer peer);
  // Answers requests by `routes` until Stop or the destructor, other paths and methods with 404 and 405. `busy` makes
  // the response while more than kMostQueuedConnections wait for a thread.
  using Busy = std::function<HttpResponse(const HttpRequest&)>;
  void Serve(HttpRoutes routes, int threads, Busy busy = BusyResponse);
  // Replaces the endpoints from the next request on; requests in progress keep theirs.
  void Replace(HttpRoutes routes);
  void Stop();  // lets requests in progress finish; the socket is removed

  // 503 with Retry-After, as problem+json.
  [[nodiscard]] static HttpResponse BusyResponse(const HttpRequest& request);

  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::service
