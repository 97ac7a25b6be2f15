#include "fetch/proxy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/bytes.h"
#include "base/ip.h"

namespace gatehouse::fetch {
namespace {

constexpr uint16_t kHttpPort = 80;
constexpr uint16_t kHttpsPort = 443;

// 169.254.169.254 (metadata of AWS, Azure, Google), 169.254.170.2 and .23 (credentials of AWS containers), other
// link-local addresses, and the same services by IPv6 and by name.
constexpr std::array<std::string_view, 5> kLinkLocal = {"169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "fd20:ce::254",
                                                        "168.63.129.16"};
constexpr std::array<std::string_view, 4> kMetadataNames = {"metadata.google.internal", "metadata.goog", "metadata",
                                                            "instance-data"};

// Also in the numeric forms that libraries accept: 2852039166, 0xA9FEA9FE.
std::optional<base::IpAddress> AddressOf(std::string_view host) {
  if (const auto address = base::IpAddress::Parse(host)) return address;
  in_addr parsed{};
  if (host.contains(':') || inet_aton(std::string(host).c_str(), &parsed) == 0) return {};
  std::array<uint8_t, 4> bytes{};
  std::copy_n(reinterpret_cast<const uint8_t*>(&parsed.s_addr), bytes.size(), bytes.begin());
  return base::IpAddress::V4(bytes);
}

std::string Plain(std::string_view name) {
  if (name.starts_with('[') && name.contains(']')) name = name.substr(1, name.find(']') - 1);
  name = name.substr(0, name.find('%'));
  while (name.ends_with('.')) name.remove_suffix(1);
  return base::AsciiLower(name);
}

// "host", "host:8080", "[::1]:8080", "::1"
Host SplitPort(std::string_view text) {
  const size_t bracket = text.rfind(']');
  const size_t colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos &&
                        (bracket != std::string_view::npos ? colon > bracket : text.find(':') == colon);
  Host host{Plain(has_port ? text.substr(0, colon) : text), 0};
  if (has_port) std::from_chars(text.data() + colon + 1, text.data() + text.size(), host.port);
  return host;
}

bool IsBelow(std::string_view name, std::string_view domain) {
  return name == domain ||
         (name.size() > domain.size() && name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.');
}

bool Fits(const Host& host, std::string_view entry) {
  if (entry == "*") return true;
  if (const auto network = base::IpNetwork::Parse(entry)) {
    const auto address = AddressOf(host.name);
    return address && network->Contains(*address);
  }
  const size_t slash = entry.find('/');
  if (slash != std::string_view::npos) {  // 10.1.2.3/8: people write it and mean the network
    const auto first = base::IpAddress::Parse(entry.substr(0, slash));
    const auto address = AddressOf(host.name);
    int bits = -1;
    std::from_chars(entry.data() + slash + 1, entry.data() + entry.size(), bits);
    if (!first || !address || bits < 0 || bits > (first->IsV4() ? 32 : 128)) return false;
    return base::IpNetwork(*first, bits).Contains(*address);
  }
  const Host wanted = SplitPort(entry);
  if (wanted.port != 0 && wanted.port != host.port) return false;
  if (const auto address = AddressOf(wanted.name)) return AddressOf(host.name) == address;
  std::string_view domain = wanted.name;
  if (domain.starts_with('*')) domain.remove_prefix(1);
  while (domain.starts_with('.')) domain.remove_prefix(1);
  return !domain.empty() && IsBelow(host.name, domain);
}

}  // namespace

Host HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = url.substr(scheme + 3);
  Host host = SplitPort(rest.substr(0, rest.find_first_of("/?#")));
  if (host.port == 0) host.port = url.starts_with("https:") ? kHttpsPort : kHttpPort;
  return host;
}

bool IsThisMachine(std::string_view host) {
  const std::string plain = Plain(host);
  if (IsBelow(plain, "localhost")) return true;
  const auto address = AddressOf(plain);
  return address && address->IsLoopback();
}

bool IsLinkLocalService(std::string_view host) {
  const Host plain{Plain(host), 0};
  if (std::ranges::find(kMetadataNames, plain.name) != kMetadataNames.end()) return true;
  return std::ranges::any_of(kLinkLocal, [&](std::string_view network) { return Fits(plain, network); });
}

bool IsListed(const Host& host, std::string_view list) {
  while (!list.empty()) {
    const size_t end = std::min(list.find_first_of(", \t"), list.size());
    const std::string_view entry = list.substr(0, end);
    if (!entry.empty() && Fits(host, entry)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::string ProxyFor(std::string_view url, const std::function<std::string(const char* name)>& environment) {
  const Host host = HostOf(url);
  if (IsThisMachine(host.name) || IsLinkLocalService(host.name)) return {};
  const auto first_of = [&](std::initializer_list<const char*> names) {
    for (const char* name : names) {
      if (std::string value = environment(name); !value.empty()) return value;
    }
    return std::string();
  };
  if (IsListed(host, first_of({"no_proxy", "NO_PROXY"}))) return {};
  return url.starts_with("https:") ? first_of({"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                   : first_of({"http_proxy", "all_proxy", "ALL_PROXY"});
}

std::string ShownProxy(std::string_view proxy) {
  const size_t scheme = proxy.find("://");
  const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const size_t end = std::min(proxy.find_first_of("/?#", begin), proxy.size());
  const std::string_view authority = proxy.substr(begin, end - begin);
  const size_t at = authority.rfind('@');
  return std::string(at == std::string_view::npos ? authority : authority.substr(at + 1));
}

}  // namespace gatehouse::fetch
