// gatehouse env git-setup: configures a repository to diff and merge encrypted files with this program, to leave their
// bytes unchanged, and to refuse a .env in clear. It can be run again; existing settings stay.
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/bytes.h"
#include "base/file.h"
#include "base/lines.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/terminal/shell_text.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kHookMode = 0755;
constexpr std::string_view kHookWord = "env check --staged";
constexpr std::string_view kHookComment = "# Refuses a .env file in clear (gatehouse env git-setup).";
constexpr std::string_view kName = "gatehouse";

// Later lines override earlier ones: example files are treated as ordinary files.
constexpr std::array<std::string_view, 7> kAttributes = {
    ".env.* diff=gatehouse-env merge=gatehouse-env -text",
    "*.env.encrypted diff=gatehouse-env merge=gatehouse-env -text",
    "*.env.*.encrypted diff=gatehouse-env merge=gatehouse-env -text",
    ".env.example !diff !merge !text",
    ".env.sample !diff !merge !text",
    ".env.template !diff !merge !text",
    ".env.dist !diff !merge !text",
};

base::Result<std::string> GitLine(std::vector<std::string> arguments) {
  const auto done = RunGit(std::move(arguments));
  if (!done) return std::unexpected(done.error());
  if (done->status != 0) return GitRefuses(*done);
  return std::string(base::WithoutLineEnds(done->output));
}

// Makes sure that the file exists and contains the lines. Returns whether anything was written.
base::Result<bool> EnsureLines(const std::string& path, std::span<const std::string_view> lines) {
  const bool is_there = std::filesystem::exists(path);
  auto text = is_there ? base::ReadFile(path) : base::Result<std::string>(std::string());
  if (!text) return std::unexpected(text.error());
  const std::string before = *text;
  for (const std::string_view line : lines) {
    const std::string framed = "\n" + *text + (text->ends_with('\n') ? "" : "\n");
    if (framed.contains("\n" + std::string(line) + "\n")) continue;
    if (!text->empty() && !text->ends_with('\n')) *text += '\n';
    *text += line;
    *text += '\n';
  }
  if (*text == before) return false;
  constexpr mode_t kMode = 0644;
  if (auto written = base::WriteFile(path, *text, kMode); !written) return std::unexpected(written.error());
  return true;
}

base::Result<> SetConfig(const std::string& program) {
  const std::array<std::pair<std::string, std::string>, 4> config = {{
      {"diff.gatehouse-env.textconv", program + " env diff --textconv"},
      {"diff.gatehouse-env.cachetextconv", "false"},
      {"merge.gatehouse-env.name", "encrypted .env files, by names"},
      {"merge.gatehouse-env.driver", program + " env merge %O %A %B %P"},
  }};
  for (const auto& [key, value] : config) {
    if (auto set = GitLine({"config", "--local", key, value}); !set) return std::unexpected(set.error());
  }
  return {};
}

// The program that git shall call: its name if PATH finds it, so that an upgrade needs no change; else its full path.
std::string ProgramWords(const std::filesystem::path& self) {
  const char* const path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const size_t end = std::min(folders.find(':'), folders.size());
    std::error_code error;
    const std::filesystem::path candidate = std::filesystem::path(folders.substr(0, end)) / kName;
    if (std::filesystem::exists(candidate, error)) {  // a shell runs the first one
      if (std::filesystem::equivalent(candidate, self, error) && !error) return std::string(kName);
      break;
    }
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  Warn("gatehouse is not in PATH: git uses the full path of this program, and fails if it moves");
  return ShellQuoted(self.native());
}

std::string HookScript(const std::string& program) {
  return fmt::format(
      "#!/bin/sh\n{0}\ncommand -v {1} >/dev/null 2>&1 || {{\n"
      "  echo 'gatehouse is not installed here: the .env files of this commit cannot be checked' >&2\n  exit 1\n}}\n"
      "exec {1} {2}\n",
      kHookComment, program, kHookWord);
}

// A program that manages the hooks of a repository: the file that shows its use, and the lines to add to it.
struct HookOwner {
  const char* file;
  std::string_view called;
  std::string_view lines;
};
constexpr std::array<HookOwner, 4> kHookOwners = {
    {{".husky", "husky", "gatehouse env check --staged"},
     {".pre-commit-config.yaml", "pre-commit",
      "  - repo: local\n    hooks:\n      - id: gatehouse-env\n        name: no .env file in clear\n"
      "        entry: gatehouse env check --staged\n        language: system\n        pass_filenames: false\n"
      "        always_run: true"},
     {"lefthook.yml", "lefthook",
      "pre-commit:\n  commands:\n    gatehouse-env:\n      run: gatehouse env check --staged"},
     {".lefthook.yml", "lefthook",
      "pre-commit:\n  commands:\n    gatehouse-env:\n      run: gatehouse env check --staged"}}};

