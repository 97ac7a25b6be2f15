#include "gate/inspect/udc_message.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/eight_bytes.h"
#include "base/fold.h"
#include "base/sixteen_bytes.h"
#include "gate/inspect/timestamp.h"

namespace gatehouse::gate {
namespace {

constexpr int64_t kMinDroplet = 1;
constexpr int64_t kMaxDroplet = 999;

// The fields in the order in which messages usually hold them, and in which they are judged.
enum Field : size_t { kTraceId, kSource, kTarget, kMessageType, kPayload, kTimestamp, kFieldCount };
constexpr std::array<std::string_view, kFieldCount> kNames = {"trace_id",     "source",  "target",
                                                              "message_type", "payload", "timestamp"};
using Fields = std::array<std::optional<json::Value>, kFieldCount>;

// == for short texts, without a call.
[[gnu::always_inline]] inline bool Is(std::string_view text, std::string_view word) {
  return text.size() == word.size() && base::AllOfEights(text, word, [](uint64_t x, uint64_t y) { return x == y; });
}

// kFieldCount where the message has no field of that name.
size_t FieldNamed(std::string_view key) { return static_cast<size_t>(std::ranges::find(kNames, key) - kNames.begin()); }

// A name that a reader who does not mind case would take for one of the six.
bool LooksLikeAField(std::string_view key) {
  return std::ranges::any_of(kNames, [key](std::string_view name) { return base::EqualFolded(key, name); });
}

// False where a member has another spelling of one of the names: the service may read that one.
bool TakeFields(const json::Value& body, Fields& fields) {
  size_t expected = 0;
  return body.ForEach([&](std::string_view key, json::Value value) {
    const size_t field = Is(key, kNames[expected]) ? expected : FieldNamed(key);
    if (field == kFieldCount) return !LooksLikeAField(key);
    fields[field] = value;
    expected = field + 1 == kFieldCount ? 0 : field + 1;
    return true;
  });
}

std::optional<std::string_view> StringIn(const std::optional<json::Value>& value) {
  return value ? value->String() : std::nullopt;
}

// RFC 9562 §4, in either case: 8-4-4-4-12 hexadecimal digits.
bool IsUuid(std::string_view text) {
  using base::kSixteen;
  using base::SixteenBytes;
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  const auto is = [](auto comparison) { return reinterpret_cast<SixteenBytes>(comparison); };
  SixteenBytes wrong{};
  for (const size_t at : {size_t{0}, kSixteen, kShape.size() - kSixteen}) {
    const SixteenBytes bytes = base::LoadSixteen(&text[at]);
    const SixteenBytes digit = is(bytes - '0' < 10) | is((bytes | 0x20) - 'a' < 6);
    const SixteenBytes hyphen = is(bytes == '-');
    const SixteenBytes hyphen_wanted = is(base::LoadSixteen(&kShape[at]) == '-');
    wrong |= (hyphen ^ hyphen_wanted) | ~(digit | hyphen);
  }
  return !base::AnySet(wrong);
}

// 0 for anything that is not a droplet's number.
int DropletIn(const std::optional<json::Value>& value) {
  const auto number = value ? value->WholeNumber() : std::nullopt;
  return number && *number >= kMinDroplet && *number <= kMaxDroplet ? static_cast<int>(*number) : 0;
}

bool IsMessageType(std::string_view type) {
  constexpr std::array<std::string_view, 4> kTypes = {"status", "event", "command", "query"};
  return std::ranges::any_of(kTypes, [type](std::string_view each) { return Is(type, each); });
}

}  // namespace

std::expected<UdcMessage, Reason> ReadUdcMessage(const json::Value& body) {
  if (!body.IsObject()) return std::unexpected(Reason::kUdcNotObject);
  Fields fields;
  if (!TakeFields(body, fields)) return std::unexpected(Reason::kUdcFieldSpelling);

  if (!IsUuid(StringIn(fields[kTraceId]).value_or(""))) return std::unexpected(Reason::kUdcTraceId);
  const UdcMessage message{.source = DropletIn(fields[kSource]), .target = DropletIn(fields[kTarget])};
  if (message.source == 0) return std::unexpected(Reason::kUdcSource);
  if (message.target == 0) return std::unexpected(Reason::kUdcTarget);
  if (!IsMessageType(StringIn(fields[kMessageType]).value_or(""))) return std::unexpected(Reason::kUdcMessageType);
  const auto& payload = fields[kPayload];
  if (!payload || !payload->IsObject()) return std::unexpected(Reason::kUdcPayload);
  // Only a payload that might be too large is measured.
  if (payload->DumpedSizeBound() > kMaxUdcPayloadBytes && payload->DumpedSize() > kMaxUdcPayloadBytes) {
    return std::unexpected(Reason::kUdcPayloadTooLarge);
  }
  if (!IsTimestamp(StringIn(fields[kTimestamp]).value_or(""))) return std::unexpected(Reason::kUdcTimestamp);
  return message;
}

}  // namespace gatehouse::gate
