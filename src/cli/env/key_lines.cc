#include "cli/env/key_lines.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/terminal/output.h"

namespace gatehouse::cli {

using dotenv::KeyLineState;

base::Result<std::vector<JudgedKeyLine>> JudgeKeyLines(std::span<const dotenv::KeyLine> lines) {
  std::vector<std::string> fingerprints;
  fingerprints.reserve(lines.size());
  for (const dotenv::KeyLine& line : lines) fingerprints.push_back(line.fingerprint);
  const auto known = dotenv::PublicKeys(fingerprints);
  if (!known) return std::unexpected(known.error());
  std::vector<JudgedKeyLine> judged;
  for (const dotenv::KeyLine& line : lines) {
    const auto found =
        std::ranges::find_if(*known, [&](const dotenv::GpgKey& key) { return HasPart(key, line.fingerprint); });
    const dotenv::GpgKey* const key = found == known->end() ? nullptr : &*found;
    judged.push_back({line.fingerprint, key == nullptr ? line.user : key->user, StateOf(line, key)});
  }
  return judged;
}

void WarnOfStale(std::span<const JudgedKeyLine> lines, std::string_view file) {
  for (const JudgedKeyLine& line : lines) {
    if (line.state == KeyLineState::kStale) {
      Warn(fmt::format("{}: it is still encrypted to an old key of {} {}: gatehouse env recipients rewrap",
                       Visible(file), line.fingerprint, Visible(line.user)));
    } else if (line.state == KeyLineState::kExpired || line.state == KeyLineState::kUnusable) {
      Warn(
          fmt::format("{}: the key of {} {} is {}: import its owner's new one (gpg --import FILE), or remove it "
                      "(gatehouse env recipients remove)",
                      Visible(file), line.fingerprint, Visible(line.user),
                      line.state == KeyLineState::kExpired ? "expired" : "revoked, disabled or invalid"));
    }
  }
}

}  // namespace gatehouse::cli
