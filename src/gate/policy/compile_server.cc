// Where the gate stands: environment, addresses, TLS, folders, the proxies before it (rows B9 C7).
#include <algorithm>
#include <array>

#include "base/ip.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "gate/policy/secret_references.h"
#include "gate/respond/stripped_headers.h"
#include "system/run_folder.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kDefaultListen = "127.0.0.1:8443";
constexpr std::string_view kDefaultRunDir = ".gatehouse";
constexpr uint64_t kWatchedAccessSample = 100;

constexpr std::array<std::string_view, 3> kEnvironments = {"development", "staging", "production"};  // as Environment

void CompileListen(Compilation& c) {
  for (const TextNode* node : ScalarsOf(c.root, "listen")) {
    const auto address = ParseListen(node->text);
    if (!address) {
      c.problems.Add(node->place, address.error().what, address.error().fix);
      continue;
    }
    const bool twice = std::ranges::any_of(c.policy.listen, [&](const ListenAddress& other) {
      return other.host == address->host && other.port == address->port;
    });
    if (twice) c.problems.Add(node->place, Quoted(node->text) + " is written twice", "keep one");
    c.policy.listen.push_back(*address);
  }
  if (!c.root.Has("listen")) c.policy.listen.push_back(*ParseListen(kDefaultListen));
  const TextNode* list = c.root.Get("listen");
  if (list != nullptr && list->kind == TextNode::Kind::kList && list->items.empty()) {
    c.problems.Add(list->place, "'listen' has no address", "write one, such as " + std::string(kDefaultListen));
  }
}

// Row B9: in production every request must come over TLS, terminated here or by a listed proxy.
void CheckProduction(Compilation& c) {
  if (c.policy.environment != Environment::kProduction) return;
  const TextNode* tls = c.root.Get("tls");
  if (tls == nullptr && c.root.Has("tls")) return;  // broken, and already reported
  const Place place = c.root.Has("tls") ? c.root.PlaceOf("tls") : c.root.PlaceOf("environment");
  if (!c.policy.tls.enabled) {
    if (c.root.Has("trusted_proxies") && !ScalarsOf(c.root, "trusted_proxies").empty()) return;
    c.problems.Add(place, "Production without TLS",
                   "name tls.certificate and tls.key, or with 'tls: off' the proxy that ends TLS in 'trusted_proxies'");
  } else if (tls == nullptr || (!tls->Has("certificate") && !tls->Has("key"))) {
    c.problems.Add(place, "Production without a certificate",
                   "name tls.certificate and tls.key; development certificates are for development");
  }
}

void CompileProxies(Compilation& c) {
  const std::string_view written = TextOf(c.root, "proxy_headers");
  if (written == "x_forwarded") c.policy.proxies.headers = ProxyHeaders::kXForwarded;
  if (written == "forwarded") c.policy.proxies.headers = ProxyHeaders::kForwarded;
  c.policy.proxies.host = FlagOf(c.root, "proxy_host", false);
  for (const std::string_view key : {"proxy_headers", "proxy_host", "proxy_protocol"}) {
    if (!c.root.Has(key) || c.root.Has("trusted_proxies")) continue;
    c.problems.Add(c.root.PlaceOf(key), "'" + std::string(key) + "' without a trusted proxy",
                   "name the proxy's network in 'trusted_proxies', or take the line out");
  }
  for (const TextNode* node : ScalarsOf(c.root, "trusted_proxies")) {
    const auto network = base::IpNetwork::Parse(node->text);
    if (!network) {
      c.problems.Add(node->place, Quoted(node->text) + " is not a network",
                     "write an address or a network such as 10.0.0.0/8, with no bit set after the prefix");
    } else if (network->bits() == 0) {
      c.problems.Add(node->place, Quoted(node->text) + " would trust everybody", "name your proxies' own networks");
    } else {
      c.policy.proxies.trusted.push_back(*network);
    }
  }
}

// The address of `listen` that `node` names; null, and a problem, if there is none.
ListenAddress* ListenNamed(Compilation& c, const TextNode& node) {
  const auto address = ParseListen(node.text);
  const auto is_it = [&](const ListenAddress& listen) {
    return address && listen.host == address->host && listen.port == address->port;
  };
  const auto listen = std::ranges::find_if(c.policy.listen, is_it);
  if (listen != c.policy.listen.end()) return &*listen;
  c.problems.Add(node.place, Quoted(node.text) + " is not an address of 'listen'",
                 "write one of them as it is written there");
  return nullptr;
}

// The PROXY protocol says who the client is, but not whether the client used TLS.
void CompileProxyProtocol(Compilation& c) {
  for (const TextNode* node : ScalarsOf(c.root, "proxy_protocol")) {
    ListenAddress* listen = ListenNamed(c, *node);
    if (listen == nullptr) continue;
    listen->proxy_protocol = true;
    if (c.policy.environment != Environment::kProduction || c.policy.tls.enabled) continue;
    c.problems.Add(
        node->place, "The PROXY protocol does not say that a client used TLS, and production requires it",
        "let the gate end TLS: name tls.certificate and tls.key; or let the balancer send X-Forwarded-Proto");
  }
}