bool HoldsGuard(const std::string& path) {
  const auto text = base::ReadFile(path);
  return text && text->contains(kHookWord);
}

// Returns nothing if no program manages the hooks; false if a person must add the lines, which are printed.
base::Result<std::optional<bool>> AskOwner(const std::string& top) {
  std::error_code error;
  for (const HookOwner& owner : kHookOwners) {
    std::string file = top + "/" + owner.file;
    if (!std::filesystem::exists(file, error)) continue;
    if (std::filesystem::is_directory(file, error)) file += "/pre-commit";
    if (HoldsGuard(file)) return true;
    if (owner.called == "husky" && !std::filesystem::exists(file, error)) {
      if (auto written = base::WriteFile(file, std::string(owner.lines) + "\n", kHookMode); !written) {
        return std::unexpected(written.error());
      }
      Say(fmt::format("{} has the guard now: commit it.", Visible(file)));
      return true;
    }
    Warn(fmt::format("{} keeps this repository's hooks: add this to {}\n{}", owner.called, Visible(file), owner.lines));
    return false;
  }
  return std::nullopt;
}

// A core.hooksPath of the user or the machine applies to every repository: ask the user first.
bool MayWriteHooks() {
  const auto scope = RunGit({"config", "--show-scope", "--get", "core.hooksPath"});
  if (!scope || scope->status != 0) return true;
  if (scope->output.starts_with("local") || scope->output.starts_with("worktree")) return true;
  return Confirm("Every repository of yours uses the hooks of core.hooksPath. Write the guard there?");
}

// Returns false if a hook from another source exists: only its owner may change it.
base::Result<bool> SetHook(const std::string& program, const std::string& top) {
  const auto owned = AskOwner(top);
  if (!owned) return std::unexpected(owned.error());
  if (*owned) return **owned;
  auto path = GitLine({"rev-parse", "--git-path", "hooks/pre-commit"});
  if (!path) return std::unexpected(path.error());
  const std::string script = HookScript(program);
  const std::string line = program + " " + std::string(kHookWord);
  if (std::filesystem::exists(*path)) {
    const auto text = base::ReadFile(*path);
    if (!text) return std::unexpected(text.error());
    if (text->contains(kHookComment)) {  // written by an earlier run, perhaps with another path of the program
      if (*text == script) return true;
    } else {
      if (text->contains(line)) return true;
      Warn(fmt::format("there is a pre-commit hook already ({}): add this line to it: {} || exit 1{}", Visible(*path),
                       line, text->contains(kHookWord) ? ", in the place of the one that names another path" : ""));
      return false;
    }
  }
  if (!MayWriteHooks()) {
    Warn(fmt::format(
        "core.hooksPath is not of this repository alone, and nothing was written there: add this line to {}: "
        "{} || exit 1; or give this repository hooks of its own: git config --local core.hooksPath .git/hooks",
        Visible(*path), line));
    return false;
  }
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(*path).parent_path(), error);
  if (auto written = base::WriteFile(*path, script, kHookMode); !written) return std::unexpected(written.error());
  return true;
}

base::Result<bool> Setup() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return base::Fail("This program does not find itself", "/proc/self/exe");
  const auto top = GitLine({"rev-parse", "--show-toplevel"});
  if (!top) return std::unexpected(top.error());
  const std::string program = ProgramWords(self);
  if (auto set = SetConfig(program); !set) return std::unexpected(set.error());
  if (auto done = EnsureLines(*top + "/.gitattributes", kAttributes); !done) return done;
  constexpr std::array<std::string_view, 1> kIgnored = {".env"};
  const auto ignored = RunGit({"check-ignore", "-q", "--no-index", *top + "/.env"});
  if (!ignored) return std::unexpected(ignored.error());
  if (ignored->status != 0) {
    if (auto done = EnsureLines(*top + "/.gitignore", kIgnored); !done) return done;
  }
  return SetHook(program, *top);
}

Outcome RunSetup() {
  const auto done = Setup();
  if (!done) return std::unexpected(done.error());
  if (!*done) return ExitCode::kFindings;
  Say("git diffs and merges encrypted .env files by names, and refuses plain ones. Commit .gitattributes.");
  return ExitCode::kFine;
}

}  // namespace

Command EnvGitSetupCommand() {
  return {.help = "Set up this repository: diff and merge drivers, a hook against plain .env files",
          .examples = {"gatehouse env git-setup"},
          .action = RunSetup};
}

}  // namespace gatehouse::cli
