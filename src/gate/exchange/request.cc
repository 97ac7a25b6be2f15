#include "gate/exchange/request.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace gatehouse::gate {
namespace {

uint64_t EightBytes(const char* at) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

// Zero where `name` equals `lower`, which is in lower case: at its letters the case bit (0x20) may differ (RFC 9110
// §5.1), elsewhere nothing may. Letters are the bytes that have 0x40 set.
uint64_t Difference(uint64_t name, uint64_t lower) {
  constexpr uint64_t kLetterBit = 0x4040404040404040;
  return (name ^ lower) & ~((lower & kLetterBit) >> 1);
}

// Both are of one length.
bool IsName(std::string_view name, std::string_view lower) {
  constexpr size_t kStep = sizeof(uint64_t);
  uint64_t difference = 0;
  if (lower.size() < kStep) {
    for (size_t i = 0; i < lower.size(); ++i) {
      difference |= Difference(static_cast<unsigned char>(name[i]), static_cast<unsigned char>(lower[i]));
    }
    return difference == 0;
  }
  const size_t last = lower.size() - kStep;
  for (size_t i = 0; i < last; i += kStep) difference |= Difference(EightBytes(&name[i]), EightBytes(&lower[i]));
  difference |= Difference(EightBytes(&name[last]), EightBytes(&lower[last]));
  return difference == 0;
}

struct Known {
  std::string_view name;
  KnownHeaders::Field KnownHeaders::* field;
};

// The length alone says which name it could be, but for four that their first letter tells apart.
const Known* CandidateFor(std::string_view name) {
  static constexpr Known kAuthorization{"authorization", &KnownHeaders::authorization};
  static constexpr Known kCookie{"cookie", &KnownHeaders::cookie};
  static constexpr Known kOrigin{"origin", &KnownHeaders::origin};
  static constexpr Known kMethod{"access-control-request-method", &KnownHeaders::access_control_request_method};
  static constexpr Known kHeaders{"access-control-request-headers", &KnownHeaders::access_control_request_headers};
  static constexpr Known kType{"content-type", &KnownHeaders::content_type};
  static constexpr Known kEncoding{"content-encoding", &KnownHeaders::content_encoding};
  static constexpr Known kFor{"x-forwarded-for", &KnownHeaders::forwarded_for};
  static constexpr Known kProto{"x-forwarded-proto", &KnownHeaders::forwarded_proto};
  static constexpr Known kUpgrade{"upgrade", &KnownHeaders::upgrade};
  static constexpr Known kTrace{"traceparent", &KnownHeaders::traceparent};
  static constexpr Known kRequestId{"x-request-id", &KnownHeaders::request_id};
  static_assert(kType.name.size() == kRequestId.name.size() && kOrigin.name.size() == kCookie.name.size());
  switch (name.size()) {
    case kAuthorization.name.size():
      return &kAuthorization;
    case kOrigin.name.size():
      return (name.front() | 0x20) == 'o' ? &kOrigin : &kCookie;
    case kMethod.name.size():
      return &kMethod;
    case kHeaders.name.size():
      return &kHeaders;
    case kType.name.size():
      return (name.front() | 0x20) == 'x' ? &kRequestId : &kType;
    case kEncoding.name.size():
      return &kEncoding;
    case kFor.name.size():
      return &kFor;
    case kProto.name.size():
      return &kProto;
    case kUpgrade.name.size():
      return &kUpgrade;
    case kTrace.name.size():
      return &kTrace;
    default:
      return nullptr;
  }
}

bool IsControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

// Sixteen bytes that are looked at in one instruction each, on every processor that GCC and Clang know.
using Bytes = uint8_t __attribute__((vector_size(16)));
using SignedBytes = int8_t __attribute__((vector_size(16)));
constexpr size_t kVectorBytes = sizeof(Bytes);

// Every bit set at the bytes that are not visible ASCII or a space. One comparison is enough: with one added, 0x7F
// becomes the smallest signed number, and all that is below 0x20 or above 0x7F stays below 0x21.
auto UnusualAt(const char* at) {
  Bytes bytes;
  std::memcpy(&bytes, at, kVectorBytes);
  return reinterpret_cast<SignedBytes>(bytes + 1) < 0x21;
}

// The last sixteen bytes overlap with those before them: a token is longer than all the rest of a request. A value
// that holds anything unusual is looked at again: tabs and bytes above 0x7F are allowed.
bool HasControl(std::string_view value) {
  if (value.size() < kVectorBytes) return std::ranges::any_of(value, IsControl);
  auto unusual = UnusualAt(value.data() + value.size() - kVectorBytes);
  for (size_t i = 0; i + kVectorBytes < value.size(); i += kVectorBytes) unusual |= UnusualAt(value.data() + i);
  std::array<uint64_t, 2> any{};
  static_assert(sizeof any == sizeof unusual);
  std::memcpy(any.data(), &unusual, sizeof any);
  return (any[0] | any[1]) != 0 && std::ranges::any_of(value, IsControl);
}

}  // namespace

KnownHeaders ReadHeaders(std::span<const Header> headers) {
  KnownHeaders known;
  known.lines = headers;
  for (const Header& header : headers) {
    known.control_character |= HasControl(header.value);
    const Known* candidate = CandidateFor(header.name);
    if (candidate == nullptr || !IsName(header.name, candidate->name)) continue;
    KnownHeaders::Field& field = known.*(candidate->field);
    field.value = header.value;
    ++field.count;
  }
  return known;
}

}  // namespace gatehouse::gate
