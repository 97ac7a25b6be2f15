#include "base/ip.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "base/number.h"

namespace gatehouse::base {
namespace {

constexpr size_t kV4At = 12;  // of the four bytes in the mapped form (RFC 4291 §2.5.5.2)
constexpr int kV4Bits = 32;
constexpr int kV6Bits = 128;
constexpr IpAddress::Bytes kV4Prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr size_t kLongestText = INET6_ADDRSTRLEN;  // with its NUL

// At most three digits. Returns where they end.
char* WriteOctet(char* at, uint8_t octet) {
  if (octet >= 100) *at++ = static_cast<char>('0' + octet / 100);
  if (octet >= 10) *at++ = static_cast<char>('0' + octet / 10 % 10);
  *at++ = static_cast<char>('0' + octet % 10);
  return at;
}

}  // namespace

IpAddress IpAddress::V4(const std::array<uint8_t, 4>& bytes) {
  IpAddress address;
  address.bytes_ = kV4Prefix;
  std::ranges::copy(bytes, address.bytes_.begin() + kV4At);
  return address;
}

IpAddress IpAddress::V6(const Bytes& bytes) {
  IpAddress address;
  address.bytes_ = bytes;
  return address;
}

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  char buffer[kLongestText] = {};
  if (text.size() >= sizeof buffer || text.contains('\0')) return std::nullopt;
  std::ranges::copy(text, buffer);
  if (std::array<uint8_t, 4> v4{}; inet_pton(AF_INET, buffer, v4.data()) == 1) return V4(v4);
  if (Bytes v6{}; inet_pton(AF_INET6, buffer, v6.data()) == 1) return V6(v6);
  return std::nullopt;
}

bool IpAddress::IsV4() const { return std::equal(kV4Prefix.begin(), kV4Prefix.begin() + kV4At, bytes_.begin()); }

bool IpAddress::IsLoopback() const {
  constexpr Bytes kV6Loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  return IsV4() ? bytes_[kV4At] == 127 : bytes_ == kV6Loopback;
}

IpAddress IpAddress::Masked(int bits) const {
  const int kept = IsV4() ? kV6Bits - kV4Bits + std::clamp(bits, 0, kV4Bits) : std::clamp(bits, 0, kV6Bits);
  IpAddress masked = *this;
  for (int i = 0; i < static_cast<int>(bytes_.size()); ++i) {
    const int here = std::clamp(kept - i * 8, 0, 8);
    auto& byte = masked.bytes_[static_cast<size_t>(i)];
    byte = static_cast<uint8_t>(byte & (0xFF00U >> here));
  }
  return masked;
}

std::string IpAddress::Text() const {
  char buffer[kLongestText];
  if (IsV4()) {  // on the way of every request: inet_ntop goes through sprintf
    char* at = WriteOctet(buffer, bytes_[kV4At]);
    for (size_t i = kV4At + 1; i < bytes_.size(); ++i) {
      *at++ = '.';
      at = WriteOctet(at, bytes_[i]);
    }
    return {buffer, at};
  }
  inet_ntop(AF_INET6, bytes_.data(), buffer, sizeof buffer);
  return buffer;
}

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = IpAddress::Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int widest = address->IsV4() ? kV4Bits : kV6Bits;
  if (slash == std::string_view::npos) return IpNetwork(*address, widest);
  // A mapped address with a prefix length could mean 8 of 32 bits or 8 of 128.
  if (address->IsV4() && text.contains(':')) return std::nullopt;

  const std::string_view digits = text.substr(slash + 1);
  if (digits.empty() || digits.size() > 3 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  const auto bits = ParseNumber<unsigned>(digits);
  if (!bits || *bits > static_cast<unsigned>(widest)) return std::nullopt;

  const IpNetwork network(*address, static_cast<int>(*bits));
  if (network.address() != *address) return std::nullopt;
  return network;
}

bool IpNetwork::Contains(const IpAddress& address) const {
  return address.IsV4() == address_.IsV4() && address.Masked(bits_) == address_;
}

std::string IpNetwork::Text() const { return address_.Text() + "/" + std::to_string(bits_); }

}  // namespace gatehouse::base
