#include "gate/exchange/request.h"

#include <algorithm>
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

constexpr size_t kWordBytes = sizeof(uint64_t);

// Whether one of the eight bytes at `at` is below 0x20 or 0x7F: a control character, or a tab.
bool ShowsControl(const char* at) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  uint64_t word = 0;
  std::memcpy(&word, at, kWordBytes);
  const uint64_t below_space = (word - kOnes * 0x20) & ~word;
  const uint64_t from_delete = word ^ (kOnes * 0x7F);
  const uint64_t deleted = (from_delete - kOnes) & ~from_delete;
  return ((below_space | deleted) & (kOnes * 0x80)) != 0;
}

// Eight bytes at a time, the last eight overlapping: a token is longer than all the rest of a request. What looks like
// a control character is looked at again, for a tab is allowed.
bool HasControl(std::string_view value) {
  if (value.size() < kWordBytes) return std::ranges::any_of(value, IsControl);
  bool shown = ShowsControl(value.data() + value.size() - kWordBytes);
  for (size_t i = 0; i + kWordBytes < value.size(); i += kWordBytes) shown |= ShowsControl(value.data() + i);
  return shown && std::ranges::any_of(value, IsControl);
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
