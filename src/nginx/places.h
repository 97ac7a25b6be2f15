// Which client holds how many of a worker's connection slots, so that no address can take them from all others. Each
// client may hold a share of all slots as connections and as much again as requests under way, each of which may take a
// slot to a service, and never more in all than are left to the others: however many addresses attack at once, a client
// that holds few gets in. Bounded: an entry for each client that holds a place, kMaxNamed that are told one by one.
// Shown by places_test.cc and tests/attacks/test_connections.py.
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

  // Of a second's refused clients; the others are told together.
  static constexpr size_t kMaxNamed = 64;

  // `share` in percent of all slots; `ipv6_bits` as in the policy: what counts as one client.
  Places(int share, int ipv6_bits) : share_(share), ipv6_bits_(ipv6_bits) {}

  // How many connections that wait for a request are to be closed so that the client has room; 0 where that would not
  // help. Until they are closed they do not count as free: their client could send a byte on all of them at once.
  [[nodiscard]] size_t IdleToClose(Kind kind, const base::IpAddress& client, const Slots& slots) const;
  // Whether the client may have one more.
  [[nodiscard]] bool HasRoom(Kind kind, const base::IpAddress& client, const Slots& slots) const;
  using Held = std::array<uint32_t, 2>;  // by Kind
  using Entry = std::pair<const base::IpAddress, Held>;
  // Takes it. What was taken is given back once, by the entry that this returns.
  Entry& Take(Kind kind, const base::IpAddress& client) {
    Entry& entry = *held_.try_emplace(Of(client)).first;
    ++entry.second[static_cast<size_t>(kind)];
    return entry;
  }
  void GiveBack(Kind kind, Entry& entry);
  [[nodiscard]] size_t HeldBy(const base::IpAddress& client) const;  // of both kinds
  [[nodiscard]] size_t clients() const { return held_.size(); }

  // A connection of the client was closed for lack of room.
  void CountRefused(const base::IpAddress& client, base::Wall now);
  struct Refused {
    std::optional<base::IpAddress> client;  // none: of those beyond kMaxNamed
    uint64_t count = 0;
    base::Wall last;
  };
  // Hands what was counted since the last call to `tell`, and forgets it: for a timer.
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
  std::pmr::unsynchronized_pool_resource memory_;  // nodes come and go with connections
  std::pmr::map<base::IpAddress, Held> held_{&memory_};
  std::map<base::IpAddress, Refused> refused_;
  Refused others_;
};

// One place, given back when it is destroyed. Empty until it is taken.
class Place {
 public:
  Place() = default;
  ~Place() {
    if (places_ != nullptr) places_->GiveBack(kind_, *entry_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // At most once.
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
