#include "gate/inspect/charset.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

constexpr std::array<std::string_view, 2> kUtf8 = {"utf-8", "utf8"};
constexpr std::array<std::string_view, 5> kAscii = {"us-ascii", "ascii", "ansi_x3.4-1968", "latin1", "latin-1"};
// Followed by a number.
constexpr std::array<std::string_view, 3> kFamilies = {"iso-8859-", "windows-125", "cp125"};
constexpr size_t kMostDigits = 2;

bool IsNumber(std::string_view text) { return !text.empty() && text.size() <= kMostDigits && base::AllDigits(text); }

}  // namespace

Charset CharsetNamed(std::string_view name) {
  const auto is = [name](std::string_view known) { return base::EqualIgnoringCase(known, name); };
  if (std::ranges::any_of(kUtf8, is)) return Charset::kUtf8;
  const bool numbered = std::ranges::any_of(kFamilies, [name](std::string_view family) {
    return base::EqualIgnoringCase(name.substr(0, family.size()), family) && IsNumber(name.substr(family.size()));
  });
  return numbered || std::ranges::any_of(kAscii, is) ? Charset::kExtendsAscii : Charset::kOther;
}

}  // namespace gatehouse::gate
