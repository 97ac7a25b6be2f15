#include "audit/checks/gitlab_ci.h"

#include <array>
#include <string>
#include <string_view>

#include "audit/checks/ci_parts.h"

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 3> kScripts = {"before_script", "script", "after_script"};

bool IsUrl(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

// Files of the repository itself (`local`, `artifact`) and GitLab's own (`template`) need no pin.
void Include(const YamlNode& include, FileVerdict& verdict) {
  if (!include.IsMap()) {
    if (IsUrl(include.text)) verdict.Fail(include.line, include.text + " can be replaced");
    return;
  }
  const std::string remote = include.TextAt("remote");
  if (!remote.empty() && include.TextAt("integrity").empty())
    verdict.Fail(include.Get("remote")->line, remote + " can be replaced: it has no integrity");
  const std::string project = include.TextAt("project");
  if (!project.empty() && !IsCommit(include.TextAt("ref")))
    verdict.Fail(include.Get("project")->line, project + " can be replaced: its ref is not a commit");
  const std::string component = include.TextAt("component");
  const size_t at = component.rfind('@');
  if (!component.empty() && (at == std::string::npos || !IsCommit(std::string_view(component).substr(at + 1))))
    verdict.Fail(include.Get("component")->line, component + " can be replaced");
}

void Includes(const YamlNode* include, FileVerdict& verdict) {
  if (include == nullptr) return;
  if (include->kind != YamlNode::Kind::kList) return Include(*include, verdict);
  for (const YamlNode& each : include->items) Includes(&each, verdict);  // an anchor may bring a list
}

// image: NAME, image: { name: NAME }
void Image(const YamlNode* image, FileVerdict& verdict) {
  if (image != nullptr) CheckImage(image->IsMap() ? image->Get("name") : image, verdict);
}

// The variables of a job are its services', too. A service is called as its alias says, or as its image without the
// version, with "-" or "__" for "/".
ServiceLogins LoginsOf(const YamlNode& job) {
  ServiceLogins logins;
  const YamlNode* const services = job.Get("services");
  if (services == nullptr) return logins;
  for (const YamlNode& service : services->items) {
    const std::string image = service.IsMap() ? service.TextAt("name") : service.text;
    const std::string name = image.substr(0, image.find_first_of(":@"));
    for (const std::string_view slash : {"-", "__"}) {
      std::string host;
      for (const char c : name) host += c == '/' ? std::string(slash) : std::string(1, c);
      logins.hosts.push_back(host);
    }
    if (const std::string alias = service.TextAt("alias"); !alias.empty()) logins.hosts.push_back(alias);
    logins.AddContainer(service.Get("variables"));
  }
  logins.AddJob(job.Get("variables"));
  return logins;
}

// A job, `default`, or the whole file: all have the same keys.
void Job(const YamlNode& job, const GitlabVerdicts& verdicts) {
  Image(job.Get("image"), verdicts.images);
  if (const YamlNode* services = job.Get("services")) {
    for (const YamlNode& service : services->items) Image(&service, verdicts.images);
  }
  const ServiceLogins logins = LoginsOf(job);
  CheckVariables(job.Get("variables"), logins, verdicts.secrets);
  if (const YamlNode* rules = job.Get("rules")) {
    for (const YamlNode& rule : rules->items) CheckVariables(rule.Get("variables"), logins, verdicts.secrets);
  }
  for (const std::string_view name : kScripts) {
    if (const YamlNode* script = job.Get(name)) CheckRunDownloads(*script, verdicts.downloads);
  }
  // A pipeline of its own that the job starts.
  Includes(job.At("trigger.include"), verdicts.includes);
}

void AddLocal(const YamlNode* include, std::vector<std::string>& files) {
  if (include == nullptr) return;
  for (const YamlNode& each : include->items) AddLocal(&each, files);
  std::string file = include->IsMap() ? include->TextAt("local") : include->text;
  if (!file.empty() && !IsUrl(file)) files.push_back(file.substr(file.starts_with('/') ? 1 : 0));
}

}  // namespace

std::vector<std::string> LocalIncludes(const YamlNode& root) {
  std::vector<std::string> files;
  AddLocal(root.Get("include"), files);
  for (const YamlMember& member : root.members) AddLocal(member.value.At("trigger.include"), files);
  return files;
}

bool IsIncluded(std::string_view path, std::string_view include) {
  const size_t first = include.find('*');
  const std::string_view end = include.substr(include.rfind('*') + 1);
  if (path.size() < first + end.size() || !path.starts_with(include.substr(0, first)) || !path.ends_with(end))
    return false;
  // One '*' stays in its folder.
  const std::string_view between = path.substr(first, path.size() - first - end.size());
  return include.contains("**") || !between.contains('/');
}

void LookAtGitlabCi(const YamlNode& root, const GitlabVerdicts& verdicts) {
  Includes(root.Get("include"), verdicts.includes);
  Job(root, verdicts);
  for (const YamlMember& member : root.members) {
    // The names that are no jobs and have keys like those of a job.
    if (member.name != "variables" && member.name != "include") Job(member.value, verdicts);
  }
}

}  // namespace gatehouse::audit
