#include "gate/policy/routes_by_host.h"

#include <algorithm>

#include "gate/policy/route_host.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kWildcard = "*.";

}  // namespace

RoutesByHost::RoutesByHost() : for_all_(std::make_unique<HostRoutes>()) {}

void RoutesByHost::FoldCase() {
  fold_case_ = true;
  for_all_->table_.FoldCase();
}

base::Result<> RoutesByHost::Add(std::string_view host, std::string_view pattern,
                                 const std::vector<std::string>& methods, size_t route, PathReading reading) {
  if (host.empty()) return for_all_->table_.Add(pattern, methods, route, reading);
  has_hosts_ = true;
  const bool wildcard = host.starts_with(kWildcard);
  if (wildcard) host.remove_prefix(kWildcard.size());
  const auto [at, added] = (wildcard ? wildcards_ : names_).try_emplace(std::string(host));
  if (added && fold_case_) at->second.table_.FoldCase();
  return at->second.table_.Add(pattern, methods, route, reading);
}

void RoutesByHost::Link() {
  for_all_->known_ = !has_hosts_;
  for (Map* map : {&names_, &wildcards_}) {
    for (auto& [name, routes] : *map) routes.next_ = &OfWildcard(name);
  }
}

std::vector<std::string> RoutesByHost::Hosts() const {
  std::vector<std::string> hosts;
  for (const auto& [name, routes] : names_) hosts.push_back(name);
  for (const auto& [name, routes] : wildcards_) hosts.push_back(std::string(kWildcard) + name);
  std::ranges::sort(hosts);
  return hosts;
}

const HostRoutes& RoutesByHost::OfHost(std::string_view authority) const {
  const ComparedHost host(authority);
  const auto named = names_.find(host.text());
  return named == names_.end() ? OfWildcard(host.text()) : named->second;
}

const HostRoutes& RoutesByHost::OfWildcard(std::string_view name) const {
  if (wildcards_.empty() || name.starts_with('.')) return *for_all_;
  for (size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
    const auto found = wildcards_.find(name.substr(dot + 1));
    if (found != wildcards_.end()) return found->second;
  }
  return *for_all_;
}

}  // namespace gatehouse::gate
