#include "gate/respond/stripped_headers.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// Names as StrippedBy compares them; one that ends in '-' stands for all that start with it. By which tool they are
// believed is beside those that do not say it themselves.
constexpr std::array kStripped = std::to_array<std::string_view>({
    "cf-access-",  // Cloudflare Access
    "cf-client-cert-",
    "cf-connecting-ip",
    "cf-connecting-ipv6",
    "client-cert",  // RFC 9440
    "client-cert-chain",
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
    "x-amzn-mtls-",
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
    "x-client-cert-",  // Google Cloud
    "x-client-dn",
    "x-client-ip",
    "x-client-verify",
    "x-cluster-client-ip",
    "x-consumer-",  // Kong
    "x-credential-identifier",
    "x-credential-username",
    "x-droplet-id",
    "x-envoy-",
    "x-forwarded-",  // except for the two that kKept holds
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
              "EntryFor looks at one entry");

// The proxy writes these two itself, from the address and scheme that the gate found (admit/client_address). Any other
// spelling of them it would not replace.
constexpr std::array<std::string_view, 2> kKept = {"x-forwarded-for", "x-forwarded-proto"};

// Names that HTTP, or the gate, goes by. Their plain spelling is judged elsewhere; any other is a disguise.
constexpr std::array kSpoken = std::to_array<std::string_view>({
    "access-control-request-",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "content-range",
    "content-type",
    "cookie",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "origin",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "referer",
    "sec-fetch-",
    "sec-websocket-",
    "te",
    "traceparent",
    "tracestate",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-request-id",
});
static_assert(std::ranges::is_sorted(kSpoken));

// What tells a service another request than the one that was judged, or is the gate's own to say: no policy keeps it.
constexpr std::array kNeverKept = std::to_array<std::string_view>({
    "client-cert",
    "client-cert-chain",
    "forwarded",
    "proxy",
    "x-accel-",
    "x-envoy-",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-method",
    "x-forwarded-path",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-forwarded-proto",
    "x-forwarded-uri",
    "x-gatehouse-",
    "x-host",
    "x-http-destinationurl",
    "x-http-host-override",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-original-args",
    "x-original-for",
    "x-original-forwarded-",
    "x-original-host",
    "x-original-method",
    "x-original-path",
    "x-original-port",
    "x-original-prefix",
    "x-original-proto",
    "x-original-protocol",
    "x-original-query",
    "x-original-request-",
    "x-original-scheme",
    "x-original-to",
    "x-original-upgrade",
    "x-original-uri",
    "x-original-url",
    "x-override-url",
    "x-real-ip",
    "x-rewrite-",
    "x-sendfile-type",
});
static_assert(std::ranges::is_sorted(kNeverKept));

constexpr size_t kLongestListed = std::max(std::ranges::max(kStripped, {}, &std::string_view::size).size(),
                                           std::max(std::ranges::max(kSpoken, {}, &std::string_view::size).size(),
                                                    std::ranges::max(kNeverKept, {}, &std::string_view::size).size()));

// As the least careful reader of header names spells them: lower case, '-' for every other byte than letters and
// digits.
constexpr std::array<char, 256> kFolded = [] {
  std::array<char, 256> folded{};
  for (size_t i = 0; i < folded.size(); ++i) {
    const char c = static_cast<char>(i);
    folded[i] = base::IsAlnum(c) ? base::ToLower(c) : '-';
  }
  return folded;
}();

constexpr std::array<bool, 256> kOdd = [] {
  std::array<bool, 256> odd{};
  for (size_t c = 0; c < odd.size(); ++c) odd[c] = c != '-' && kFolded[c] == '-';
  return odd;
}();

char Folded(char c) { return kFolded[static_cast<unsigned char>(c)]; }

// The entry that a name falls under, or an empty one.
std::string_view EntryFor(std::span<const std::string_view> list, std::string_view name) {
  // What starts with an entry sorts behind it with no other entry between: the nearest one at or before the name
  // decides.
  const auto after = std::ranges::upper_bound(list, name);
  if (after == list.begin()) return {};
  const std::string_view entry = *(after - 1);
  return entry == name || (entry.ends_with('-') && name.starts_with(entry)) ? entry : std::string_view{};
}

std::string_view Trimmed(std::string_view name) {
  while (!name.empty() && Folded(name.front()) == '-') name.remove_prefix(1);
  while (!name.empty() && Folded(name.back()) == '-') name.remove_suffix(1);
  return name;
}

// A name as lists are written, as far as a list needs it: one byte more than the longest entry keeps a longer name from
// looking like it.
class ListName {
 public:
  explicit ListName(std::string_view trimmed) : size_(std::min(trimmed.size(), text_.size())) {
    std::ranges::transform(trimmed.substr(0, size_), text_.begin(), Folded);
  }
  [[nodiscard]] std::string_view View() const { return {text_.data(), size_}; }

 private:
  std::array<char, kLongestListed + 1> text_{};
  size_t size_;
};

[[gnu::noinline]] std::string_view StrippedOnceFolded(std::string_view header_name, bool odd) {
  const ListName listed(Trimmed(header_name));
  if (const std::string_view entry = EntryFor(kStripped, listed.View()); !entry.empty()) {
    const auto is = [&](std::string_view kept) { return base::EqualIgnoringCase(header_name, kept); };
    return std::ranges::none_of(kKept, is) ? entry : std::string_view{};
  }
  return odd ? EntryFor(kSpoken, listed.View()) : std::string_view{};
}

constexpr std::array<uint32_t, 32> Starts() {
  std::array<uint32_t, 32> starts{};
  for (const std::string_view name : kStripped) {
    starts[static_cast<unsigned char>(name[0]) & 31U] |= 1U << (static_cast<unsigned char>(name[2]) & 31U);
  }
  return starts;
}

}  // namespace

constexpr std::array<uint32_t, 32> kStrippedStarts = Starts();

bool IsOddlySpelled(std::string_view header_name) {
  return std::ranges::any_of(header_name, [](char c) { return kOdd[static_cast<unsigned char>(c)]; });
}

std::string FoldedName(std::string_view header_name) {
  std::string folded(Trimmed(header_name));
  std::ranges::transform(folded, folded.begin(), Folded);
  return folded;
}

std::string_view StrippedBy(std::string_view header_name) {
  return StrippedBy(header_name, IsOddlySpelled(header_name));
}

std::string_view StrippedBy(std::string_view header_name, bool odd) {
  if (odd) return StrippedOnceFolded(header_name, odd);
  return MayBeStripped(header_name) ? StrippedOnceFolded(header_name, odd) : std::string_view{};
}

bool MayBeKept(std::string_view header_name) {
  return EntryFor(kNeverKept, ListName(Trimmed(header_name)).View()).empty();
}

}  // namespace gatehouse::gate
