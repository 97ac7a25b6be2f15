#include "gate/request/request.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/eight_bytes.h"
#include "base/sixteen_bytes.h"

namespace gatehouse::gate {
namespace {

// Zero if `name` equals `lower`, which is in lower case: letters may differ in the case bit (0x20) (RFC 9110
// §5.1), other bytes may not differ. Letters are the bytes with 0x40 set.
uint64_t Difference(uint64_t name, uint64_t lower) {
  constexpr uint64_t kLetterBit = 0x4040404040404040;
  return (name ^ lower) & ~((lower & kLetterBit) >> 1);
}

// Both must have the same length.
bool IsName(std::string_view name, std::string_view lower) {
  return base::AllOfEights(name, lower, [](uint64_t sent, uint64_t known) { return Difference(sent, known) == 0; });
}

struct Known {
  std::string_view name;
  KnownHeaders::Field KnownHeaders::* field;
};

// The only known name of that length, except for four, which the first letter distinguishes.
const Known* CandidateFor(std::string_view name) {
  static constexpr Known kAuthorization{"authorization", &KnownHeaders::authorization};
  static constexpr Known kCookie{"cookie", &KnownHeaders::cookie};
  static constexpr Known kOrigin{"origin", &KnownHeaders::origin};
  static constexpr Known kMethod{"access-control-request-method", &KnownHeaders::access_control_request_method};
  static constexpr Known kHeaders{"access-control-request-headers", &KnownHeaders::access_control_request_headers};
  static constexpr Known kType{"content-type", &KnownHeaders::content_type};
  static constexpr Known kEncoding{"content-encoding", &KnownHeaders::content_encoding};
  static constexpr Known kForwarded{"forwarded", &KnownHeaders::forwarded};
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
    case kForwarded.name.size():
      return &kForwarded;
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

// Distance above the space, modulo 256. Visible ASCII is at most kTilde away; everything else is further.
constexpr uint8_t kTilde = '~' - ' ';
base::SixteenBytes AboveSpace(base::SixteenBytes bytes) { return bytes - ' '; }

// The largest distance of a byte of the value above the space: sixty-four bytes at a time, then sixteen; the last
// sixteen overlap with those before. A token is longer than the rest of a request.
base::SixteenBytes FarthestAboveSpace(std::string_view value) {
  using base::kSixteen;
  using base::Larger;
  if (value.size() < kSixteen) return AboveSpace(base::LoadFewer(value));
  const auto away = [](const char* at) { return AboveSpace(base::LoadSixteen(at)); };
  const char* at = value.data();
  const char* const last = at + value.size() - kSixteen;
  base::SixteenBytes farthest = away(last);
  for (; last - at >= static_cast<std::ptrdiff_t>(3 * kSixteen); at += 4 * kSixteen) {
    farthest = Larger(farthest, Larger(Larger(away(at), away(at + kSixteen)),
                                       Larger(away(at + 2 * kSixteen), away(at + 3 * kSixteen))));
  }
  for (; at < last; at += kSixteen) farthest = Larger(farthest, away(at));
  return farthest;
}

// A value with anything but visible ASCII and spaces is checked again: tabs and bytes above 0x7F are allowed.
bool HasControl(std::string_view value) {
  const auto unusual = reinterpret_cast<base::SixteenBytes>(FarthestAboveSpace(value) > kTilde);
  return base::AnySet(unusual) && std::ranges::any_of(value, IsControl);
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
