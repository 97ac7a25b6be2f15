// gatehouse env edit: decrypts the file in memory, opens it in $EDITOR and encrypts the result. If anything fails, the
// encrypted file stays unchanged.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/env/env.h"
#include "cli/run/memory_folder.h"
#include "dotenv/merge.h"
#include "system/child.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

struct EditOptions {
  std::string file = kEncryptedFile;
};

// While the editor runs, this process ignores Ctrl-C and delays fatal signals until the file in clear is removed.
class SignalsWait {
 public:
  SignalsWait() {
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before_[0]);
    sigaction(SIGQUIT, &ignore, &before_[1]);
    const sigset_t held = system::SignalSet({SIGTERM, SIGHUP});
    sigprocmask(SIG_BLOCK, &held, &mask_);
  }
  ~SignalsWait() { Restore(); }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;

  void Restore() const {  // also called in a child after fork: only async-signal-safe calls
    sigaction(SIGINT, &before_[0], nullptr);
    sigaction(SIGQUIT, &before_[1], nullptr);
    sigprocmask(SIG_SETMASK, &mask_, nullptr);
  }

 private:
  std::array<struct sigaction, 2> before_{};
  sigset_t mask_{};
};

std::string EditorCommand() {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return "vi";
}

// As git does: the variable is a shell command, and the file is its last argument.
base::Result<> RunEditor(const std::string& path, const SignalsWait& signals) {
  const std::string editor = EditorCommand();
  const std::string script = editor + " \"$1\"";
  const std::array<const char*, 6> argv = {"sh", "-c", script.c_str(), "sh", path.c_str(), nullptr};
  const auto child = system::Fork(editor, [&] {
    signals.Restore();
    execv("/bin/sh", const_cast<char* const*>(argv.data()));  // the types that execv needs
  });
  if (!child) return std::unexpected(child.error());
  if (system::ExitStatusOf(system::AwaitEnd(*child)) == 0) return {};
  return base::Fail("The editor failed: nothing was written", editor, "set EDITOR to one that works here");
}

// Wipes and removes all files in the folder: the editor's backup files hold secrets as well.
void Wipe(const std::string& folder) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
    const base::Descriptor file(open(entry.path().c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC));
    struct stat status{};
    if (!file.open() || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    const std::string zeros(std::min(static_cast<size_t>(status.st_size), 2 * dotenv::kMaxFileBytes), '\0');
    (void)base::WriteAll(file.get(), zeros);
  }
}

class EditedFile {
 public:
  explicit EditedFile(MemoryFolder folder) : folder_(std::move(folder)) {}
  ~EditedFile() { Wipe(folder_.path()); }
  EditedFile(const EditedFile&) = delete;
  EditedFile& operator=(const EditedFile&) = delete;

  base::Result<> Begin(const base::SecretString& text) {
    auto path = folder_.Write("settings.env", text);
    if (!path) return std::unexpected(path.error());
    path_ = std::move(*path);
    if (chmod(path_.c_str(), kClearMode) != 0) return base::Fail("Cannot be made writable", path_);
    return {};
  }
  [[nodiscard]] base::Result<base::SecretString> Text() const { return ReadSecretText(path_); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  MemoryFolder folder_;
  std::string path_;
};

// Opens the editor again until the file is valid or the user gives up.
base::Result<dotenv::Document> EditUntilGood(EditedFile& edited, const std::string& name, const SignalsWait& signals) {
  while (true) {
    if (auto done = RunEditor(edited.path(), signals); !done) return std::unexpected(done.error());
    const auto text = edited.Text();
    if (!text) return base::Fail("Nothing was written: " + text.error().what, name);
    auto document = dotenv::Document::Parse(text->Reveal(), name);
    if (document) return document;
    Complain(document.error());
    if (!Confirm("Edit it again? Otherwise your changes are lost, and the old file stays.")) {
      return base::Fail("The edited text is not a valid .env file: nothing was written", name);
    }
  }
}

constexpr int kMostMerges = 5;

// Saves the edited text under another name, encrypted like the file, and returns the error to report.
base::Error KeptBeside(const OpenEnv& edited, const base::Error& why) {
  const std::string beside = edited.path() + ".edited";
  const auto text = edited.file.Text(base::ReadClocks().wall);
  const bool kept = text && system::WriteNewFile(beside, *text, kEncryptedMode);
  return {"Was changed by another process meanwhile, and cannot be merged: " + why.what,
          why.where.empty() ? edited.path() : why.where,
          kept ? "your changes are in " + beside + ", encrypted: fix the file, then gatehouse env diff shows both"
               : why.fix};
}

// If the file changed during the edit, both changes are merged by name, as with git merge.
base::Result<bool> SaveMerged(const OpenEnv& edited, const dotenv::EncryptedFile& old) {
  auto saved = edited.SaveUnlessChanged();
  if (!saved || *saved) return saved;
  for (int attempt = 0; attempt < kMostMerges; ++attempt) {
    auto now = OpenEnv::Load(edited.path());
    if (!now) return std::unexpected(KeptBeside(edited, now.error()));
    auto merged = dotenv::Merge(&old, edited.file, now->file, dotenv::GpgKeyring());
    if (!merged) return std::unexpected(KeptBeside(edited, merged.error()));
    now->file = std::move(merged->file);
    saved = now->SaveUnlessChanged();
    if (!saved) return saved;
    if (!*saved) continue;
    Warn(fmt::format("{} was changed by another process meanwhile: it now contains both changes",
                     Visible(edited.path())));
    for (const std::string& name : merged->conflicts) {
      Warn(fmt::format("both sides changed {}: your value was kept", Visible(name)));
    }
    return true;
  }
  return std::unexpected(KeptBeside(edited, {"it changes again and again", edited.path(), {}}));
}

base::Result<bool> Edit(const EditOptions& options) {
  auto env = OpenEnv::Load(options.file);
  if (!env) return std::unexpected(env.error());
  auto folder = MemoryFolder::Make();
  if (!folder) return std::unexpected(folder.error());
  const SignalsWait signals;
  EditedFile edited(std::move(*folder));
  const base::SecretString before = env->file.document.Text();
  if (auto begun = edited.Begin(before); !begun) return std::unexpected(begun.error());
  auto document = EditUntilGood(edited, options.file, signals);
  if (!document) return std::unexpected(document.error());
  if (document->Text().Reveal() == before.Reveal()) return false;
  const dotenv::EncryptedFile old = env->file.Copy();
  env->file.document = std::move(*document);
  return SaveMerged(*env, old);
}

Outcome RunEdit(const EditOptions& options) {
  const auto changed = Edit(options);
  if (!changed) return std::unexpected(changed.error());
  Say(*changed ? "Written." : "Nothing was changed.");
  return ExitCode::kFine;
}

}  // namespace

Command EnvEditCommand() {
  auto options = std::make_shared<EditOptions>();
  return {.help = "Edit an encrypted file with $EDITOR, in memory",
          .positionals = {Text("FILE", options->file, "FILE", "The encrypted file (default: .env.encrypted)")},
          .examples = {"gatehouse env edit", "EDITOR=nano gatehouse env edit .env.dev"},
          .action = Runs(options, RunEdit)};
}

}  // namespace gatehouse::cli
