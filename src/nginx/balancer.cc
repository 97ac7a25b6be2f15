#include "nginx/balancer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/host_text.h"

namespace gatehouse::nginx {
namespace {

constexpr size_t kRemembered = 64;  // bits of Tried::endpoints

uint64_t BitOf(size_t index) { return index < kRemembered ? uint64_t{1} << index : 0; }

}  // namespace

Balancer::Balancer(const gate::Upstream& upstream) : upstream_(upstream) {
  for (size_t i = 0; i < upstream.servers.size(); ++i) {
    const gate::Upstream::Server& server = upstream.servers[i];
    if (!server.unix_path.empty()) {
      endpoints_.push_back(
          {.address = SocketAddress::OfUnix(server.unix_path), .name = "unix:" + server.unix_path, .server = i});
    } else if (const auto address = base::IpAddress::Parse(server.host)) {
      SetAddresses(i, {*address});
    }
  }
}

void Balancer::SetAddresses(size_t server, const std::vector<base::IpAddress>& addresses) {
  if (addresses.empty()) return;
  const gate::Upstream::Server& named = upstream_.servers[server];
  const std::string authority = base::HostAndPort(named.host, named.port);
  std::vector<Endpoint> fresh;
  for (const base::IpAddress& address : addresses) {
    Endpoint endpoint{.address = SocketAddress::Of(address, named.port), .name = authority, .server = server};
    if (address.Text() != named.host) endpoint.name += " at " + address.Text();
    if (const Endpoint* known = Find(endpoint.address); known != nullptr && known->server == server) endpoint = *known;
    fresh.push_back(std::move(endpoint));
  }
  std::erase_if(endpoints_, [server](const Endpoint& each) { return each.server == server; });
  const auto behind = std::ranges::find_if(endpoints_, [server](const auto& each) { return each.server > server; });
  endpoints_.insert(behind, std::make_move_iterator(fresh.begin()), std::make_move_iterator(fresh.end()));
  ++version_;
}

bool Balancer::LeftOut(const Endpoint& endpoint, base::Steady now) const {
  return endpoint.failed && now < endpoint.failed_at + kLeftOut;
}

const Balancer::Endpoint* Balancer::Next(Tried& tried, base::Steady now) {
  if (endpoints_.empty()) return nullptr;
  if (tried.version != version_) tried = {.endpoints = 0, .version = version_};
  const size_t count = endpoints_.size();
  size_t best = count;
  // Prefer one that was not tried and has not failed; then the one that failed longest ago; then any.
  const auto rank = [&](size_t i) {
    if ((tried.endpoints & BitOf(i)) != 0) return 2;
    return LeftOut(endpoints_[i], now) ? 1 : 0;
  };
  for (size_t step = 0; step < count; ++step) {
    const size_t i = (turn_ + step) % count;
    const int here = rank(i);
    if (best == count || here < rank(best) ||
        (here == 1 && rank(best) == 1 && endpoints_[i].failed_at < endpoints_[best].failed_at)) {
      best = i;
    }
    if (here == 0) break;
  }
  turn_ = (best + 1) % count;
  tried.endpoints |= BitOf(best);
  return &endpoints_[best];
}

Balancer::Endpoint* Balancer::Find(const SocketAddress& address) {
  const auto found = std::ranges::find(endpoints_, address, &Endpoint::address);
  return found == endpoints_.end() ? nullptr : &*found;
}

void Balancer::Failed(const SocketAddress& address, base::Steady now) {
  if (Endpoint* endpoint = Find(address)) {
    endpoint->failed = true;
    endpoint->failed_at = now;
  }
}

void Balancer::Worked(const SocketAddress& address) {
  if (Endpoint* endpoint = Find(address)) endpoint->failed = false;
}

}  // namespace gatehouse::nginx
