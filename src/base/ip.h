// IP addresses and networks as values. IPv4 is stored as the IPv4-mapped IPv6 address, so that one table holds both.
// Textual forms: RFC 4291, RFC 5952; networks in CIDR notation.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gatehouse::base {

class IpAddress {
 public:
  using Bytes = std::array<uint8_t, 16>;

  constexpr IpAddress() = default;  // ::, which is never a client's address
  [[nodiscard]] static IpAddress V4(const std::array<uint8_t, 4>& bytes);
  [[nodiscard]] static IpAddress V6(const Bytes& bytes);
  // "192.0.2.1", "2001:db8::1"; no port, no brackets, no zone, no leading zeros in an IPv4 octet.
  [[nodiscard]] static std::optional<IpAddress> Parse(std::string_view text);

  [[nodiscard]] bool IsV4() const;
  [[nodiscard]] bool IsLoopback() const;
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  // The address with all bits after the first `bits` cleared; bits count from the start of the family's own form
  // (0–32 for IPv4, 0–128 for IPv6).
  [[nodiscard]] IpAddress Masked(int bits) const;
  [[nodiscard]] std::string Text() const;

  // In the order of the bytes, as two integers: comparing arrays of bytes is a call, which every request makes often.
  friend bool operator==(const IpAddress& a, const IpAddress& b) { return a.Halves() == b.Halves(); }
  friend std::strong_ordering operator<=>(const IpAddress& a, const IpAddress& b) { return a.Halves() <=> b.Halves(); }

 private:
  struct Integers {
    uint64_t first;
    uint64_t second;
    friend auto operator<=>(const Integers&, const Integers&) = default;
  };
  [[nodiscard]] constexpr Integers Halves() const {
    const auto halves = std::bit_cast<Integers>(bytes_);
    if constexpr (std::endian::native == std::endian::big) return halves;
    return {std::byteswap(halves.first), std::byteswap(halves.second)};
  }

  Bytes bytes_{};
};

class IpNetwork {
 public:
  // "10.0.0.0/8", "2001:db8::/32", or a single address. A network with host bits set is refused.
  [[nodiscard]] static std::optional<IpNetwork> Parse(std::string_view text);
  IpNetwork(const IpAddress& address, int bits) : address_(address.Masked(bits)), bits_(bits) {}

  [[nodiscard]] bool Contains(const IpAddress& address) const;
  [[nodiscard]] const IpAddress& address() const { return address_; }
  [[nodiscard]] int bits() const { return bits_; }
  [[nodiscard]] std::string Text() const;

  friend auto operator<=>(const IpNetwork&, const IpNetwork&) = default;

 private:
  IpAddress address_;
  int bits_ = 0;
};

}  // namespace gatehouse::base
