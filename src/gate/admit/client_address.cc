#include "gate/admit/client_address.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/ascii.h"
#include "base/bytes.h"
#include "gate/admit/forwarded_list.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxPrefixBytes = 256;

using base::IsAlnum;
using base::IsDigit;

bool IsHost(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return IsAlnum(c) || std::string_view(".-_:[]").contains(c); });
}

// A path of plain segments that cannot lead elsewhere when a service prepends it to a link ("//evil.example").
bool IsPrefix(std::string_view text) {
  constexpr std::string_view kOthers = "/-._~";
  const auto plain = [kOthers](char c) { return IsAlnum(c) || kOthers.contains(c); };
  return text.starts_with('/') && text.size() <= kMaxPrefixBytes && std::ranges::all_of(text, plain) &&
         !text.contains("//") && !text.contains("/.");
}

bool IsTls(std::string_view scheme) {
  return base::EqualIgnoringCase(scheme, "https") || base::EqualIgnoringCase(scheme, "wss");
}

// Walks hops from the right until one is unreadable or not a trusted proxy.
struct Walk {
  const ProxyRules& rules;
  base::IpAddress found;
  int hops = 0;  // number of hops examined, including the result
  bool readable = true;
  bool done = false;

  void Take(std::string_view node) {
    const auto address = ReadNode(node);
    ++hops;
    readable = address.has_value() && hops <= kMaxForwardedHops;
    if (readable) found = *address;
    done = !readable || !rules.Trusts(found);
  }
};

// The word of a list for the hop at position `hops` from the right.
struct WordOfHop {
  std::string_view word;   // the hop's own word, or the only one
  int count = 0;           // number of words examined; 0 if the header is absent
  bool of_the_hop = true;  // false if there are several words, but fewer than hops
  bool all_tls = true;

  WordOfHop(const KnownHeaders& headers, std::string_view name, int hops) {
    FromTheRight words(headers.lines, name);
    while (count < hops) {
      const auto next = words.Next();
      if (!next) break;
      ++count;
      word = *next;
      all_tls = all_tls && IsTls(word);
    }
    of_the_hop = count <= 1 || count == hops;
  }
};

void FollowXForwarded(const KnownHeaders& headers, Walk& walk, Client& client) {
  if (headers.forwarded_for.present()) {
    FromTheRight nodes(headers.lines, "x-forwarded-for");
    while (!walk.done) {
      const auto node = nodes.Next();
      if (!node) break;
      walk.Take(*node);
    }
  }
  const int hops = std::max(walk.hops, 1);
  if (headers.forwarded_proto.present()) {
    const WordOfHop proto(headers, "x-forwarded-proto", hops);
    client.tls = proto.of_the_hop ? IsTls(proto.word) : proto.all_tls;
  }
  const WordOfHop host(headers, "x-forwarded-host", hops);
  if (host.of_the_hop) client.asked.host = host.word;
}

void FollowForwarded(const KnownHeaders& headers, Walk& walk, Client& client) {
  FromTheRight elements(headers.lines, "forwarded");
  ForwardedElement element;
  while (!walk.done) {
    const auto text = elements.Next();
    if (!text) break;
    element = ReadForwardedElement(*text);
    walk.Take(element.node);
  }
  if (!element.proto.empty()) client.tls = IsTls(element.proto);
  client.asked.host = element.host;
}

bool UsesForwarded(const KnownHeaders& headers, ProxyHeaders written) {
  if (written != ProxyHeaders::kEither) return written == ProxyHeaders::kForwarded;
  return headers.forwarded.present() && !headers.forwarded_for.present() && !headers.forwarded_proto.present();
}

}  // namespace

bool ProxyRules::Trusts(const base::IpAddress& peer) const {
  return std::ranges::any_of(trusted, [&](const base::IpNetwork& network) { return network.Contains(peer); });
}

Client ClientOf(const Request& request, const KnownHeaders& headers, const ProxyRules& rules) {
  Client client{.address = request.peer, .tls = request.tls, .through_proxy = false, .asked = {}};
  if (!rules.Trusts(request.peer)) return client;

  client.through_proxy = true;
  Walk walk{.rules = rules, .found = request.peer};
  if (UsesForwarded(headers, rules.headers)) {
    FollowForwarded(headers, walk, client);
  } else {
    FollowXForwarded(headers, walk, client);
  }
  if (walk.readable) client.address = walk.found;
  // RFC 7239 has no equivalent of these two, so they are used with either header.
  const int hops = std::max(walk.hops, 1);
  const WordOfHop port(headers, "x-forwarded-port", hops);
  const WordOfHop prefix(headers, "x-forwarded-prefix", hops);
  client.asked.port = port.of_the_hop && IsPort(port.word) ? port.word : std::string_view{};
  client.asked.prefix = prefix.of_the_hop && IsPrefix(prefix.word) ? prefix.word : std::string_view{};
  if (!IsHost(client.asked.host)) client.asked.host = {};
  return client;
}

}  // namespace gatehouse::gate
