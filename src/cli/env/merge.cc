// gatehouse env merge: git's merge driver for encrypted files. Names are merged, not lines; the result is a good file
// in any case, and what both sides changed is told and left as ours.
#include "dotenv/merge.h"

#include <fmt/format.h>

#include <optional>

#include "base/file.h"
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
  std::optional<dotenv::EncryptedFile> file;  // empty: an empty file, which git hands over where there is none
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

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

// Files in clear that go by such a name (.env.example) are git's own business.
ExitCode MergeInClear(const MergeOptions& options) {
  const auto merged = RunGit({"merge-file", options.ours, options.before, options.theirs});
  if (!merged) return Refuse(merged.error());
  return merged->status == 0 ? ExitCode::kFine : ExitCode::kFindings;
}

ExitCode RunMerge(const MergeOptions& options) {
  auto before = Load(options.before);
  if (!before) return Refuse(before.error());
  auto ours = Load(options.ours);
  if (!ours) return Refuse(ours.error());
  auto theirs = Load(options.theirs);
  if (!theirs) return Refuse(theirs.error());
  if (!ours->file && !theirs->file) return MergeInClear(options);
  const std::string& name = options.name.empty() ? options.ours : options.name;
  if (!ours->file || !theirs->file) {
    return Refuse({"One side is encrypted and the other is not: nothing was merged", name,
                   "encrypt the other side first: gatehouse env encrypt"});
  }
  const auto merged =
      dotenv::Merge(before->file ? &*before->file : nullptr, *ours->file, *theirs->file, dotenv::GpgKeyring());
  if (!merged) return Refuse(merged.error());
  const auto text = merged->file.Text(base::ReadClocks().wall);
  if (!text) return Refuse(text.error());
  if (auto written = base::WriteFile(options.ours, *text, kEncryptedMode); !written) return Refuse(written.error());
  for (const std::string& note : merged->notes) Warn(fmt::format("{}: {}", Visible(name), note));
  for (const std::string& conflict : merged->conflicts) {
    Complain(base::Error{
        "Both sides changed " + conflict + ": ours was kept", name,
        "compare: git show :3:FILE | gatehouse env get " + conflict + " -f -; then gatehouse env set, git add"});
  }
  return merged->conflicts.empty() ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

void AddEnvMerge(CLI::App& env, Action& chosen) {
  auto options = std::make_shared<MergeOptions>();
  CLI::App* command = env.add_subcommand("merge", "Merge three versions of an encrypted file into the second");
  command->add_option("before", options->before, "The version that both come from (git's %O)")
      ->type_name("FILE")
      ->required();
  command->add_option("ours", options->ours, "Our version; the result is written here (%A)")
      ->type_name("FILE")
      ->required();
  command->add_option("theirs", options->theirs, "Their version (%B)")->type_name("FILE")->required();
  command->add_option("name", options->name, "What to call the file in messages (%P)")->type_name("NAME");
  SetExamples(*command, {"gatehouse env merge %O %A %B %P      as 'gatehouse env git-setup' tells git"});
  SetAction(*command, chosen, options, RunMerge);
}

}  // namespace gatehouse::cli
