// gatehouse keys check: are the keys there that encrypted files and signed commits need (row A1)? Fails at the first
// sight of a machine without them, with the command that fixes it.
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>

#include "cli/commands.h"
#include "cli/env/env.h"
#include "dotenv/key_check.h"
#include "dotenv/ssh_agent.h"

namespace gatehouse::cli {
namespace {

using Verdict = dotenv::KeyFinding::Verdict;

struct KeysOptions {
  std::string encryption_key;
  Format format = Format::kText;
  std::optional<base::Wall> now;
};

// Empty where it is not set.
base::Result<std::string> GitConfig(const std::string& key) {
  const auto done = RunGit({"config", "--get", key});
  if (!done) return std::unexpected(done.error());
  constexpr int kNotSet = 1;
  if (done->status == kNotSet) return std::string();
  if (done->status != 0) return base::Fail("git cannot read its configuration", key, "git config --list");
  std::string value = done->output;
  while (value.ends_with('\n')) value.pop_back();
  return value;
}

// As git reads it: a file, or the key itself.
bool IsSshKey(std::string path) {
  if (path.starts_with("key::") || path.starts_with("ssh-")) return true;
  const char* const home = std::getenv("HOME");
  if (path.starts_with("~/") && home != nullptr) path.replace(0, 1, home);
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

base::Result<dotenv::KeyFacts> Gather(const KeysOptions& options) {
  dotenv::KeyFacts facts;
  facts.named_key = options.encryption_key;
  std::vector<std::string> patterns;
  if (!facts.named_key.empty()) patterns.push_back(facts.named_key);
  facts.secret_keys = dotenv::SecretKeys(patterns);
  facts.agent_keys = dotenv::CountAgentKeys();
  auto signing_key = GitConfig("user.signingkey");
  if (!signing_key) return std::unexpected(signing_key.error());
  auto format = GitConfig("gpg.format");
  if (!format) return std::unexpected(format.error());
  facts.signing_key = std::move(*signing_key);
  facts.format = std::move(*format);
  const bool is_openpgp = facts.format.empty() || facts.format == "openpgp";
  if (is_openpgp && !facts.signing_key.empty()) {
    std::string pattern = facts.signing_key;
    if (pattern.ends_with('!')) pattern.pop_back();
    facts.signing_keys = dotenv::SecretKeys(std::span(&pattern, 1));
  }
  facts.signing_file_is_there = facts.format == "ssh" && IsSshKey(facts.signing_key);
  return facts;
}

std::string_view Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return "good";
    case Verdict::kSoon:
      return "soon";
    case Verdict::kBad:
      return "bad";
  }
  return "bad";
}

Tone ToneOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kGood:
      return Tone::kGood;
    case Verdict::kSoon:
      return Tone::kWarn;
    case Verdict::kBad:
      return Tone::kBad;
  }
  return Tone::kBad;
}

Outcome RunKeysCheck(const KeysOptions& options) {
  const auto facts = Gather(options);
  if (!facts) return std::unexpected(facts.error());
  bool good = true;
  Value checks = EmptyList();
  for (const dotenv::KeyFinding& finding : dotenv::JudgeKeys(*facts, options.now.value_or(base::ReadClocks().wall))) {
    good = good && finding.verdict != Verdict::kBad;
    if (options.format == Format::kJson) {
      checks.Add(Object({{"check", finding.check},
                         {"verdict", Word(finding.verdict)},
                         {"what", finding.what},
                         {"mend", finding.mend}}));
      continue;
    }
    Print(fmt::format("{}  {:18}  {}",
                      Paint(fmt::format("{:4}", Word(finding.verdict)), ToneOf(finding.verdict), Stream::kData),
                      finding.check, Visible(finding.what)));
    if (!finding.mend.empty()) Print(fmt::format("      mend: {}", Visible(finding.mend)));
  }
  if (options.format == Format::kJson) PrintJson(Object({{"ok", good}, {"checks", checks}}));
  return good ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command KeysGroup() {
  return {.help = "The keys that a developer's machine must have", .examples = {"gatehouse keys check"}};
}

Command KeysCheckCommand() {
  auto options = std::make_shared<KeysOptions>();
  return {.help = "A GPG key that can decrypt, an SSH key in the agent, a signing key for git, and not one for all",
          .options = {Text("--encryption-key", options->encryption_key, "KEY",
                           "The GPG key that must be able to decrypt (default: any)"),
                      FormatOption(options->format), NowOption(options->now)},
          .examples = {"gatehouse keys check", "gatehouse keys check --encryption-key anna@example.org --format json"},
          .action = Runs(options, RunKeysCheck)};
}

}  // namespace gatehouse::cli
