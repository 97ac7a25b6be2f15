#include <array>

#include "base/json.h"
#include "base/json_number.h"

namespace gatehouse::json {
namespace {

constexpr size_t kUnicodeEscape = 6;  // \uXXXX

// How much a byte of a UTF-8 string adds to its size if only printable ASCII is written unescaped. A non-ASCII
// character is counted at its first byte: one escape, or two (a surrogate pair) for four-byte characters.
constexpr std::array<uint8_t, 256> DumpedBytes() {
  std::array<uint8_t, 256> sizes{};
  for (size_t byte = 0; byte < sizes.size(); ++byte) {
    sizes[byte] = byte < 0x20 || byte == 0x7F ? kUnicodeEscape : byte < 0x7F ? 1 : byte < 0xC0 ? 0 : kUnicodeEscape;
    if (byte >= 0xF0) sizes[byte] = 2 * kUnicodeEscape;
  }
  for (const char c : {'"', '\\', '\b', '\f', '\n', '\r', '\t'}) sizes[static_cast<uint8_t>(c)] = 2;
  return sizes;
}

constexpr std::array<uint8_t, 256> kDumpedBytes = DumpedBytes();

size_t DumpedStringSize(std::string_view content) {
  size_t size = 2;
  for (const char c : content) size += kDumpedBytes[static_cast<uint8_t>(c)];
  return size;
}

}  // namespace

size_t Value::DumpedSize() const {
  constexpr size_t kBrackets = 2;
  constexpr size_t kSeparator = 2;  // ", " and ": "
  size_t size = 0;
  for (const Node* at = node_; at != node_ + node_->span; ++at) {
    const std::string_view text(at->text, at->size);
    switch (at->kind) {
      case Kind::kNull:
      case Kind::kBool:
        size += text.size();
        break;
      case Kind::kInteger:
      case Kind::kUnsigned:
      case Kind::kDouble:
        size += DumpedNumberSize(text);
        break;
      case Kind::kString:
        size += DumpedStringSize(text);
        break;
      case Kind::kObject:
        size += at->count * kSeparator;
        [[fallthrough]];
      case Kind::kArray:
        size += kBrackets + (at->count > 1 ? (at->count - 1) * kSeparator : 0);
        break;
    }
  }
  return size;
}

}  // namespace gatehouse::json
