// gatehouse env check: has anyone without a key changed an encrypted file? With --staged it checks the content of the
// next commit, as a pre-commit hook does.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/counted.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/env/guard.h"
#include "cli/env/key_lines.h"

namespace gatehouse::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  bool structure = false;
  bool staged = false;
  Format format = Format::kText;
};

struct FileVerdict {
  std::string file;
  size_t settings = 0;
  size_t recipients = 0;
  std::vector<base::Error> faults;
  std::vector<JudgedKeyLine> key_lines;  // empty: GPG was not asked
  bool could_look = true;                // false: no key or no file
  bool mac_unchecked = false;            // of a staged file: no key opened it
};

// Adds what only the data key shows: lines that were added, removed, moved or edited. An Error if no key opens the
// file.
base::Result<> CheckWithKey(const dotenv::SealedFile& sealed, const dotenv::Keyring& keyring, FileVerdict& verdict) {
  auto key = dotenv::FindDataKey(sealed, keyring);
  if (!key) return std::unexpected(key.error());
  std::ranges::move(dotenv::Faults(sealed, *key), std::back_inserter(verdict.faults));
  if (!verdict.faults.empty()) return {};
  if (const auto file = dotenv::EncryptedFile::OpenWith(sealed, std::move(*key)); !file) {
    verdict.faults.push_back(file.error());
  }
  return {};
}

FileVerdict CheckFile(const std::string& path, bool structure_only) {
  FileVerdict verdict{.file = path};
  const auto unable = [&](const base::Error& error) {
    verdict.faults.push_back(error);
    verdict.could_look = false;
  };
  const auto text = ReadEnvText(path);
  if (!text) {
    unable(text.error());
    return verdict;
  }
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), path);
  if (!sealed) {
    verdict.faults.push_back(sealed.error());
    return verdict;
  }
  for (const size_t line : sealed->ClearSecrets()) verdict.faults.push_back(ClearComment(sealed->Where(line)));
  for (const dotenv::SealedItem& item : sealed->items) verdict.settings += item.name.empty() ? 0 : 1;
  verdict.recipients = sealed->keys.size();
  if (structure_only) return verdict;
  if (auto judged = JudgeKeyLines(sealed->keys)) verdict.key_lines = std::move(*judged);
  if (const auto checked = CheckWithKey(*sealed, dotenv::GpgKeyring(), verdict); !checked) unable(checked.error());
  return verdict;
}

// A commit asks for no passphrase: without a key that opens by itself, only the form of the lines is checked.
void CheckStagedContent(const std::string& path, std::string_view content, FileVerdict& verdict) {
  verdict.faults = StagedFaults(path, content);
  if (!verdict.faults.empty() || !dotenv::IsSealed(content)) return;
  if (const auto sealed = dotenv::SealedFile::Parse(content, path)) {
    verdict.mac_unchecked = !CheckWithKey(*sealed, dotenv::GpgKeyring(/*ask=*/false), verdict);
  }
}

FileVerdict CheckStaged(const std::string& path) {
  FileVerdict verdict{.file = path};
  const auto blob = RunGit({"cat-file", "blob", ":" + path}, dotenv::kMaxSealedBytes + 1);
  if (!blob || blob->status != 0) {
    verdict.faults.push_back({"git does not show the staged file", path, {}});
    verdict.could_look = false;
  } else {
    CheckStagedContent(path, blob->output, verdict);
  }
  return verdict;
}

void Show(const FileVerdict& verdict, const CheckOptions& options) {
  WarnOfStale(verdict.key_lines, verdict.file);
  if (options.format == Format::kJson) {
    Value stale = EmptyList();
    for (const JudgedKeyLine& line : verdict.key_lines) {
      if (line.state == dotenv::KeyLineState::kStale) stale.Add(line.fingerprint);
    }
    PrintJson(Object({{"file", verdict.file},
                      {"ok", verdict.faults.empty()},
                      {"settings", verdict.settings},
                      {"recipients", verdict.recipients},
                      {"stale", std::move(stale)},
                      {"faults", ToValue(verdict.faults)}}));
    return;
  }
  Complain(verdict.faults);
  if (!verdict.faults.empty()) return;
  Print(options.staged
            ? fmt::format("{}: may be committed{}", Visible(verdict.file),
                          verdict.mac_unchecked ? " (its MAC was not checked)" : "")
            : fmt::format("{}: {}, {}, {}", Visible(verdict.file),
                          options.structure ? "well-formed (its MAC was not checked)" : "good",
                          base::Counted(verdict.settings, "setting"), base::Counted(verdict.recipients, "recipient")));
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
    const FileVerdict verdict = options.staged ? CheckStaged(file) : CheckFile(file, options.structure);
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
  return {
      .help = "Check that only recipients have changed an encrypted file; prints no value",
      .positionals = {Texts("FILE", options->files, "FILE", "Encrypted files (default: .env.encrypted)")},
      .options = {Flag("--structure", options->structure,
                       "Check only the form of the lines: needs no key, proves nothing"),
                  Excluding("--structure",
                            Flag("--staged", options->staged,
                                 "Look for .env files in the next commit that are plain, broken or edited by hand")),
                  FormatOption(options->format)},
      .examples = {"gatehouse env check", "gatehouse env check --staged      # in .git/hooks/pre-commit"},
      .action = Runs(options, RunCheck)};
}

}  // namespace gatehouse::cli
