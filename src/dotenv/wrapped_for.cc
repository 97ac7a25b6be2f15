#include "dotenv/wrapped_for.h"

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::dotenv {
namespace {

constexpr size_t kKeyIdBytes = 8;
constexpr unsigned kSessionKeyTag = 1;
constexpr unsigned char kVersion3 = 3;

// The start of the first packet's content; 0: not a packet of the wanted type.
size_t ContentOf(std::string_view message) {
  if (message.size() < 2) return 0;
  const auto first = static_cast<unsigned char>(message[0]);
  const auto length = static_cast<unsigned char>(message[1]);
  constexpr unsigned kPacket = 0x80;
  constexpr unsigned kNewFormat = 0x40;
  if ((first & kPacket) == 0) return 0;
  if ((first & kNewFormat) != 0) {
    constexpr unsigned char kTwoBytes = 192;
    constexpr unsigned char kPartial = 224;
    constexpr unsigned char kFiveBytes = 255;
    if ((first & 0x3F) != kSessionKeyTag) return 0;
    if (length < kTwoBytes) return 2;
    if (length < kPartial) return 3;
    return length == kFiveBytes ? 6 : 0;
  }
  if ((first >> 2 & 0x0F) != kSessionKeyTag) return 0;
  constexpr size_t kLengthBytes[] = {1, 2, 4, 0};
  return 1 + kLengthBytes[first & 3];
}

}  // namespace

std::string WrappedFor(std::string_view message) {
  const size_t content = ContentOf(message);
  if (content == 0 || message.size() < content + 1 + kKeyIdBytes) return {};
  if (static_cast<unsigned char>(message[content]) != kVersion3) return {};
  std::string id = base::HexEncode(message.substr(content + 1, kKeyIdBytes));
  std::ranges::transform(id, id.begin(), [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  return id == std::string(2 * kKeyIdBytes, '0') ? std::string() : id;  // zero: the recipient is hidden
}

KeyLineState StateOf(const KeyLine& line, const GpgKey* key) {
  if (key == nullptr) return KeyLineState::kUnknown;
  if (key->unusable) return KeyLineState::kUnusable;
  const bool named_part = line.fingerprint.ends_with('!');
  const std::string id =
      named_part ? line.fingerprint.substr(0, line.fingerprint.size() - 1) : WrappedFor(line.wrapped);
  const auto part = std::ranges::find_if(
      key->subkeys, [&](const GpgSubkey& one) { return !id.empty() && one.fingerprint.ends_with(id); });
  const bool can_be_wrapped = EncryptionPart(*key) != nullptr;
  if (part == key->subkeys.end()) return can_be_wrapped ? KeyLineState::kGood : KeyLineState::kExpired;
  if (!part->expired && !part->unusable && !key->expired) return KeyLineState::kGood;
  if (named_part || !can_be_wrapped) return part->unusable ? KeyLineState::kUnusable : KeyLineState::kExpired;
  return KeyLineState::kStale;
}

std::string_view Word(KeyLineState state) {
  switch (state) {
    case KeyLineState::kGood:
      return "good";
    case KeyLineState::kStale:
      return "stale";
    case KeyLineState::kExpired:
      return "expired";
    case KeyLineState::kUnusable:
      return "unusable";
    case KeyLineState::kUnknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace gatehouse::dotenv
