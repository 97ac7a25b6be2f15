#include "gate/request/trace_context.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

bool AllZero(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c == '0'; });
}

// Version 00 of the recommendation, §3.2: four fields of fixed width, ids that are not all zero.
bool IsTraceparent(std::string_view text) {
  if (text.size() != 55 || text[2] != '-' || text[35] != '-' || text[52] != '-' || text.substr(0, 2) != "00")
    return false;
  const auto trace = text.substr(3, 32);
  const auto span = text.substr(36, 16);
  return base::AllLowerHex(trace) && base::AllLowerHex(span) && base::AllLowerHex(text.substr(53, 2)) &&
         !AllZero(trace) && !AllZero(span);
}

bool IsRequestId(std::string_view text) {
  constexpr std::string_view kOthers = "._-";
  return text.size() >= 8 && text.size() <= 64 &&
         std::ranges::all_of(text, [&](char c) { return base::IsAlnum(c) || kOthers.contains(c); });
}

}  // namespace

TraceContext::TraceContext(const KnownHeaders& headers, std::span<const uint8_t, kRandomBytes> random) {
  const std::string_view bytes{reinterpret_cast<const char*>(random.data()), random.size()};
  const auto& sent = headers.traceparent;
  const bool continued = sent.count == 1 && IsTraceparent(sent.value);
  static constexpr std::string_view kForm = "00-________________________________-________________-01";
  static_assert(kForm.size() == kTraceparentBytes);
  std::memcpy(traceparent_.data(), (continued ? sent.value : kForm).data(), kTraceparentBytes);
  if (!continued) base::WriteHex(&traceparent_[3], bytes.substr(0, 16));
  base::WriteHex(&traceparent_[36], bytes.substr(16, 8));
  if (headers.request_id.count == 1 && IsRequestId(headers.request_id.value)) request_id_ = headers.request_id.value;
}

}  // namespace gatehouse::gate
