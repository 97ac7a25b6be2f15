#include "audit/checks/ci_parts.h"

#include <string>

#include "audit/checks/placeholder.h"
#include "audit/checks/run_downloads.h"
#include "audit/repository/shell_words.h"
#include "base/ascii.h"

namespace gatehouse::audit {
namespace {

constexpr size_t kSha1Digits = 40;
constexpr size_t kSha256Digits = 64;

}  // namespace

bool IsCommit(std::string_view text) {
  return (text.size() == kSha1Digits || text.size() == kSha256Digits) && base::AllHex(text);
}

void CheckImage(const YamlNode* image, FileVerdict& verdict) {
  if (image == nullptr || image->text.empty() || image->text.contains('$')) return;
  if (!image->text.contains("@sha256:")) verdict.Fail(image->line, image->text + " can be replaced");
}

void CheckVariables(const YamlNode* variables, FileVerdict& verdict) {
  if (variables == nullptr) return;
  for (const YamlMember& member : variables->members) {
    const std::string value = member.value.IsMap() ? member.value.TextAt("value") : member.value.text;
    if (!value.contains("${{") && IsSecretSetting(member.name, value))
      verdict.Fail(member.line, member.name + " has its value in the file");
  }
}

void CheckRunDownloads(const YamlNode& script, FileVerdict& verdict) {
  for (const YamlNode& item : script.items) CheckRunDownloads(item, verdict);
  for (const RunDownload& each : RunDownloads(SplitShell(script.text))) verdict.Fail(script.line, each.what);
}

}  // namespace gatehouse::audit
