// gatehouse env check: is an encrypted file as its recipients left it? With --staged, what a commit is about to hold: a
// pre-commit hook's question.
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool structure = false;
  bool staged = false;
  Format format = Format::kText;
};

struct Verdict {
  std::string file;
  size_t settings = 0;
  size_t recipients = 0;
  std::vector<base::Error> faults;
  bool could_look = true;  // false: no key, no file
};

Verdict CheckFile(const std::string& path, bool structure_only) {
  Verdict verdict{.file = path};
  const auto unable = [&](const base::Error& error) {
    verdict.faults.push_back(error);
    verdict.could_look = false;
  };
  const auto text = ReadSecretText(path);
  if (!text) {
    unable(text.error());
    return verdict;
  }
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), path);
  if (!sealed) {
    verdict.faults.push_back(sealed.error());
    return verdict;
  }
  for (const dotenv::SealedItem& item : sealed->items) verdict.settings += item.name.empty() ? 0 : 1;
  verdict.recipients = sealed->keys.size();
  if (structure_only) return verdict;
  auto key = dotenv::FindDataKey(*sealed, dotenv::GpgKeyring());
  if (!key) {
    unable(key.error());
    return verdict;
  }
  verdict.faults = dotenv::Faults(*sealed, *key);
  if (verdict.faults.empty()) {
    if (const auto file = dotenv::EncryptedFile::OpenWith(*sealed, std::move(*key)); !file) {
      verdict.faults.push_back(file.error());
    }
  }
  return verdict;
}

// The .env files that the next commit changes, by their path from the top of the repository.
base::Result<std::vector<std::string>> StagedFiles() {
  const auto listed = RunGit({"diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACMT", "--",
                              ":(top,glob,icase)**/.env", ":(top,glob,icase)**/.env.*"});
  if (!listed) return std::unexpected(listed.error());
  if (listed->status != 0) return base::Fail("git does not say what is staged", {}, "call it inside of a repository");
  if (listed->output.size() == kMaxProgramOutput) return base::Fail("Too many .env files are staged");
  std::vector<std::string> files;
  for (size_t at = 0; at < listed->output.size();) {
    const size_t end = std::min(listed->output.find('\0', at), listed->output.size());
    std::string path = listed->output.substr(at, end - at);
    if (IsEnvName(path)) files.push_back(std::move(path));
    at = end + 1;
  }
  return files;
}

// Whether it begins as an encrypted file does is what keeps a secret out of a commit; the rest is `check`'s.
Verdict CheckStaged(const std::string& path) {
  Verdict verdict{.file = path};
  const auto blob = RunGit({"cat-file", "blob", ":" + path});
  if (!blob || blob->status != 0) {
    verdict.faults.push_back({"git does not show what is staged", path, {}});
    verdict.could_look = false;
  } else if (!dotenv::IsSealed(blob->output)) {
    verdict.faults.push_back({"Is a .env file in clear, and about to be committed", path,
                              "git rm --cached FILE, and commit what 'gatehouse env encrypt' makes of it"});
  }
  return verdict;
}

void Show(const Verdict& verdict, const CheckOptions& options) {
  if (options.format == Format::kJson) {
    PrintJson(Object({{"file", verdict.file},
                      {"ok", verdict.faults.empty()},
                      {"settings", verdict.settings},
                      {"recipients", verdict.recipients},
                      {"faults", ToValue(verdict.faults)}}));
    return;
  }
  Complain(verdict.faults);
  if (!verdict.faults.empty()) return;
  Print(options.staged ? fmt::format("{}: encrypted", Visible(verdict.file))
                       : fmt::format("{}: {}, {} settings, {} recipients", Visible(verdict.file),
                                     options.structure ? "in good shape (its MAC was not checked)" : "good",
                                     verdict.settings, verdict.recipients));
}

Outcome RunCheck(const CheckOptions& options) {
  std::vector<std::string> files = options.files;
  if (options.staged) {
    auto staged = StagedFiles();
    if (!staged) return std::unexpected(staged.error());
    files = std::move(*staged);
  } else if (files.empty()) {
    files.emplace_back(kEncryptedFile);
  }
  bool good = true;
  bool could_look = true;
  for (const std::string& file : files) {
    const Verdict verdict = options.staged ? CheckStaged(file) : CheckFile(file, options.structure);
    Show(verdict, options);
    good = good && verdict.faults.empty();
    could_look = could_look && verdict.could_look;
  }
  if (!could_look) return ExitCode::kCouldNotRun;
  return good ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command EnvCheckCommand() {
  auto options = std::make_shared<CheckOptions>();
  return {.help = "Is an encrypted file as its recipients left it? Prints no value",
          .positionals = {Texts("files", options->files, "FILE", "Encrypted files (default: .env.encrypted)")},
          .options = {Flag("--structure", options->structure, "Look at the lines only: needs no key, proves nothing"),
                      Excluding("--structure", Flag("--staged", options->staged,
                                                    "Look for .env files in clear in the next commit instead")),
                      FormatOption(options->format)},
          .examples = {"gatehouse env check", "gatehouse env check --staged      in .git/hooks/pre-commit"},
          .action = Runs(options, RunCheck)};
}

}  // namespace gatehouse::cli
