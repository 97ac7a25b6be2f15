#include "cli/token/profile.h"

#include <algorithm>

namespace gatehouse::cli {

base::Result<const TokenProfile*> ProfileNamed(std::string_view name) {
  const auto* profile = std::ranges::find(kTokenProfiles, name, &TokenProfile::name);
  if (profile != kTokenProfiles.end()) return profile;
  return base::Fail("Unknown profile", {}, "write droplet or promptcraft");
}

base::Result<std::vector<crypto::Algorithm>> ParseAlgorithms(std::string_view text) {
  std::vector<crypto::Algorithm> algorithms;
  while (true) {
    const size_t comma = text.find(',');
    const auto algorithm = crypto::AlgorithmNamed(text.substr(0, comma));
    if (!algorithm) return std::unexpected(algorithm.error());
    algorithms.push_back(*algorithm);
    if (comma == std::string_view::npos) return algorithms;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace gatehouse::cli
