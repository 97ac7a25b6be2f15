// Rows A7 B14 C13: what is started while an image is built: packages and files that nobody verified, package lists left
// behind, sudo. A table: a rule, and the command lines that break it.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/dockerfiles.h"
#include "audit/checks/run_downloads.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kCommandPipeToShell{"docker-curl-to-shell", Severity::kHigh, "Downloads are not piped into a shell",
                                   "download it, compare its SHA-256, then run it"};
constexpr Rule kUnverified{"docker-unverified-download", Severity::kHigh, "Downloads and packages are verified",
                           "take the option away, and trust the certificate or key that is missing"};
constexpr Rule kTlsOff{"docker-tls-off", Severity::kHigh, "No variable switches the verification of certificates off",
                       "take it away, and add the certificate that is missing to the image"};
constexpr Rule kSudo{"docker-sudo", Severity::kLow, "The build needs no sudo",
                     "write USER root before, and USER app behind it"};
constexpr Rule kPassword{"docker-chpasswd", Severity::kHigh, "No password is set while the image is built",
                         "use an account without a password"};
constexpr Rule kApt{"docker-apt", Severity::kNote, "apt-get is used, not apt",
                    "write apt-get: apt's command line may change"};
constexpr Rule kAssumeYes{"docker-apt-yes", Severity::kLow, "apt-get does not wait for an answer", "add -y"};
constexpr Rule kUpgrade{"docker-dist-upgrade", Severity::kLow, "The image is not upgraded as a whole",
                        "take a newer base image"};
constexpr Rule kCleaned{"docker-cache-cleaned", Severity::kLow, "Package lists are not left in the image",
                        "end the same RUN with 'rm -rf /var/lib/apt/lists/*', or what the package manager has for it"};
constexpr Rule kUpdateAlone{"docker-update-alone", Severity::kLow,
                            "Package lists are updated where packages are installed",
                            "put update and install into one RUN: the cache keeps an old list otherwise"};
constexpr Rule kCd{"docker-cd", Severity::kNote, "WORKDIR is used, not cd", "write WORKDIR"};
constexpr Rule kTwoTools{"docker-wget-and-curl", Severity::kNote, "Only one download tool is used",
                         "use either curl or wget"};
constexpr const Rule* kCommandRules[] = {
    &kCommandPipeToShell, &kUnverified, &kTlsOff,  &kSudo,        &kPassword, &kApt,
    &kAssumeYes,          &kUpgrade,    &kCleaned, &kUpdateAlone, &kCd,       &kTwoTools};

// A command that breaks a rule: its name, a word it must have (or none), an option or word that makes it so.
struct BadCommand {
  const Rule* rule;
  std::string_view program;
  std::string_view with;
  std::string_view option;
};
constexpr std::array<BadCommand, 25> kBad = {{
    {&kUnverified, "curl", "", "-k"},
    {&kUnverified, "curl", "", "--insecure"},
    {&kUnverified, "wget", "", "--no-check-certificate"},
    {&kUnverified, "apt-get", "", "--allow-unauthenticated"},
    {&kUnverified, "apt", "", "--allow-unauthenticated"},
    {&kUnverified, "apt-get", "", "--force-yes"},
    {&kUnverified, "apt", "", "--force-yes"},
    {&kUnverified, "apk", "", "--allow-untrusted"},
    {&kUnverified, "yum", "", "--nogpgcheck"},
    {&kUnverified, "dnf", "", "--nogpgcheck"},
    {&kUnverified, "tdnf", "", "--nogpgcheck"},
    {&kUnverified, "microdnf", "", "--nogpgcheck"},
    {&kUnverified, "rpm", "", "--nosignature"},
    {&kUnverified, "rpm", "", "--nodigest"},
    {&kUnverified, "pip", "", "--trusted-host"},
    {&kUnverified, "pip3", "", "--trusted-host"},
    {&kUnverified, "python", "pip", "--trusted-host"},
    {&kUnverified, "python3", "pip", "--trusted-host"},
    {&kUnverified, "git", "http.sslVerify", "false"},
    {&kUnverified, "git", "", "http.sslVerify=false"},
    {&kUpgrade, "apt-get", "", "dist-upgrade"},
    {&kUpgrade, "apt", "", "full-upgrade"},
    {&kPassword, "chpasswd", "", ""},
    {&kApt, "apt", "", "install"},
    {&kApt, "apt", "", "update"},
}};

