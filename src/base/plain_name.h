// Names of headers as nearly every client spells them: letters, digits and hyphens. Sixteen characters at a time, so
// that the dearer questions are asked of other names only. Shown by plain_name_test.cc.
#pragma once

#include <algorithm>
#include <string_view>

#include "base/sixteen_bytes.h"

namespace gatehouse::base {

// True only of a name that is not empty and holds nothing else. False says nothing of a name of less than four
// characters, which is rare.
[[nodiscard]] inline bool IsPlainName(std::string_view name) {
  const auto is = [](auto comparison) { return reinterpret_cast<SixteenBytes>(comparison); };
  const auto others = [is](SixteenBytes bytes) {
    return ~(is((bytes | 0x20) - 'a' < 26) | is(bytes - '0' < 10) | is(bytes == '-'));
  };
  if (name.size() < kSixteen) return !AnySet(others(LoadFewer(name)));
  const char* const last = name.data() + name.size() - kSixteen;
  SixteenBytes other = others(LoadSixteen(last));
  for (const char* at = name.data(); at < last; at += kSixteen) other |= others(LoadSixteen(at));
  return !AnySet(other);
}

}  // namespace gatehouse::base
