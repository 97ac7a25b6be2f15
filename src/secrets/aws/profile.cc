#include "secrets/aws/profile.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/bytes.h"
#include "base/file.h"
#include "base/lines.h"
#include "secrets/answer.h"
#include "secrets/exposure.h"

namespace gatehouse::secrets {
namespace {

constexpr size_t kMaxProfileBytes = size_t{1} << 20;
constexpr std::string_view kProfileWord = "profile ";

std::string PathOf(const char* variable, const char* usual) {
  std::string path = Environment(variable);
  return path.empty() ? Environment("HOME") + "/.aws/" + usual : path;
}

std::expected<base::SecretString, ProviderError> ReadProfileFile(const char* variable, const char* usual) {
  const std::string path = PathOf(variable, usual);
  auto text = base::ReadFile(path, kMaxProfileBytes);
  if (text) return base::SecretString(std::move(*text));
  if (access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR)) return base::SecretString();
  return Refuse(Fault::kMisused, "AWS: " + text.error().what, path, "let this user read it: chmod u+r FILE");
}

// ~/.aws/config uses [profile NAME], but [default].
std::string ConfigSection(const std::string& profile) {
  return profile == "default" ? profile : std::string(kProfileWord) + profile;
}

// Calls take(section) for each "[section]" and take(section, name, value) for each of its entries.
template <typename Section, typename Entry>
void WalkIni(std::string_view text, Section at_section, Entry at_entry) {
  std::string_view section;
  while (!text.empty()) {
    std::string_view line = base::TakeLine(text);
    const bool indented = line.starts_with(' ') || line.starts_with('\t');  // continues the previous line
    line = base::TrimSpace(line);
    if (line.starts_with('[') && line.ends_with(']')) {
      section = base::TrimSpace(line.substr(1, line.size() - 2));
      at_section(section);
      continue;
    }
    const size_t equals = line.find('=');
    if (indented || equals == std::string_view::npos || line.starts_with('#') || line.starts_with(';')) continue;
    at_entry(section, base::TrimSpace(line.substr(0, equals)), base::TrimSpace(line.substr(equals + 1)));
  }
}

}  // namespace

std::vector<IniEntry> IniEntries(std::string_view text, std::string_view section) {
  std::vector<IniEntry> entries;
  WalkIni(
      text, [](std::string_view) {},
      [&](std::string_view at, std::string_view name, std::string_view value) {
        if (at == section) entries.push_back({name, value});
      });
  return entries;
}

std::optional<std::string_view> IniValue(std::string_view text, std::string_view section, std::string_view name) {
  std::optional<std::string_view> found;
  for (const IniEntry& entry : IniEntries(text, section)) {
    if (entry.name == name) found = entry.value;
  }
  return found;
}

std::vector<std::string_view> IniSections(std::string_view text) {
  std::vector<std::string_view> sections;
  WalkIni(
      text, [&](std::string_view section) { sections.push_back(section); },
      [](std::string_view, std::string_view, std::string_view) {});
  return sections;
}

std::expected<AwsFiles, ProviderError> AwsFiles::Read() {
  AwsFiles files;
  auto credentials = ReadProfileFile("AWS_SHARED_CREDENTIALS_FILE", "credentials");
  if (!credentials) return std::unexpected(credentials.error());
  auto config = ReadProfileFile("AWS_CONFIG_FILE", "config");
  if (!config) return std::unexpected(config.error());
  if (!credentials->empty())
    WarnIfEveryoneCanRead(PathOf("AWS_SHARED_CREDENTIALS_FILE", "credentials"), "AWS credentials");
  files.credentials_ = std::move(*credentials);
  files.config_ = std::move(*config);
  return files;
}

bool AwsFiles::Has(const std::string& profile) const {
  const auto in = [](std::string_view text, std::string_view section) {
    const auto sections = IniSections(text);
    return std::ranges::find(sections, section) != sections.end();
  };
  return in(credentials_.Reveal(), profile) || in(config_.Reveal(), ConfigSection(profile));
}

std::string AwsFiles::Value(const std::string& profile, std::string_view name) const {
  const auto first = IniValue(credentials_.Reveal(), profile, name);
  if (first && !first->empty()) return std::string(*first);
  return std::string(IniValue(config_.Reveal(), ConfigSection(profile), name).value_or(std::string_view()));
}

std::string AwsFiles::SessionValue(const std::string& session, std::string_view name) const {
  return std::string(IniValue(config_.Reveal(), "sso-session " + session, name).value_or(std::string_view()));
}

std::vector<std::string> AwsFiles::Names(const std::string& profile) const {
  std::vector<std::string> names;
  for (const IniEntry& entry : IniEntries(credentials_.Reveal(), profile)) names.emplace_back(entry.name);
  for (const IniEntry& entry : IniEntries(config_.Reveal(), ConfigSection(profile))) names.emplace_back(entry.name);
  return names;
}

std::vector<std::string> AwsFiles::Profiles() const {
  std::vector<std::string> profiles;
  const auto add = [&](std::string_view name) {
    if (std::ranges::find(profiles, name) == profiles.end()) profiles.emplace_back(name);
  };
  for (const std::string_view section : IniSections(credentials_.Reveal())) add(section);
  for (std::string_view section : IniSections(config_.Reveal())) {
    if (section == "default") add(section);
    if (!section.starts_with(kProfileWord)) continue;
    section.remove_prefix(kProfileWord.size());
    add(base::TrimSpace(section));
  }
  return profiles;
}

std::string ProfileName() {
  for (const char* variable : {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"}) {
    if (std::string name = Environment(variable); !name.empty()) return name;
  }
  return "default";
}

bool ProfileIsNamed() { return !Environment("AWS_PROFILE").empty() || !Environment("AWS_DEFAULT_PROFILE").empty(); }

std::string ProfileValue(std::string_view name) {
  const auto files = AwsFiles::Read();
  return files ? files->Value(ProfileName(), name) : std::string();
}

}  // namespace gatehouse::secrets
