// gatehouse env git-setup: tells a repository to diff and merge encrypted files with this program, to keep their bytes
// as they are, and to refuse a .env in clear. May be called again; what is there already stays.
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kHookMode = 0755;
constexpr std::string_view kHookWord = "env check --staged";

// Later lines win: the examples are ordinary files.
constexpr std::array<std::string_view, 6> kAttributes = {
    ".env.* diff=gatehouse-env merge=gatehouse-env -text",
    "*.env.encrypted diff=gatehouse-env merge=gatehouse-env -text",
    ".env.example !diff !merge !text",
    ".env.sample !diff !merge !text",
    ".env.template !diff !merge !text",
    ".env.dist !diff !merge !text",
};

base::Result<std::string> GitLine(std::vector<std::string> arguments) {
  const auto done = RunGit(std::move(arguments));
  if (!done) return std::unexpected(done.error());
  if (done->status != 0) return base::Fail("git refuses", {}, "call it inside of a repository");
  std::string line = done->output;
  while (line.ends_with('\n')) line.pop_back();
  return line;
}

// The line in the file, and the file if there is none. What it says: whether anything was written.
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

// A word of a shell.
std::string Quoted(std::string_view word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
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

// False: somebody else's hook is there, and is theirs to change.
base::Result<bool> SetHook(const std::string& program) {
  auto path = GitLine({"rev-parse", "--git-path", "hooks/pre-commit"});
  if (!path) return std::unexpected(path.error());
  const std::string line = program + " " + std::string(kHookWord);
  if (std::filesystem::exists(*path)) {
    const auto text = base::ReadFile(*path);
    if (!text) return std::unexpected(text.error());
    return text->contains(kHookWord);
  }
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(*path).parent_path(), error);
  const std::string script =
      "#!/bin/sh\n# Refuses a .env file in clear (gatehouse env git-setup).\nexec " + line + "\n";
  if (auto written = base::WriteFile(*path, script, kHookMode); !written) return std::unexpected(written.error());
  return true;
}

base::Result<bool> Setup() {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return base::Fail("The path of this program cannot be found", "/proc/self/exe");
  const std::string program = Quoted(self.native());
  const auto top = GitLine({"rev-parse", "--show-toplevel"});
  if (!top) return std::unexpected(top.error());
  if (auto set = SetConfig(program); !set) return std::unexpected(set.error());
  if (auto done = EnsureLines(*top + "/.gitattributes", kAttributes); !done) return done;
  constexpr std::array<std::string_view, 1> kIgnored = {".env"};
  const auto ignored = RunGit({"check-ignore", "-q", "--no-index", *top + "/.env"});
  if (!ignored) return std::unexpected(ignored.error());
  if (ignored->status != 0) {
    if (auto done = EnsureLines(*top + "/.gitignore", kIgnored); !done) return done;
  }
  auto hook = SetHook(program);
  if (hook && !*hook) {
    Warn(fmt::format("there is a pre-commit hook already: add this line to it: {} {} || exit 1", program, kHookWord));
  }
  return hook;
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
