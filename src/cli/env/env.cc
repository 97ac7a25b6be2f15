// gatehouse env: the group of commands for encrypted .env files, and their common functions.
#include "cli/env/env.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"

namespace gatehouse::cli {

Command EnvGroup() {
  return {.help = "Encrypt .env files to GPG keys; read and change them",
          .examples = {"gatehouse env encrypt --recipient anna@example.org    # .env becomes .env.encrypted",
                       "gatehouse env git-setup                              # diffs and merges by names, a guard",
                       "gatehouse env set DATABASE_URL < url                 # one value, from stdin",
                       "gatehouse run -- ./server                            # with the settings in its environment",
                       "gatehouse env recipients add bert@example.org        # one more person who can read it"}};
}

Option EnvFileOption(std::string& path) {
  path = kEncryptedFile;
  return Text("-f,--file", path, "FILE", "The encrypted file (default: .env.encrypted)");
}

namespace {

constexpr std::chrono::milliseconds kLockWait{5000};  // another gatehouse process holds the lock during one write
constexpr std::chrono::milliseconds kLockStep{10};

// Opens the file and locks it against every other Save. After a wait, the path may name another file: see HasTheName.
base::Result<base::Descriptor> Hold(const std::string& path) {
  base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.open()) return base::SystemFail("Cannot be read", path);
  for (std::chrono::milliseconds waited{0}; flock(file.get(), LOCK_EX | LOCK_NB) != 0; waited += kLockStep) {
    if (errno != EWOULDBLOCK && errno != EINTR) break;  // a file system without locks: Save still compares the content
    if (waited >= kLockWait) return base::Fail("Is locked by another process: nothing was written", path, "try again");
    std::this_thread::sleep_for(kLockStep);
  }
  return file;
}

bool HasTheName(const base::Descriptor& file, const std::string& path) {
  struct stat held{};
  struct stat named{};
  return fstat(file.get(), &held) == 0 && lstat(path.c_str(), &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

std::unexpected<base::Error> NoEnvFile(const std::string& path) {
  return base::Fail("Does not exist", ShownFile(path), "gatehouse env encrypt --recipient KEY makes it from .env");
}

}  // namespace

base::Result<base::SecretString> ReadSecretText(const std::string& path) {
  auto text = path == "-" ? base::ReadStdin(dotenv::kMaxSealedBytes) : base::ReadFile(path, dotenv::kMaxSealedBytes);
  if (!text) return base::Fail(text.error().what, path == "-" ? "stdin" : ShownFile(path), text.error().fix);
  return base::SecretString(std::move(*text));
}

base::Result<base::SecretString> ReadEnvText(const std::string& path) {
  std::error_code ignored;
  const bool missing =
      path != "-" && std::filesystem::status(path, ignored).type() == std::filesystem::file_type::not_found;
  return missing ? NoEnvFile(path) : ReadSecretText(path);
}

base::Result<OpenEnv> OpenEnv::Load(const std::string& path) {
  // A symbolic link is resolved once; its target is the file that is replaced.
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error && error == std::errc::no_such_file_or_directory) {
    return NoEnvFile(path);
  }
  if (error) return base::Fail("Cannot be read: " + error.message(), ShownFile(path));
  struct stat status{};
  if (stat(real.c_str(), &status) != 0) return base::Fail("Cannot be read", path);
  auto text = base::ReadFile(real, dotenv::kMaxSealedBytes);
  if (!text) return std::unexpected(text.error());
  const auto sealed = dotenv::SealedFile::Parse(*text, path);
  if (!sealed) return std::unexpected(sealed.error());
  auto file = dotenv::EncryptedFile::Open(*sealed, dotenv::GpgKeyring());
  if (!file) return std::unexpected(file.error());
  return OpenEnv(std::move(*file), real, std::move(*text), status.st_mode & 07777);
}

base::Result<> OpenEnv::Save() const {
  const auto saved = SaveUnlessChanged();
  if (!saved) return std::unexpected(saved.error());
  if (*saved) return {};
  return base::Fail("Was changed by another process meanwhile: nothing was written", path_, "try again");
}

base::Result<bool> OpenEnv::SaveUnlessChanged() const {
  const auto text = file.Text(base::ReadClocks().wall);
  if (!text) return base::Fail(text.error().what, path_ + text.error().where, text.error().fix);
  const auto held = Hold(path_);
  if (!held) return std::unexpected(held.error());
  const auto there = base::ReadFile(path_, dotenv::kMaxSealedBytes);
  if (!there || *there != text_ || !HasTheName(*held, path_)) return false;
  if (*text == text_) return true;
  if (auto written = base::WriteFile(path_, *text, mode_); !written) return std::unexpected(written.error());
  return true;
}

base::Result<AnyEnv> LoadAny(const std::string& path) {
  const auto text = ReadEnvText(path);
  if (!text) return std::unexpected(text.error());
  const auto is_sealed = dotenv::IsSealedFile(text->Reveal(), path);
  if (!is_sealed) return std::unexpected(is_sealed.error());
  if (!*is_sealed) {
    auto document = dotenv::Document::Parse(text->Reveal(), path);
    if (!document) return std::unexpected(document.error());
    return AnyEnv{std::move(*document), {}};
  }
  const auto sealed = dotenv::SealedFile::Parse(text->Reveal(), path);
  if (!sealed) return std::unexpected(sealed.error());
  auto file = dotenv::EncryptedFile::Open(*sealed, dotenv::GpgKeyring());
  if (!file) return std::unexpected(file.error());
  return AnyEnv{std::move(file->document), file->key().Copy()};
}

base::Result<std::vector<dotenv::Recipient>> FindRecipients(const std::vector<std::string>& names) {
  std::vector<dotenv::Recipient> recipients;
  for (const std::string& name : names) {
    auto recipient = dotenv::FindRecipient(name);
    if (!recipient) return std::unexpected(recipient.error());
    recipients.push_back(std::move(*recipient));
  }
  return recipients;
}

std::string Shown(const dotenv::Recipient& recipient) {
  return fmt::format("{}  {}", recipient.fingerprint, Visible(recipient.key.user));
}

void WarnUnlessOurs(const dotenv::EncryptedFile& file) {
  const auto held = dotenv::GpgKeyring().Held(file.Recipients());
  if (!held || !held->empty()) return;
  Warn("you are not among the recipients: no secret key on this machine opens the file. Add yourself with --recipient");
}

bool Confirm(std::string_view question) {
  std::FILE* const terminal = std::fopen("/dev/tty", "r+e");
  if (terminal == nullptr) return false;
  std::fprintf(terminal, "%.*s [y/N] ", static_cast<int>(question.size()), question.data());
  std::fflush(terminal);
  const int answer = std::fgetc(terminal);
  std::fclose(terminal);
  return answer == 'y' || answer == 'Y';
}

base::Result<system::Finished> RunGit(std::vector<std::string> arguments, size_t max_output) {
  constexpr int kNoSuchProgram = 127;
  arguments.insert(arguments.begin(), {"/usr/bin/env", "git"});
  auto finished = system::RunProgram(arguments, max_output);
  if (finished && finished->status == kNoSuchProgram) return base::Fail("git is not installed", {}, "install git");
  return finished;
}

std::unexpected<base::Error> GitRefuses(const system::Finished& finished) {
  std::string said = finished.output.substr(0, finished.output.find('\n'));
  if (said.starts_with("fatal: ")) said.erase(0, std::string_view("fatal: ").size());
  if (said.empty()) said = fmt::format("exit status {}", finished.status);
  const bool outside = said.contains("not a git repository");
  return base::Fail("git refuses: " + said, {}, outside ? "call it inside of a repository" : "'git status' tells more");
}

}  // namespace gatehouse::cli
