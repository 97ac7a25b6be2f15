#include "cli/gate/listening.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "base/descriptor.h"

namespace gatehouse::cli {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// The socket addresses of one listen address. "*" means every IPv4 address for bind, and loopback for connect.
AddressList Resolve(const gate::ListenAddress& address, bool to_bind) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (to_bind ? AI_PASSIVE : 0);
  const bool any = address.host == "*" || address.host.empty();
  std::string host = any ? (to_bind ? "0.0.0.0" : "127.0.0.1") : address.host;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  addrinfo* list = nullptr;
  if (getaddrinfo(host.c_str(), std::to_string(address.port).c_str(), &hints, &list) != 0) list = nullptr;
  return {list, &freeaddrinfo};
}

// Calls `use` with a new socket for each address. Returns 0 or the errno.
template <typename Use>
int WithSocket(const addrinfo& address, Use use) {
  const base::Descriptor fd(socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return fd.open() && use(fd.get()) == 0 ? 0 : errno;
}

int TryToBind(const addrinfo& address) {
  return WithSocket(address, [&](int fd) {
    constexpr int kOn = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &kOn,
               sizeof kOn);  // as nginx does: connections in TIME_WAIT do not prevent bind
    if (address.ai_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &kOn, sizeof kOn);
    return bind(fd, address.ai_addr, address.ai_addrlen) == 0 ? listen(fd, 1) : -1;
  });
}

bool Answers(const gate::ListenAddress& address) {
  const AddressList list = Resolve(address, /*to_bind=*/false);
  return list != nullptr &&
         WithSocket(*list, [&](int fd) { return connect(fd, list->ai_addr, list->ai_addrlen); }) == 0;
}

base::Result<> Explain(int error, const gate::ListenAddress& address) {
  const std::string where = fmt::format("{}:{}", address.host, address.port);
  if (error == EADDRINUSE) {
    return base::Fail("The port is in use by another program", where, "stop it, or choose another port under `listen`");
  }
  if (error == EACCES) {
    return base::Fail("This port needs privilege", where,
                      "choose one from 1024 on, or grant CAP_NET_BIND_SERVICE to nginx");
  }
  return base::SystemFail("Cannot be listened on", where, "correct `listen`", error);
}

}  // namespace

base::Result<> CheckFree(const std::vector<gate::ListenAddress>& addresses) {
  for (const gate::ListenAddress& address : addresses) {
    const AddressList list = Resolve(address, /*to_bind=*/true);
    if (list == nullptr) return Explain(EADDRNOTAVAIL, address);
    if (const int error = TryToBind(*list); error != 0) return Explain(error, address);
  }
  return {};
}

bool AllAnswer(const std::vector<gate::ListenAddress>& addresses) { return std::ranges::all_of(addresses, Answers); }

}  // namespace gatehouse::cli
