// The AWS command line's files, ~/.aws/credentials and ~/.aws/config: what they say of a profile. Shown by
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
// What stands in [section] of an INI file; lines that are none are passed over, as the AWS command line does. Empty
// where there is no such section, or nothing in it.
[[nodiscard]] std::vector<IniEntry> IniEntries(std::string_view text, std::string_view section);
// Of two with the same name the last one.
[[nodiscard]] std::optional<std::string_view> IniValue(std::string_view text, std::string_view section,
                                                       std::string_view name);
[[nodiscard]] std::vector<std::string_view> IniSections(std::string_view text);

// Both files, as they are now.
class AwsFiles {
 public:
  // A file that is not there is an empty one; one that cannot be read is an error.
  [[nodiscard]] static std::expected<AwsFiles, ProviderError> Read();

  [[nodiscard]] bool Has(const std::string& profile) const;
  // What ~/.aws/credentials says wins over ~/.aws/config, as with AWS' own programs. Empty: nothing.
  [[nodiscard]] std::string Value(const std::string& profile, std::string_view name) const;
  [[nodiscard]] std::string SessionValue(const std::string& session,
                                         std::string_view name) const;             // [sso-session NAME]
  [[nodiscard]] std::vector<std::string> Names(const std::string& profile) const;  // of everything that is said of it
  [[nodiscard]] std::vector<std::string> Profiles() const;

 private:
  base::SecretString credentials_;
  base::SecretString config_;
};

[[nodiscard]] std::string ProfileName();  // AWS_PROFILE, AWS_DEFAULT_PROFILE, or "default"
[[nodiscard]] bool ProfileIsNamed();      // by one of them
// Of that profile; empty: it does not say, or the files cannot be read.
[[nodiscard]] std::string ProfileValue(std::string_view name);

}  // namespace gatehouse::secrets
