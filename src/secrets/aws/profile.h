// Reads profiles from the AWS command line's files, ~/.aws/credentials and ~/.aws/config. Shown by
// profile_test.cc.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret_string.h"
#include "secrets/provider.h"

namespace gatehouse::secrets {

struct IniEntry {
  std::string_view name;
  std::string_view value;
};
// The entries of [section] in an INI file; malformed lines are skipped, as the AWS command line does. Empty
// if there is no such section, or if it is empty.
[[nodiscard]] std::vector<IniEntry> IniEntries(std::string_view text, std::string_view section);
// If the name is repeated, its last value.
[[nodiscard]] std::optional<std::string_view> IniValue(std::string_view text, std::string_view section,
                                                       std::string_view name);
[[nodiscard]] std::vector<std::string_view> IniSections(std::string_view text);

// The current content of both files.
class AwsFiles {
 public:
  // A missing file counts as empty; an unreadable one is an error.
  [[nodiscard]] static std::expected<AwsFiles, ProviderError> Read();

  [[nodiscard]] bool Has(const std::string& profile) const;
  // ~/.aws/credentials wins over ~/.aws/config, as in AWS's own programs. Empty: not set.
  [[nodiscard]] std::string Value(const std::string& profile, std::string_view name) const;
  [[nodiscard]] std::string SessionValue(const std::string& session,
                                         std::string_view name) const;             // [sso-session NAME]
  [[nodiscard]] std::vector<std::string> Names(const std::string& profile) const;  // of all its entries
  [[nodiscard]] std::vector<std::string> Profiles() const;

 private:
  base::SecretString credentials_;
  base::SecretString config_;
};

[[nodiscard]] std::string ProfileName();  // AWS_PROFILE, AWS_DEFAULT_PROFILE, or "default"
[[nodiscard]] bool ProfileIsNamed();      // by one of these variables
// From that profile; empty if not set, or if the files cannot be read.
[[nodiscard]] std::string ProfileValue(std::string_view name);

}  // namespace gatehouse::secrets
