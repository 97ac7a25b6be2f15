// gatehouse env merge: git's merge driver for encrypted files. It merges names, not lines. The result is always a valid
// file; for a conflict it keeps our side's value and reports the name.
#include "dotenv/merge.h"

#include <fmt/format.h>

#include <optional>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"

namespace gatehouse::cli {
namespace {

struct MergeOptions {
  std::string before;
  std::string ours;
  std::string theirs;
  std::string name;
};

struct Side {
  std::optional<dotenv::EncryptedFile> file;  // empty: an empty file, which git passes if there is no such version
  bool in_clear = false;
};

base::Result<Side> Load(const std::string& path) {
  const auto text = ReadSecretText(path);
  if (!text) return std::unexpected(text.error());
  if (text->empty()) return Side{};
  if (!dotenv::IsSealed(text->Reveal())) return Side{{}, true};
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), path);
  if (!sealed) return std::unexpected(sealed.error());
  auto file = dotenv::EncryptedFile::Open(*sealed, dotenv::GpgKeyring());
  if (!file) return std::unexpected(file.error());
  return Side{std::move(*file), false};
}

// Files in clear with such a name (.env.example) are merged by git itself.
Outcome MergeInClear(const MergeOptions& options) {
  const auto merged = RunGit({"merge-file", options.ours, options.before, options.theirs});
  if (!merged) return std::unexpected(merged.error());
  return merged->status == 0 ? ExitCode::kFine : ExitCode::kFindings;
}

Outcome RunMerge(const MergeOptions& options) {
  auto before = Load(options.before);
  if (!before) return std::unexpected(before.error());
  auto ours = Load(options.ours);
  if (!ours) return std::unexpected(ours.error());
  auto theirs = Load(options.theirs);
  if (!theirs) return std::unexpected(theirs.error());
  if (!ours->file && !theirs->file) return MergeInClear(options);
  const std::string& name = options.name.empty() ? options.ours : options.name;
  if (!ours->file || !theirs->file) {
    return base::Fail("One side is encrypted and the other is not: nothing was merged", name,
                      "encrypt the other side first: gatehouse env encrypt");
  }
  const auto merged =
      dotenv::Merge(before->file ? &*before->file : nullptr, *ours->file, *theirs->file, dotenv::GpgKeyring());
  if (!merged) return std::unexpected(merged.error());
  const auto text = merged->file.Text(base::ReadClocks().wall);
  if (!text) return std::unexpected(text.error());
  if (auto written = base::WriteFile(options.ours, *text, kEncryptedMode); !written)
    return std::unexpected(written.error());
  for (const std::string& note : merged->notes) Warn(fmt::format("{}: {}", Visible(name), note));
  if (merged->conflicts.empty()) return ExitCode::kFine;
  std::vector<base::Error> conflicts;
  for (const std::string& conflict : merged->conflicts) {
    conflicts.push_back(
        {"Both sides changed " + conflict + ": ours was kept", name,
         fmt::format(
             "compare: git show :3:{0} | gatehouse env get {1} -f -; then gatehouse env set {1} -f {0}, git add {0}",
             Visible(name), conflict)});
  }
  return std::unexpected(Failure(std::move(conflicts), ExitCode::kFindings));
}

}  // namespace

Command EnvMergeCommand() {
  auto options = std::make_shared<MergeOptions>();
  return {.help = "Merge three versions of an encrypted file into the second",
          .positionals = {Required(Text("BASE", options->before, "FILE", "The version that both come from (git's %O)")),
                          Required(Text("OURS", options->ours, "FILE", "Our version; the result is written here (%A)")),
                          Required(Text("THEIRS", options->theirs, "FILE", "Their version (%B)")),
                          Text("NAME", options->name, "NAME", "The name of the file in messages (%P)")},
          .examples = {"gatehouse env merge %O %A %B %P      # as 'gatehouse env git-setup' tells git"},
          .action = Runs(options, RunMerge)};
}

}  // namespace gatehouse::cli
