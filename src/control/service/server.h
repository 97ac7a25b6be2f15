// Two Unix sockets, each with its endpoints: cpp-httplib's server and nothing else. One request per connection: nothing
// can be smuggled behind another, and no idle connection holds a thread. An endpoint that throws answers 500 "An error
// occurred" and the daemon goes on. Tests: server_test.cc.
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
inline constexpr std::chrono::milliseconds kRequestPatience{10'000};  // for a whole request to come in
// Connections that wait for a thread; those beyond get an answer that says so at once (503).
inline constexpr size_t kMostQueuedConnections = 512;

class HttpServer {
 public:
  // Whose word about the client is believed: the gate's, whose socket only nginx reaches. kAdmin answers nobody but
  // root and the daemon's own user (SO_PEERCRED).
  enum class Peer : uint8_t { kGate, kAdmin };
  struct Place {
    std::string path;
    mode_t mode = 0600;
  };

  // Takes the socket: a dead one at its path is taken away, a live one is an Error. Connections wait until Serve.
  [[nodiscard]] static base::Result<std::unique_ptr<HttpServer>> Bind(const Place& place, Peer peer);
  // Answers by `routes` until Stop or the end of this object. 404 and 405 by the same routes. `busy` is what a request
  // gets while more than kMostQueuedConnections wait for one of the threads.
  using Busy = std::function<HttpResponse(const HttpRequest&)>;
  void Serve(HttpRoutes routes, int threads, Busy busy = BusyResponse);
  // Other endpoints from the next request on; those under way keep theirs.
  void Replace(HttpRoutes routes);
  void Stop();  // requests on their way may end; the socket is gone

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
