#include "serve/loopback.h"

#include <fmt/format.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <future>
#include <thread>

namespace gatehouse::examples {
namespace {

constexpr size_t kMaxBodyBytes = 2 << 20;  // above the gate's own limit, so that the gate refuses first

// A kept-alive connection occupies one of cpp-httplib's threads. The gate keeps connections for 60 s: the server needs
// a thread for each and must not close first, or a request meets a closing connection.
constexpr size_t kThreads = 128;
constexpr time_t kKeepAliveSeconds = 75;
constexpr size_t kRequestsAConnection = 1'000'000;

// For answers in progress when the signal comes. Idle connections would delay the exit by kKeepAliveSeconds.
constexpr std::chrono::milliseconds kGrace{300};

sigset_t StopSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

// SO_REUSEPORT, the library's default, would let a second server share the port without an error.
void ReuseAddressOnly(socket_t socket) {
  const int yes = 1;
  setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
}

}  // namespace

void HoldStopSignals() {
  const sigset_t stop = StopSignals();
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
}

int ServeOnLoopback(httplib::Server& server, const std::string& name, int port) {
  server.set_socket_options(ReuseAddressOnly);
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(kMaxBodyBytes);
  server.set_keep_alive_max_count(kRequestsAConnection);
  server.set_keep_alive_timeout(kKeepAliveSeconds);
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (response.body.empty()) Answer(response, response.status, {{"error", "nothing here"}});
  });
  server.set_exception_handler([](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
    Answer(response, 500, {{"error", "internal error"}});
  });

  errno = 0;
  if (!server.bind_to_port("127.0.0.1", port)) {
    fmt::print(stderr, "{}: cannot listen on 127.0.0.1:{}: {}\n", name, port, std::strerror(errno));
    return 2;
  }
  fmt::print(stderr, "{}: listening on http://127.0.0.1:{}\n", name, port);

  std::promise<void> finished;
  std::thread waiter([&server, done = finished.get_future()] {
    const sigset_t stop = StopSignals();
    int signal = 0;
    sigwait(&stop, &signal);
    server.stop();
    if (done.wait_for(kGrace) == std::future_status::timeout) std::_Exit(EXIT_SUCCESS);
  });
  const bool served = server.listen_after_bind();
  finished.set_value();
  pthread_kill(waiter.native_handle(), SIGTERM);  // in case it did not end because of a signal
  waiter.join();
  return served ? EXIT_SUCCESS : 2;
}

void Answer(httplib::Response& response, int status, const nlohmann::json& body) {
  response.status = status;
  response.set_content(body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n", "application/json");
}

}  // namespace gatehouse::examples
