#include "audit/checks/ci_parts.h"

#include <algorithm>
#include <array>
#include <string>

#include "audit/checks/placeholder.h"
#include "audit/checks/run_downloads.h"
#include "audit/repository/shell_words.h"
#include "base/ascii.h"
#include "events/secret_name.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kSha1Digits = 40;
constexpr size_t kSha256Digits = 64;

// Of NAME: VALUE or NAME: { value: VALUE }
std::string ValueOf(const YamlMember& member) {
  return member.value.IsMap() ? member.value.TextAt("value") : member.value.text;
}

void AddPasswords(const YamlNode* variables, std::vector<std::string>& passwords) {
  if (variables == nullptr) return;
  for (const YamlMember& member : variables->members) {
    const std::string value = ValueOf(member);
    if (!value.empty() && events::IsPasswordName(member.name)) passwords.push_back(value);
  }
}

}  // namespace

bool IsCommit(std::string_view text) {
  return (text.size() == kSha1Digits || text.size() == kSha256Digits) && base::AllHex(text);
}

void CheckImage(const YamlNode* image, FileVerdict& verdict) {
  if (image == nullptr || image->text.empty() || image->text.contains('$')) return;
  if (!image->text.contains("@sha256:")) verdict.Fail(image->line, image->text + " can be replaced");
}

void ServiceLogins::AddContainer(const YamlNode* variables) {
  AddPasswords(variables, own);
  AddPasswords(variables, passwords);
}

void ServiceLogins::AddJob(const YamlNode* variables) { AddPasswords(variables, passwords); }

bool ServiceLogins::Open(std::string_view value) const {
  constexpr std::array<std::string_view, 3> kOwnHost = {"localhost", "127.0.0.1", "::1"};
  constexpr size_t kLeastMade = 16;
  const auto has = [](const auto& all, std::string_view one) { return std::ranges::find(all, one) != all.end(); };
  const UrlLogin login = UrlLoginIn(value);
  if (login.password.empty())
    return has(own, value) && !events::LooksMade(value, kLeastMade) && !events::LooksRandom(value);
  return (has(kOwnHost, login.host) || has(hosts, login.host)) && has(passwords, login.password);
}

void CheckVariables(const YamlNode* variables, const ServiceLogins& services, FileVerdict& verdict) {
  if (variables == nullptr) return;
  for (const YamlMember& member : variables->members) {
    const std::string value = ValueOf(member);
    if (!value.contains("${{") && IsSecretSetting(member.name, value) && !services.Open(value))
      verdict.Fail(member.line, member.name + " has its value in the file");
  }
}

void CheckRunDownloads(const YamlNode& script, FileVerdict& verdict) {
  for (const YamlNode& item : script.items) CheckRunDownloads(item, verdict);
  for (const RunDownload& each : RunDownloads(SplitShell(script.text))) verdict.Fail(script.line, each.what);
}

}  // namespace gatehouse::audit
