#include "secrets/aws/profile.h"

#include "base/bytes.h"
#include "base/file.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

constexpr size_t kMaxProfileBytes = size_t{1} << 20;

base::SecretString ReadProfileFile(const char* variable, const char* usual) {
  std::string path = Environment(variable);
  if (path.empty()) path = Environment("HOME") + "/.aws/" + usual;
  auto text = base::ReadFile(path, kMaxProfileBytes);
  return text ? base::SecretString(std::move(*text)) : base::SecretString();
}

// ~/.aws/config says [profile NAME], but [default].
std::string ConfigSection(const std::string& profile) { return profile == "default" ? profile : "profile " + profile; }

}  // namespace

std::optional<std::string_view> IniValue(std::string_view text, std::string_view section, std::string_view name) {
  std::optional<std::string_view> found;
  bool inside = false;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool indented = line.starts_with(' ') || line.starts_with('\t');  // goes on with the line before
    line = base::TrimSpace(line);
    if (line.starts_with('[') && line.ends_with(']')) {
      inside = base::TrimSpace(line.substr(1, line.size() - 2)) == section;
      continue;
    }
    const size_t equals = line.find('=');
    if (!inside || indented || equals == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) {
      continue;
    }
    if (base::TrimSpace(line.substr(0, equals)) == name) found = base::TrimSpace(line.substr(equals + 1));
  }
  return found;
}

std::string ProfileName() {
  std::string name = Environment("AWS_PROFILE");
  return name.empty() ? "default" : name;
}

std::optional<AwsCredentials> ProfileCredentials() {
  const std::string profile = ProfileName();
  const struct {
    const char* variable;
    const char* usual;
    std::string section;
  } files[] = {{"AWS_SHARED_CREDENTIALS_FILE", "credentials", profile},
               {"AWS_CONFIG_FILE", "config", ConfigSection(profile)}};
  for (const auto& file : files) {
    const base::SecretString text = ReadProfileFile(file.variable, file.usual);
    const auto id = IniValue(text.Reveal(), file.section, "aws_access_key_id");
    const auto key = IniValue(text.Reveal(), file.section, "aws_secret_access_key");
    if (!id || !key || id->empty() || key->empty()) continue;
    const auto token = IniValue(text.Reveal(), file.section, "aws_session_token").value_or(std::string_view());
    return AwsCredentials{std::string(*id), base::SecretString(std::string(*key)),
                          base::SecretString(std::string(token))};
  }
  return {};
}

std::string ProfileRegion() {
  const base::SecretString text = ReadProfileFile("AWS_CONFIG_FILE", "config");
  return std::string(IniValue(text.Reveal(), ConfigSection(ProfileName()), "region").value_or(std::string_view()));
}

}  // namespace gatehouse::secrets
