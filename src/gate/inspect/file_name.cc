#include "gate/inspect/file_name.h"

#include <cstdint>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxName = 4095;      // PATH_MAX without its NUL
constexpr size_t kMaxComponent = 255;  // NAME_MAX
constexpr size_t kPercentTriplet = 3;  // %XX

// C0, DEL, and in UTF-8 the C1 controls (U+0080–U+009F).
bool HoldsControl(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    const auto byte = static_cast<uint8_t>(name[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < name.size() && static_cast<uint8_t>(name[i + 1]) < 0xA0) return true;
  }
  return false;
}

// A later reader may decode a second time and would find another name.
bool HoldsEncoding(std::string_view name) {
  for (size_t at = name.find('%'); at != std::string_view::npos; at = name.find('%', at + 1)) {
    if (base::PercentByte(name.substr(at)) >= 0) return true;
  }
  return false;
}

// A component of only dots and spaces is `.`, `..`, or shortened to one of them by some systems.
bool IsPlainComponent(std::string_view component) {
  return !component.empty() && component.size() <= kMaxComponent &&
         component.find_first_not_of(". ") != std::string_view::npos;
}

bool AllComponentsArePlain(std::string_view name) {
  while (true) {
    const size_t slash = name.find('/');
    if (!IsPlainComponent(name.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    name.remove_prefix(slash + 1);
  }
}

}  // namespace

std::optional<std::string> PlainFileName(std::string_view encoded) {
  if (encoded.size() > kMaxName * kPercentTriplet) return std::nullopt;
  auto name = base::PercentDecode(encoded);
  if (!name || name->size() > kMaxName || !base::IsUtf8(*name)) return std::nullopt;
  if (HoldsControl(*name) || HoldsEncoding(*name) || name->contains('\\')) return std::nullopt;
  const bool drive = name->size() >= 2 && base::IsLetter((*name)[0]) && (*name)[1] == ':';
  if (drive || !AllComponentsArePlain(*name)) return std::nullopt;
  return name;
}

}  // namespace gatehouse::gate
