// The services behind the gate: the default, named groups, one per droplet (row B6).
#include <algorithm>

#include "base/ascii.h"
#include "base/nearest.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "system/run_folder.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kDefaultName = "default";
constexpr std::string_view kDropletPrefix = "droplet_";
constexpr std::string_view kRoutePrefix = "route_";
constexpr size_t kMaxNameBytes = 64;
constexpr int64_t kMaxDropletId = 999;

Upstream ReadUpstream(Compilation& c, std::string name, const TextNode& node) {
  Upstream upstream{.name = std::move(name), .servers = {}};
  for (const TextNode* url : node.Scalars()) {
    auto server = ParseServer(url->text, c.folder);
    if (!server) {
      c.problems.Add(url->place, server.error().what, server.error().fix);
      continue;
    }
    if (!upstream.servers.empty() && upstream.servers.front().tls != server->tls) {
      c.problems.Add(url->place, "An upstream's servers speak either all https or all http",
                     "make two upstreams of them");
    }
    upstream.servers.push_back(std::move(*server));
  }
  if (node.kind == TextNode::Kind::kList && node.items.empty()) {
    c.problems.Add(node.place, "The upstream has no server", "write at least one URL");
  }
  return upstream;
}

// The daemon's socket, if there is a daemon.
void CompileControlUpstream(Compilation& c) {
  if (!c.root.Has("control")) return;
  const std::string path = system::RunFolder(c.policy.run_dir).ControlSocket();
  auto server = ParseServer("unix:" + path, c.folder);
  if (!server) {
    c.problems.Add(c.root.PlaceOf(c.root.Has("run_dir") ? "run_dir" : "control"),
                   "The control daemon's socket cannot be " + Quoted(path), server.error().fix);
    server = Upstream::Server{.host = {}, .port = 0, .tls = false, .unix_path = path};
  }
  c.policy.upstreams.push_back({.name = kControlUpstream, .servers = {std::move(*server)}});
}

bool IsUpstreamName(std::string_view name) {
  return name.size() <= kMaxNameBytes && name != kDefaultName && !name.starts_with(kDropletPrefix) &&
         !name.starts_with(kRoutePrefix) &&
         std::ranges::all_of(name, [](char c) { return base::IsLower(c) || base::IsDigit(c) || c == '_' || c == '-'; });
}

void CompileNamed(Compilation& c) {
  const TextNode* map = c.root.Get("upstreams");
  if (map == nullptr) return;
  for (const TextMember& member : map->members) {
    if (!IsUpstreamName(member.name)) {
      c.problems.Add(member.place, Quoted(member.name) + " cannot name an upstream",
                     "use small letters, digits, '-' and '_'; 'default', 'droplet_…' and 'route_…' are taken");
    }
    if (c.root.Has("control") && member.name == kControlUpstream) {
      c.problems.Add(member.place, "'control' is the control daemon's own upstream", "give yours another name");
    }
    c.policy.upstreams.push_back(ReadUpstream(c, member.name, member.value));
  }
}

void CompileDroplets(Compilation& c) {
  const TextNode* map = c.root.Get("droplets");
  if (map == nullptr) return;
  for (const TextMember& member : map->members) {
    const auto id = ParseInteger(member.name);
    if (!id || *id < 1 || *id > kMaxDropletId) {
      c.problems.Add(member.place, Quoted(member.name) + " is not a droplet id", "write a whole number from 1 to 999");
      continue;
    }
    c.policy.droplets.emplace(static_cast<int>(*id), c.policy.upstreams.size());
    c.policy.upstreams.push_back(ReadUpstream(c, std::string(kDropletPrefix) + std::to_string(*id), member.value));
  }
}

}  // namespace

void CompileUpstreams(Compilation& c) {
  const TextNode* upstream = c.root.Get("upstream");
  if (!c.root.Has("upstream")) {
    c.problems.Add({}, "'upstream' is missing: the gate would have nothing to guard",
                   "write the service's URL, such as upstream: http://127.0.0.1:9000");
  }
  c.policy.upstreams.push_back(upstream == nullptr ? Upstream{.name = std::string(kDefaultName), .servers = {}}
                                                   : ReadUpstream(c, std::string(kDefaultName), *upstream));
  CompileControlUpstream(c);
  CompileNamed(c);
  CompileDroplets(c);
}

void CompileUpstreamCa(Compilation& c) {
  c.policy.upstream_ca_file = PathMember(c, c.root, "upstream_ca_file");
  CheckPemFile(c, c.root, "upstream_ca_file", c.policy.upstream_ca_file, "CERTIFICATE-----");
  if (c.policy.upstream_ca_file.empty()) return;
  const auto uses_tls = [](const Upstream& upstream) {
    return std::ranges::any_of(upstream.servers, &Upstream::Server::tls);
  };
  if (std::ranges::any_of(c.policy.upstreams, uses_tls) || (c.policy.control && c.policy.control->registry)) return;
  c.problems.Add(c.root.PlaceOf("upstream_ca_file"), "'upstream_ca_file' without a service over https",
                 "write https:// in front of the service, or take the line out");
}

std::optional<size_t> UpstreamNamed(Compilation& c, const TextNode& node) {
  std::vector<Upstream>& upstreams = c.policy.upstreams;
  const bool is_name = node.kind == TextNode::Kind::kScalar && !node.text.contains(':');
  if (!is_name) {
    upstreams.push_back(ReadUpstream(c, std::string(kRoutePrefix) + std::to_string(upstreams.size()), node));
    return upstreams.size() - 1;
  }
  const auto found = std::ranges::find(upstreams, node.text, &Upstream::name);
  if (found != upstreams.end()) return static_cast<size_t>(found - upstreams.begin());
  std::vector<std::string_view> names;
  names.reserve(upstreams.size());
  for (const Upstream& upstream : upstreams) names.push_back(upstream.name);
  const std::string_view meant = base::Nearest(node.text, names);
  c.problems.Add(
      node.place, "Unknown upstream " + Quoted(node.text),
      meant.empty() ? "name it in 'upstreams', or write its URL here" : "did you mean " + Quoted(meant) + "?");
  return std::nullopt;
}

}  // namespace gatehouse::gate
