// Counts a worker's connection slots per client, so that no address can take all of them. Each
// client may use a share of all slots for connections, and the same number for requests in progress, each of which may
// need a slot to a service; and never more in total than are free for others: however many addresses attack, a client
// with few slots gets in. Bounded: one entry per client with a place, and kMaxNamed clients in single events.
// Tests: places_test.cc and tests/attacks/test_connections.py.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory_resource>
#include <optional>
#include <utility>

#include "base/clock.h"
#include "base/ip.h"
#include "nginx/slots.h"

namespace gatehouse::nginx {

class Places {
 public:
  enum class Kind : uint8_t { kConnection, kRequest };

  // Refused clients per second that are reported separately; the others are reported together.
  static constexpr size_t kMaxNamed = 64;

  // `share`: percent of all slots. `ipv6_bits`: the prefix length that counts as one client, as in the policy.
  Places(int share, int ipv6_bits) : share_(share), ipv6_bits_(ipv6_bits) {}

  // How many idle connections must be closed to make room for the client; 0 if that would not
  // help. Before they are closed, they do not count as free: their clients could use all of them at once.
  [[nodiscard]] size_t IdleToClose(Kind kind, const base::IpAddress& client, const Slots& slots) const;
  // Returns whether the client may have one more.
  [[nodiscard]] bool HasRoom(Kind kind, const base::IpAddress& client, const Slots& slots) const;
  using Held = std::array<uint32_t, 2>;  // index: Kind
  using Entry = std::pair<const base::IpAddress, Held>;
  // Takes a place. It must be given back once, with the entry that this returns.
  Entry& Take(Kind kind, const base::IpAddress& client) {
    Entry& entry = *held_.try_emplace(Of(client)).first;
    ++entry.second[static_cast<size_t>(kind)];
    return entry;
  }
  void GiveBack(Kind kind, Entry& entry);
  [[nodiscard]] size_t HeldBy(const base::IpAddress& client) const;  // sum of both kinds
  [[nodiscard]] size_t clients() const { return held_.size(); }

  // Counts a connection of the client that was closed for lack of room.
  void CountRefused(const base::IpAddress& client, base::Wall now);
  struct Refused {
    std::optional<base::IpAddress> client;  // none: clients beyond kMaxNamed
    uint64_t count = 0;
    base::Wall last;
  };
  // Passes the counts since the last call to `tell`, and resets them. Called by a timer.
  template <typename Tell>
  void TellRefused(Tell tell) {
    for (const auto& [client, refused] : refused_) tell(refused);
    refused_.clear();
    if (others_.count > 0) tell(others_);
    others_ = {};
  }

 private:
  [[nodiscard]] base::IpAddress Of(const base::IpAddress& client) const {
    return client.IsV4() ? client : client.Masked(ipv6_bits_);
  }

  [[nodiscard]] Held Find(const base::IpAddress& client) const;
  [[nodiscard]] bool HasShare(Kind kind, const Held& held, const Slots& slots) const;

  int share_;
  int ipv6_bits_;
  std::pmr::unsynchronized_pool_resource memory_;  // nodes are allocated and freed with connections
  std::pmr::map<base::IpAddress, Held> held_{&memory_};
  std::map<base::IpAddress, Refused> refused_;
  Refused others_;
};

// One place; the destructor gives it back. Empty until Take.
class Place {
 public:
  Place() = default;
  ~Place() {
    if (places_ != nullptr) places_->GiveBack(kind_, *entry_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // Call it at most once.
  void Take(Places& places, Places::Kind kind, const base::IpAddress& client) {
    entry_ = &places.Take(kind, client);
    places_ = &places;
    kind_ = kind;
  }
  [[nodiscard]] bool taken() const { return places_ != nullptr; }

 private:
  Places* places_ = nullptr;
  Places::Entry* entry_ = nullptr;
  Places::Kind kind_{};
};

}  // namespace gatehouse::nginx