// Variables, and the values (in lower case) that switch a verification off; "" for any value.
struct BadVariable {
  std::string_view name;
  std::array<std::string_view, 4> values;
};
constexpr std::array<BadVariable, 7> kBadVariables = {{
    {"git_ssl_no_verify", {"", "", "", ""}},  // git asks only whether it is there
    {"node_tls_reject_unauthorized", {"0", "0", "0", "0"}},
    {"npm_config_strict_ssl", {"false", "0", "no", "off"}},
    {"pythonhttpsverify", {"0", "0", "0", "0"}},
    {"pip_trusted_host", {"", "", "", ""}},
    {"curl_ca_bundle", {"/dev/null", "/dev/null", "/dev/null", "/dev/null"}},
    {"yarn_strict_ssl", {"false", "0", "no", "off"}},
}};

constexpr std::array<std::string_view, 9> kManagers = {"apt-get",  "apt",    "apk",      "yum", "dnf",
                                                       "microdnf", "zypper", "aptitude", "tdnf"};

void CheckVariable(std::string_view name, std::string_view value, size_t line, FileVerdict& verdict) {
  const std::string lower = base::AsciiLower(name);
  const std::string given = base::AsciiLower(value);
  for (const BadVariable& bad : kBadVariables) {
    if (lower != bad.name) continue;
    const bool any = bad.values[0].empty() && !given.empty();
    if (any || std::ranges::find(bad.values, given) != bad.values.end())
      verdict.Fail(line, fmt::format("{} switches it off", name));
  }
}

bool TurnsNpmOff(const ShellCommand& command) {
  const bool is_config =
      (command.Name() == "npm" || command.Name() == "yarn" || command.Name() == "pnpm") && command.HasWord("set");
  return (is_config && command.HasWord("strict-ssl") && command.HasWord("false")) ||
         (is_config && (command.HasWord("strict-ssl=false") || command.HasWord("strict-ssl=0"))) ||
         (command.Name() == "npm" && command.HasWord("--strict-ssl=false"));
}

// yum-config-manager --setopt=sslverify=0, --save --setopt=sslverify=false
bool TurnsYumOff(const ShellCommand& command) {
  if (!command.Name().ends_with("config-manager") && !command.HasWord("config-manager") && command.Name() != "yum" &&
      command.Name() != "dnf")
    return false;
  return std::ranges::any_of(command.words, [](const std::string& word) {
    const std::string lower = base::AsciiLower(word);
    return lower.ends_with("sslverify=0") || lower.ends_with("sslverify=false") || lower.ends_with("sslverify=no") ||
           lower.ends_with("sslverify=off");
  });
}

bool Installs(const ShellCommand& command) {
  return command.HasWord("install") || command.HasWord("add") || command.HasWord("reinstall") ||
         command.HasWord("upgrade") || command.HasWord("dist-upgrade") || command.HasWord("in") ||
         command.HasWord("update") || command.HasWord("build-dep");
}

// Whether this RUN leaves what its package manager downloaded.
void CheckCleaned(const Instruction& run, const std::vector<ShellCommand>& commands, FileVerdict& verdict) {
  std::map<std::string_view, size_t> used;
  bool removes_lists = false;
  std::set<std::string_view> cleaned;
  for (const ShellCommand& command : commands) {
    const std::string_view name = command.Name();
    if (IsOneOf(name, kManagers) && Installs(command)) {
      const bool needs_none = (name == "apk" && (command.HasWord("--no-cache") || !command.HasWord("update")));
      if (!needs_none) used.try_emplace(name, command.line);
    }
    if (command.HasWord("clean") || command.HasWord("autoclean") || command.HasWord("cc")) cleaned.insert(name);
    if (name == "rm" || name == "find") {
      removes_lists = removes_lists || std::ranges::any_of(command.words, [](const std::string& word) {
                        return word.contains("/var/lib/apt") || word.contains("/var/cache") ||
                               word.contains("/lib/dpkg") || word == "apt";
                      });
    }
  }
  const bool has_cache_mount = std::ranges::any_of(
      run.flags, [](const auto& flag) { return flag.first == "mount" && flag.second.contains("type=cache"); });
  for (const auto& [manager, line] : used) {
    if (has_cache_mount || removes_lists) continue;
    const bool is_apt = manager.starts_with("apt");
    const bool is_clean = is_apt ? cleaned.contains("apt-get") || cleaned.contains("apt") : !cleaned.empty();
    if (!is_clean) verdict.Fail(line, fmt::format("what {} loads stays in the image", manager));
  }
}

struct Verdicts {
  std::map<std::string_view, FileVerdict> by_rule;
  FileVerdict& operator[](const Rule& rule) { return by_rule.at(rule.id); }
};

