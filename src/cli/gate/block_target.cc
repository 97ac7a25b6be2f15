#include "cli/gate/block_target.h"

namespace gatehouse::cli {
namespace {

constexpr std::string_view kIdentityPrefix = "identity:";

}  // namespace

std::string BlockTarget::Text() const {
  if (network) return network->Text();
  if (!identity) return {};
  return std::string(kIdentityPrefix) + identity->issuer + (identity->issuer.empty() ? "" : "/") + identity->subject;
}

base::Result<BlockTarget> ParseBlockTarget(std::string_view text) {
  BlockTarget target;
  if (!text.starts_with(kIdentityPrefix)) {
    target.network = base::IpNetwork::Parse(text);
    if (target.network) return target;
    return base::Fail("Neither an address nor a network", {},
                      "write 192.0.2.1, 192.0.2.0/24 (no host bits set), 2001:db8::/64 or identity:ISSUER/SUBJECT");
  }
  text.remove_prefix(kIdentityPrefix.size());
  const size_t slash = text.rfind('/');
  state::BlockedIdentity identity;
  if (slash != std::string_view::npos) identity.issuer = text.substr(0, slash);
  identity.subject = text.substr(slash == std::string_view::npos ? 0 : slash + 1);
  if (identity.subject.empty()) return base::Fail("No subject", {}, "write identity:ISSUER/SUBJECT");
  target.identity = std::move(identity);
  return target;
}

}  // namespace gatehouse::cli