// A certificate is asked for in a TLS handshake of the gate, or reported by a proxy that asked for it.
void CompileClientCertificates(Compilation& c) {
  const TextNode* certificates = c.root.Get("client_certificates");
  if (certificates == nullptr) return;
  ClientCertificates& settings = c.policy.client_certificates;
  for (const TextNode* node : ScalarsOf(*certificates, "listen")) {
    if (ListenAddress* listen = ListenNamed(c, *node); listen != nullptr) listen->asks_certificate = true;
  }
  settings.authorities = PathMember(c, *certificates, "authorities");
  settings.header = TextOf(*certificates, "header");
  CheckPemFile(c, *certificates, "authorities", settings.authorities, "CERTIFICATE-----");
  if (!certificates->Has("listen") && !certificates->Has("header")) {
    c.problems.Add(certificates->place, "'client_certificates' says nowhere where certificates come from",
                   "write 'listen' for those of TLS handshakes with the gate, 'header' for those that proxies report");
  }
  if (certificates->Has("listen") && !c.policy.tls.enabled) {
    c.problems.Add(certificates->PlaceOf("listen"), "Without TLS the gate cannot ask for certificates",
                   "take out 'tls: off', or let the proxy that ends TLS report them: write 'header'");
  }
  if (certificates->Has("authorities") && !certificates->Has("listen")) {
    c.problems.Add(certificates->PlaceOf("authorities"), "'authorities' without an address that asks for certificates",
                   "write 'listen'; what a proxy reports, the proxy has to verify");
  }
  if (!certificates->Has("header")) return;
  if (c.policy.proxies.trusted.empty()) {
    c.problems.Add(certificates->PlaceOf("header"), "'header' without a trusted proxy",
                   "name the proxy's network in 'trusted_proxies', or take the line out");
  }
  if (!MustStrip(settings.header) || IsOddlySpelled(settings.header)) {
    c.problems.Add(certificates->PlaceOf("header"),
                   Quoted(settings.header) + " is not a header that the gate keeps from services",
                   "write Client-Cert, X-Client-Cert, X-SSL-Client-Cert or another one of those in doc/policy.md");
  }
}

}  // namespace

std::optional<std::string> CheckPemFile(Compilation& c, const TextNode& map, std::string_view name,
                                        const std::string& path, std::string_view marker) {
  if (path.empty()) return std::nullopt;
  auto content = c.read_file(path);
  if (!content) {
    c.problems.Add(map.PlaceOf(name),
                   "'" + std::string(name) + "' cannot be read: " + path + ": " + content.error().what,
                   "name a file that the gate may read");
    return std::nullopt;
  }
  if (!content->contains(marker)) {
    c.problems.Add(map.PlaceOf(name), "'" + std::string(name) + "' is not usable: " + path,
                   "name a PEM file with a line that ends in '" + std::string(marker) + "'");
    return std::nullopt;
  }
  return std::move(*content);
}

void CompileServer(Compilation& c) {
  const auto environment = std::ranges::find(kEnvironments, TextOf(c.root, "environment", kEnvironments.front()));
  if (environment != kEnvironments.end()) {
    c.policy.environment = static_cast<Environment>(environment - kEnvironments.begin());
  }
  c.policy.run_dir = PathMember(c, c.root, "run_dir");
  if (!c.root.Has("run_dir")) c.policy.run_dir = c.folder + "/" + std::string(kDefaultRunDir);
  CompileListen(c);
  CompileTls(c);
  CompileProxies(c);
  CompileProxyProtocol(c);
  CompileClientCertificates(c);
  CheckProduction(c);
  c.policy.workers = static_cast<int>(ParseInteger(TextOf(c.root, "workers", "0")).value_or(0));
  c.policy.address_share =
      static_cast<int>(ParseInteger(TextOf(c.root, "address_share")).value_or(c.policy.address_share));
  c.policy.user = TextOf(c.root, "user", "");
  if (const TextNode* reload = c.root.Get("reload")) {
    ReloadSettings& settings = c.policy.reload;
    settings.grace = DurationOf(*reload, "grace", settings.grace);
    settings.overlap = static_cast<int>(ParseInteger(TextOf(*reload, "overlap")).value_or(settings.overlap));
  }

  const TextNode* events = c.root.Get("events");
  if (events != nullptr) c.policy.event_file = PathMember(c, *events, "file");
  const auto size = [events](std::string_view name, uint64_t fallback) {
    const auto value = events == nullptr ? std::nullopt : ParseSize(TextOf(*events, name));
    return value ? static_cast<uint64_t>(*value) : fallback;
  };
  c.policy.event_bytes = size("max_bytes", c.policy.event_bytes);
  c.policy.event_min_free = size("min_free", c.policy.event_min_free);
  const TextNode* control = c.root.Get("control");
  c.policy.looks_for_attacks = control != nullptr && control->Get("watch") != nullptr;
  if (c.policy.looks_for_attacks) c.policy.access_sample = kWatchedAccessSample;
  if (events != nullptr) {
    const auto sample = ParseInteger(TextOf(*events, "access_sample"));
    if (sample) c.policy.access_sample = static_cast<uint64_t>(*sample);
  }
  c.policy.crs = TextOf(c.root, "waf") == "crs";
  if (const auto bytes = ParseSize(TextOf(c.root, "inspected_bytes"))) {
    c.policy.inspected_bytes = static_cast<uint64_t>(*bytes);
  }
  if (c.policy.event_file.empty()) c.policy.event_file = system::RunFolder(c.policy.run_dir).Events();
}

}  // namespace gatehouse::gate
