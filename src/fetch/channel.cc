#include "fetch/channel.h"

#include <fmt/format.h>
#include <poll.h>

#include <utility>

#include "base/host_text.h"
#include "fetch/authorities.h"
#include "fetch/libcurl.h"
#include "fetch/outcome.h"

namespace gatehouse::fetch {
namespace {

using Clock = std::chrono::steady_clock;

std::string WhyNoChannel(CURLcode code) {
  const Outcome* const outcome = FindOutcome(code);
  return outcome == nullptr ? "The connection could not be made" : outcome->what;
}

}  // namespace

struct Channel::State {
  Easy handle;
  curl_socket_t socket = CURL_SOCKET_BAD;
  std::string where;

  // False when the time is over.
  [[nodiscard]] bool Wait(short events, Clock::time_point deadline) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd watched{.fd = socket, .events = events, .revents = 0};
    return ::poll(&watched, 1, static_cast<int>(left.count())) >= 0;  // a spurious end is met by the next call
  }
};

Channel::Channel(std::unique_ptr<State> state) : state_(std::move(state)) {}
Channel::~Channel() = default;
Channel::Channel(Channel&& other) noexcept = default;
Channel& Channel::operator=(Channel&& other) noexcept = default;

base::Result<Channel> Channel::Open(const ChannelTarget& target, std::chrono::milliseconds timeout) {
  const LibCurl* const curl = FindLibCurl();
  if (curl == nullptr) return base::Fail("libcurl could not be loaded", {}, "install libcurl4");
  auto state = std::make_unique<State>();
  state->where = base::HostAndPort(target.host, target.port);
  state->handle.reset(curl->easy_init());
  CURL* const handle = state->handle.get();
  if (handle == nullptr) return base::Fail("No memory for a connection", state->where);
  // The scheme only says whether there is TLS: nothing of HTTP is sent.
  const std::string url = fmt::format("{}://{}/", target.tls ? "https" : "http", state->where);
  curl->easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl->easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
  curl->easy_setopt(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
  curl->easy_setopt(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  curl->easy_setopt(handle, CURLOPT_PROXY, "");
  curl->easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl->easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(timeout.count()));
  SetAuthorities(handle, target.ca_file, {});
  if (const CURLcode code = curl->easy_perform(handle); code != CURLE_OK) {
    return base::Fail(WhyNoChannel(code), state->where);
  }
  if (curl->easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &state->socket) != CURLE_OK ||
      state->socket == CURL_SOCKET_BAD) {
    return base::Fail("The connection could not be made", state->where);
  }
  return Channel(std::move(state));
}

base::Result<> Channel::Send(std::string_view bytes, std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (!bytes.empty()) {
    size_t sent = 0;
    const CURLcode code = FindLibCurl()->easy_send(state_->handle.get(), bytes.data(), bytes.size(), &sent);
    bytes.remove_prefix(sent);
    if (code == CURLE_OK) continue;
    if (code != CURLE_AGAIN) return base::Fail("The connection is lost", state_->where);
    if (!state_->Wait(POLLOUT, deadline)) return base::Fail("There was no answer in time", state_->where);
  }
  return {};
}

base::Result<size_t> Channel::Receive(std::span<char> into, std::chrono::milliseconds timeout) {
  const auto deadline = Clock::now() + timeout;
  while (true) {
    size_t received = 0;
    const CURLcode code = FindLibCurl()->easy_recv(state_->handle.get(), into.data(), into.size(), &received);
    if (code == CURLE_OK && received != 0) return received;
    if (code != CURLE_AGAIN) return base::Fail("The connection is lost", state_->where);
    if (!state_->Wait(POLLIN, deadline)) return base::Fail("There was no answer in time", state_->where);
  }
}

}  // namespace gatehouse::fetch
