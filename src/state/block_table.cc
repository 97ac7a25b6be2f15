#include "state/block_table.h"

#include <algorithm>
#include <array>
#include <bit>

namespace gatehouse::state {
namespace {

// Shapes: one for each prefix length of each family, and the two kinds of identity.
constexpr uint8_t kV4 = 0;
constexpr uint8_t kV6 = kV4 + 33;
constexpr uint8_t kIssuerAndSubject = kV6 + 129;
constexpr uint8_t kSubjectOfAnyIssuer = kIssuerAndSubject + 1;
static_assert(kSubjectOfAnyIssuer < kMaxShapes);

constexpr int MaxBits(bool v4) { return v4 ? 32 : 128; }

std::string_view BytesOf(const base::IpAddress& address) {
  return {reinterpret_cast<const char*>(address.bytes().data()), address.bytes().size()};
}

FactKey KeyOf(const base::IpNetwork& network) {
  const int first = network.address().IsV4() ? kV4 : kV6;
  return {static_cast<uint8_t>(first + network.bits()), BytesOf(network.address()), {}};
}

FactKey KeyOf(std::string_view issuer, std::string_view subject) {
  return {issuer.empty() ? kSubjectOfAnyIssuer : kIssuerAndSubject, issuer, subject};
}

std::optional<base::IpNetwork> NetworkOf(const EntryTable::Fact& fact) {
  base::IpAddress::Bytes bytes{};
  if (fact.first.size() != bytes.size()) return std::nullopt;
  std::ranges::copy(fact.first, reinterpret_cast<char*>(bytes.data()));
  if (fact.shape >= kV6) return base::IpNetwork(base::IpAddress::V6(bytes), fact.shape - kV6);
  return base::IpNetwork(base::IpAddress::V4({bytes[12], bytes[13], bytes[14], bytes[15]}), fact.shape - kV4);
}

bool Touch(const base::IpNetwork& a, const base::IpNetwork& b) {
  return a.address().IsV4() == b.address().IsV4() && (a.Contains(b.address()) || b.Contains(a.address()));
}

const std::array<base::IpNetwork, 2>& Loopback() {
  static const std::array<base::IpNetwork, 2> networks = {
      base::IpNetwork(base::IpAddress::V4({127, 0, 0, 0}), 8),
      base::IpNetwork(base::IpAddress::V6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}), 128)};
  return networks;
}

base::Result<int64_t> Expiry(std::optional<base::Wall> expires, base::Wall now) {
  if (!expires) return kNever;
  if (*expires <= now) return base::Fail("A block must end after it began");
  return Milliseconds(*expires);
}

}  // namespace

BlockTable::BlockTable(const Region& region) : table_(region, region.blocks(), "the block table") {}

// Looks up each prefix length that any block has; without blocks it does nothing.
bool BlockTable::AddressBlocked(const base::IpAddress& client, base::Wall now) const {
  const bool v4 = client.IsV4();
  const unsigned first = v4 ? kV4 : kV6;
  const unsigned last = v4 ? kV6 : kIssuerAndSubject;
  for (size_t word = first / 64; word <= (last - 1) / 64; ++word) {
    for (uint64_t bits = table_.ShapesInUse(word); bits != 0; bits &= bits - 1) {
      const auto shape = static_cast<unsigned>(word * 64) + static_cast<unsigned>(std::countr_zero(bits));
      if (shape < first || shape >= last) continue;
      const base::IpAddress masked = client.Masked(static_cast<int>(shape - first));
      if (table_.Find({static_cast<uint8_t>(shape), BytesOf(masked), {}}, now)) return !client.IsLoopback();
    }
  }
  return false;
}

bool BlockTable::IdentityBlocked(std::string_view issuer, std::string_view subject, base::Wall now) const {
  return table_.Find({kIssuerAndSubject, issuer, subject}, now) || table_.Find({kSubjectOfAnyIssuer, {}, subject}, now);
}

base::Result<> BlockTable::AddNetwork(const base::IpNetwork& network, std::string_view reason, base::Wall now,
                                      std::optional<base::Wall> expires,
                                      std::span<const base::IpNetwork> protected_networks) {
  if (network.bits() < 0 || network.bits() > MaxBits(network.address().IsV4())) {
    return base::Fail("Not a network", network.Text());
  }
  const auto touches = [&](const base::IpNetwork& other) { return Touch(network, other); };
  if (std::ranges::any_of(Loopback(), touches)) {
    return base::Fail("Loopback is never blocked", network.Text(), "block a narrower network");
  }
  if (std::ranges::any_of(protected_networks, touches)) {
    return base::Fail("A trusted proxy is never blocked", network.Text(), "block the client behind it");
  }
  const base::Result<int64_t> expires_ms = Expiry(expires, now);
  if (!expires_ms) return std::unexpected(expires_ms.error());
  const FactKey key = KeyOf(network);
  return table_.Put({.shape = key.shape,
                     .first = std::string(key.first),
                     .note = std::string(reason),
                     .since_ms = Milliseconds(now),
                     .expires_ms = *expires_ms},
                    now);
}

base::Result<> BlockTable::AddIdentity(const BlockedIdentity& identity, std::string_view reason, base::Wall now,
                                       std::optional<base::Wall> expires) {
  if (identity.subject.empty()) return base::Fail("An identity to block needs a subject");
  const base::Result<int64_t> expires_ms = Expiry(expires, now);
  if (!expires_ms) return std::unexpected(expires_ms.error());
  const FactKey key = KeyOf(identity.issuer, identity.subject);
  return table_.Put({.shape = key.shape,
                     .first = identity.issuer,
                     .second = identity.subject,
                     .note = std::string(reason),
                     .since_ms = Milliseconds(now),
                     .expires_ms = *expires_ms},
                    now);
}

base::Result<bool> BlockTable::RemoveNetwork(const base::IpNetwork& network) { return table_.Remove(KeyOf(network)); }

base::Result<bool> BlockTable::RemoveIdentity(const BlockedIdentity& identity) {
  return table_.Remove(KeyOf(identity.issuer, identity.subject));
}

std::vector<Block> BlockTable::List(base::Wall now) const {
  std::vector<Block> blocks;
  for (EntryTable::Fact& fact : table_.List(now)) {
    Block block;
    if (fact.shape < kIssuerAndSubject) {
      block.network = NetworkOf(fact);
      if (!block.network) continue;
    } else {
      block.identity = BlockedIdentity{.issuer = std::move(fact.first), .subject = std::move(fact.second)};
    }
    block.reason = std::move(fact.note);
    block.since = base::Wall(std::chrono::milliseconds(fact.since_ms));
    if (fact.expires_ms != kNever) block.expires = base::Wall(std::chrono::milliseconds(fact.expires_ms));
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace gatehouse::state
