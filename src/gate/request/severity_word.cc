#include "gate/request/severity_word.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/nearest.h"

namespace gatehouse::gate {

std::span<const std::string_view> SeverityWords() {
  static_assert(static_cast<size_t>(Severity::kCritical) == 4);
  static const std::array<std::string_view, 5> words = {Name(Severity::kInfo), Name(Severity::kLow),
                                                        Name(Severity::kMedium), Name(Severity::kHigh),
                                                        Name(Severity::kCritical)};
  return words;
}

base::Result<Severity> ReadSeverity(std::string_view word) {
  const auto names = SeverityWords();
  const auto found = std::ranges::find(names, word);
  if (found != names.end()) return static_cast<Severity>(found - names.begin());
  const std::string_view nearest = base::Nearest(word, names);
  return base::Fail("Not a severity", {},
                    nearest.empty() ? std::string("write info, low, medium, high or critical")
                                    : fmt::format("did you mean {}?", nearest));
}

}  // namespace gatehouse::gate
