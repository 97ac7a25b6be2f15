#include "nginx/upstream_servers.h"

#include <algorithm>
#include <utility>

namespace gatehouse::nginx {
namespace {

bool HasName(const gate::Upstream::Server& server) {
  return server.unix_path.empty() && !base::IpAddress::Parse(server.host);
}

std::vector<std::string> NamesOf(const gate::Policy& policy) {
  std::vector<std::string> names;
  for (const gate::Upstream& upstream : policy.upstreams) {
    for (const auto& server : upstream.servers) {
      if (HasName(server) && std::ranges::find(names, server.host) == names.end()) names.push_back(server.host);
    }
  }
  return names;
}

}  // namespace

UpstreamServers::UpstreamServers(const gate::Policy& policy, NameWatch::Resolve resolve, NameWatch::Pace pace)
    : policy_(policy) {
  for (const gate::Upstream& upstream : policy.upstreams) balancers_.emplace_back(upstream);
  auto names = NamesOf(policy);
  if (names.empty()) return;
  watch_.emplace(std::move(names), std::move(resolve), pace);
  watch_->WaitForFirst(kFirstLook);
  TakeAddresses();
}

void UpstreamServers::TakeAddresses() {
  version_ = watch_->version();  // read before the addresses, so that changes in between are taken again
  const NameWatch::Addresses addresses = watch_->addresses();
  for (size_t i = 0; i < balancers_.size(); ++i) {
    const auto& servers = policy_.upstreams[i].servers;
    for (size_t server = 0; server < servers.size(); ++server) {
      const auto found = addresses.find(servers[server].host);
      if (found != addresses.end()) balancers_[i].SetAddresses(server, found->second);
    }
  }
}

Balancer& UpstreamServers::Of(size_t upstream) {
  if (watch_ && watch_->version() != version_) TakeAddresses();
  return balancers_[upstream];
}

void UpstreamServers::Failed(size_t upstream, const SocketAddress& address, base::Steady now) {
  balancers_[upstream].Failed(address, now);
  if (watch_) watch_->LookSoon();
}

std::vector<std::string> UpstreamServers::TakeNews() {
  std::vector<std::string> news;
  if (!watch_) return news;
  NameWatch::Addresses addresses = watch_->addresses();
  for (const auto& [name, found] : addresses) {
    const auto told = told_.find(name);
    const bool was_there = told == told_.end() || !told->second.empty();
    if (found.empty() && was_there) {
      news.push_back("the upstream name " + name +
                     " has no address: requests for it are answered with 502, or go where it last was; it is looked up "
                     "again every second");
    } else if (!found.empty() && !was_there) {
      news.push_back("the upstream name " + name + " has an address again");
    }
  }
  told_ = std::move(addresses);
  return news;
}

}  // namespace gatehouse::nginx