void CheckRun(const Instruction& run, Verdicts& verdicts) {
  const std::vector<ShellCommand> commands = run.Commands();
  for (const RunDownload& each : RunDownloads(commands)) verdicts[kCommandPipeToShell].Fail(each.line, each.what);
  bool updates = false;
  bool installs = false;
  size_t update_line = 0;
  for (const ShellCommand& command : commands) {
    const std::string_view name = command.Name();
    for (const BadCommand& bad : kBad) {
      if (name != bad.program || (!bad.with.empty() && !command.HasWord(bad.with))) continue;
      const bool is_met = bad.option.empty() ||
                          (bad.option.starts_with('-') ? command.HasOption(bad.option) : command.HasWord(bad.option));
      if (is_met) verdicts[*bad.rule].Fail(command.line, fmt::format("{} {}", name, bad.option));
    }
    if (TurnsNpmOff(command) || TurnsYumOff(command))
      verdicts[kTlsOff].Fail(command.line, fmt::format("{} switches it off", name));
    for (const std::string& assignment : command.assignments) {
      const size_t equals = assignment.find('=');
      CheckVariable(assignment.substr(0, equals), assignment.substr(equals + 1), command.line, verdicts[kTlsOff]);
    }
    if (command.with_sudo) verdicts[kSudo].Fail(command.line, "sudo");
    if (name == "apt-get" && command.HasWord("install") && !command.HasOption("-y") && !command.HasOption("--yes") &&
        !command.HasOption("--assume-yes") && !command.HasWord("APT::Get::Assume-Yes=true") &&
        !command.HasOption("-qq") && !command.HasWord("-yqq") && !command.HasOption("--force-yes")) {
      verdicts[kAssumeYes].Fail(command.line, "apt-get install without -y");
    }
    if (IsOneOf(name, kManagers)) {
      if (command.HasWord("update") && !command.HasOption("--no-cache")) {
        if (!updates) update_line = command.line;
        updates = true;
        // Behind what is installed, the list is of no use to it.
      } else if (Installs(command)) {
        installs = true;
      }
    }
  }
  if (updates && !installs) verdicts[kUpdateAlone].Fail(update_line, "updates the lists and installs nothing");
  CheckCleaned(run, commands, verdicts[kCleaned]);
  if (commands.size() == 1 && commands[0].Name() == "cd")
    verdicts[kCd].Fail(commands[0].line, "the next RUN begins in WORKDIR again");
}

// ONBUILD RUN … is what images that are built on this one run.
Instruction RunOf(const Instruction& instruction) {
  Instruction run = instruction;
  if (run.keyword != "ONBUILD" || run.words.empty() || !base::EqualIgnoringCase(run.words[0], "run")) return run;
  run.keyword = "RUN";
  run.rest = std::string(base::TrimSpace(std::string_view(run.rest).substr(run.words[0].size())));
  return run;
}

void LookAtCommands(const std::string& path, const Dockerfile& file, Results& results) {
  Verdicts verdicts;
  for (const Rule* rule : kCommandRules) verdicts.by_rule.try_emplace(rule->id, path, *rule, results);
  std::map<size_t, std::map<std::string_view, size_t>> tools;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword == "ENV" || instruction.keyword == "ARG") {
      for (const Assignment& each : AssignmentsOf(instruction))
        CheckVariable(each.name, each.value, instruction.line, verdicts[kTlsOff]);
    }
    const Instruction run = RunOf(instruction);
    if (run.keyword != "RUN") continue;
    CheckRun(run, verdicts);
    for (const ShellCommand& command : run.Commands()) {
      if (command.Name() == "curl") tools[instruction.stage].try_emplace("curl", command.line);
      if (command.Name() == "wget") tools[instruction.stage].try_emplace("wget", command.line);
    }
  }
  for (const auto& [stage, lines] : tools) {
    if (lines.size() == 2) verdicts[kTwoTools].Fail(lines.at("wget"), "both curl and wget are used in one stage");
  }
  for (auto& [rule, verdict] : verdicts.by_rule) verdict.PassUnlessFailed();
}

void CheckCommands(const Repository& repository, Results& results) {
  ForEachDockerfile(repository, results,
                    [&](const std::string& path, const Dockerfile& file) { LookAtCommands(path, file, results); });
}

}  // namespace

Check DockerCommandsCheck() {
  return {.subject = "Dockerfiles, their commands", .rules = kCommandRules, .run = CheckCommands};
}

}  // namespace gatehouse::audit
