#include "gate/respond/stripped_headers.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Names as MustStrip compares them; one that ends in '-' stands for all that start with it. By which tool they are
// believed is beside those that do not say it themselves.
constexpr std::array kStripped = std::to_array<std::string_view>({
    "cf-access-",  // Cloudflare Access
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "client-ip",  // HTTP_CLIENT_IP of PHP programs
    "fastly-client-ip",
    "forwarded",  // RFC 7239; the gate sets none
    "front-end-https",
    "proxy",  // HTTP_PROXY of CGI programs
    "proxy-user",
    "remote-addr",
    "remote-email",
    "remote-groups",
    "remote-name",
    "remote-user",
    "ssl-client-",
    "tailscale-user-",
    "true-client-ip",
    "x-accel-",  // nginx: internal redirects
    "x-amzn-oidc-",
    "x-arr-clientcert",  // Azure App Service
    "x-auth-email",
    "x-auth-groups",
    "x-auth-name",
    "x-auth-request-",  // oauth2-proxy
    "x-auth-roles",
    "x-auth-subject",
    "x-auth-user",
    "x-auth-user-id",
    "x-auth-userid",
    "x-auth-username",
    "x-authenticated-",
    "x-authentik-",
    "x-client-cert",
    "x-client-dn",
    "x-client-ip",
    "x-client-verify",
    "x-cluster-client-ip",
    "x-consumer-",  // Kong
    "x-credential-identifier",
    "x-credential-username",
    "x-droplet-id",
    "x-envoy-",
    "x-forwarded-",  // but for the two that kKept holds
    "x-gatehouse-",
    "x-goog-authenticated-user-",
    "x-goog-iap-jwt-assertion",
    "x-host",
    "x-http-destinationurl",
    "x-http-host-override",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-ms-client-principal",
    "x-ms-client-principal-",
    "x-original-",
    "x-originating-",
    "x-override-url",
    "x-proxy-user",
    "x-proxyuser-ip",
    "x-real-ip",
    "x-remote-",
    "x-rewrite-",
    "x-scheme",
    "x-sendfile-type",
    "x-ssl-",
    "x-url-scheme",
    "x-user",
    "x-user-email",
    "x-user-groups",
    "x-user-id",
    "x-user-name",
    "x-user-role",
    "x-user-roles",
    "x-userid",
    "x-userinfo",  // Kong, APISIX
    "x-username",
    "x-webauth-",  // Grafana
});
static_assert(std::ranges::is_sorted(kStripped));
static_assert(std::ranges::adjacent_find(kStripped,
                                         [](std::string_view entry, std::string_view next) {
                                           return entry.ends_with('-') && next.starts_with(entry);
                                         }) == kStripped.end(),
              "IsListed looks at one entry");

// The proxy writes these two itself, from the address and scheme that the gate found (admit/client_address). Any other
// spelling of them it would not replace.
constexpr std::array<std::string_view, 2> kKept = {"x-forwarded-for", "x-forwarded-proto"};

constexpr size_t kLongestStripped = std::ranges::max(kStripped, {}, &std::string_view::size).size();

// As the least careful reader of header names spells them: lower case, '-' for every other byte than letters and
// digits.
constexpr std::array<char, 256> kFolded = [] {
  std::array<char, 256> folded{};
  for (int c = 0; c < 256; ++c) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool upper = c >= 'A' && c <= 'Z';
    folded[static_cast<size_t>(c)] = static_cast<char>(plain ? c : upper ? c + ('a' - 'A') : '-');
  }
  return folded;
}();

char Folded(char c) { return kFolded[static_cast<unsigned char>(c)]; }

// For each first letter of kStripped the third ones that go with it, as bits, so that most names cost two looks.
constexpr uint32_t ThirdLetterBit(char third) { return 1U << (static_cast<unsigned char>(third) & 31U); }
constexpr std::array<uint32_t, 256> kStarts = [] {
  std::array<uint32_t, 256> starts{};
  for (const std::string_view name : kStripped) starts[static_cast<unsigned char>(name[0])] |= ThirdLetterBit(name[2]);
  return starts;
}();

bool IsListed(std::string_view name) {
  // What starts with an entry sorts behind it with no other entry between: the nearest one at or before the name
  // decides.
  const auto* after = std::ranges::upper_bound(kStripped, name);
  if (after == kStripped.begin()) return false;
  const std::string_view entry = *(after - 1);
  return entry == name || (entry.ends_with('-') && name.starts_with(entry));
}

// Whether a name without its leading marks, one of three bytes at least, is listed once it is folded.
[[gnu::noinline]] bool IsListedOnceFolded(std::string_view header_name) {
  while (Folded(header_name.back()) == '-') header_name.remove_suffix(1);
  // One byte more than the longest entry keeps a longer name from looking like it.
  std::array<char, kLongestStripped + 1> folded{};
  const size_t length = std::min(header_name.size(), folded.size());
  std::ranges::transform(header_name.substr(0, length), folded.begin(), Folded);
  return IsListed({folded.data(), length});
}

}  // namespace

bool MustStrip(std::string_view header_name) {
  const std::string_view as_sent = header_name;
  while (!header_name.empty() && Folded(header_name.front()) == '-') header_name.remove_prefix(1);
  if (header_name.size() < 3) return false;
  const uint32_t thirds = kStarts[static_cast<unsigned char>(Folded(header_name[0]))];
  if ((thirds & ThirdLetterBit(Folded(header_name[2]))) == 0) return false;
  return IsListedOnceFolded(header_name) &&
         std::ranges::none_of(kKept, [&](std::string_view kept) { return base::EqualIgnoringCase(as_sent, kept); });
}

}  // namespace gatehouse::gate
