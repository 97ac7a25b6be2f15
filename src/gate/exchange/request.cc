#include "gate/exchange/request.h"

#include <cstddef>

namespace gatehouse::gate {
namespace {

// RFC 9110 §5.1: ASCII letters only. `lower` is in lower case and as long as `name`.
bool IsName(std::string_view name, std::string_view lower) {
  for (size_t i = 0; i < lower.size(); ++i) {
    const char c = name[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c) != lower[i]) return false;
  }
  return true;
}

struct Known {
  std::string_view name;
  KnownHeaders::Field KnownHeaders::* field;
};

// The length alone says which name it could be, but for two that their first letter tells apart.
const Known* CandidateFor(std::string_view name) {
  static constexpr Known kAuthorization{"authorization", &KnownHeaders::authorization};
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
  static_assert(kType.name.size() == kRequestId.name.size());
  switch (name.size()) {
    case kAuthorization.name.size():
      return &kAuthorization;
    case kOrigin.name.size():
      return &kOrigin;
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

}  // namespace

KnownHeaders ReadHeaders(std::span<const Header> headers) {
  KnownHeaders known;
  for (const Header& header : headers) {
    const Known* candidate = CandidateFor(header.name);
    if (candidate == nullptr || !IsName(header.name, candidate->name)) continue;
    KnownHeaders::Field& field = known.*(candidate->field);
    field.value = header.value;
    ++field.count;
  }
  return known;
}

}  // namespace gatehouse::gate
