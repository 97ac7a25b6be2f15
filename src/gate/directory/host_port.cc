#include "gate/directory/host_port.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/host_text.h"
#include "base/ip.h"
#include "base/number.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxHostBytes = 253;  // RFC 1035 §2.3.4
constexpr size_t kMaxLabelBytes = 63;

bool IsLabel(std::string_view label) {
  return !label.empty() && label.size() <= kMaxLabelBytes && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return base::IsAlnum(c) || c == '-' || c == '_'; });
}

// 1 to 65535, digits alone, no leading zero.
std::optional<uint16_t> ParsePort(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  return base::ParseNumber<uint16_t>(text);
}

}  // namespace

bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > kMaxHostBytes) return false;
  std::string_view last;
  for (std::string_view rest = host; !rest.empty() || host.ends_with('.');) {
    const size_t dot = rest.find('.');
    last = rest.substr(0, dot);
    if (!IsLabel(last)) return false;
    if (dot == std::string_view::npos) break;
    rest = rest.substr(dot + 1);
    if (rest.empty()) return false;
  }
  if (last.find_first_not_of("0123456789") != std::string_view::npos) return true;
  const auto address = base::IpAddress::Parse(host);
  return address && address->IsV4();
}

std::optional<HostPort> SplitHostPort(std::string_view text) {
  HostPort split;
  std::string_view rest;
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const auto address = base::IpAddress::Parse(text.substr(1, end - 1));
    if (!address || address->IsV4()) return std::nullopt;
    split.host = text.substr(1, end - 1);
    split.v6 = true;
    rest = text.substr(end + 1);
  } else {
    const size_t colon = std::min(text.find(':'), text.size());
    split.host = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (rest.empty()) return split;
  if (rest.front() != ':') return std::nullopt;
  split.port = ParsePort(rest.substr(1));
  if (!split.port) return std::nullopt;
  return split;
}

std::string Authority(std::string_view host, uint16_t port, bool tls) {
  std::string text = base::HostText(host);
  if (port != (tls ? kHttpsPort : kHttpPort)) text += ":" + std::to_string(port);
  return text;
}

}  // namespace gatehouse::gate
