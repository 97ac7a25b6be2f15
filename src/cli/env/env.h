// Common functions of the commands of `gatehouse env` (doc/dotenv.md): find, open and save the file, and ask before
// secrets are printed to a terminal.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command/command.h"
#include "dotenv/document.h"
#include "dotenv/encrypted_file.h"
#include "dotenv/gpg.h"
#include "system/process.h"

namespace gatehouse::cli {

inline constexpr const char* kEncryptedFile = ".env.encrypted";
inline constexpr const char* kClearFile = ".env";
inline constexpr mode_t kClearMode = 0600;
inline constexpr mode_t kEncryptedMode = 0644;

// -f, --file FILE; the default is ./.env.encrypted.
[[nodiscard]] Option EnvFileOption(std::string& path);

// Returns the content of a file, or of stdin for "-"; it may hold secrets in clear.
[[nodiscard]] base::Result<base::SecretString> ReadSecretText(const std::string& path);
// The same of the file that EnvFileOption names; where there is none, the Error says how to make one.
[[nodiscard]] base::Result<base::SecretString> ReadEnvText(const std::string& path);

// An encrypted file that was read from the disk and decrypted.
class OpenEnv {
 public:
  [[nodiscard]] static base::Result<OpenEnv> Load(const std::string& path);

  dotenv::EncryptedFile file;
  // Replaces the file atomically and keeps its mode. An Error if another process changed it after it was loaded.
  [[nodiscard]] base::Result<> Save() const;
  // The same, but returns false, without writing, if another process changed the file.
  [[nodiscard]] base::Result<bool> SaveUnlessChanged() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  OpenEnv(dotenv::EncryptedFile opened, std::string path, std::string text, mode_t mode)
      : file(std::move(opened)), path_(std::move(path)), text_(std::move(text)), mode_(mode) {}
  std::string path_;
  std::string text_;  // the file's text when it was loaded
  mode_t mode_;
};

// Settings of a file in clear or encrypted, or of stdin; `key` is set if it is encrypted.
struct AnyEnv {
  dotenv::Document document;
  std::optional<dotenv::DataKey> key;
};
[[nodiscard]] base::Result<AnyEnv> LoadAny(const std::string& path);

// Finds the GPG keys for the names; each can be used for encryption.
[[nodiscard]] base::Result<std::vector<dotenv::Recipient>> FindRecipients(const std::vector<std::string>& names);
// "FINGERPRINT  Anna <anna@example.org>"
[[nodiscard]] std::string Shown(const dotenv::Recipient& recipient);
// Warns if no secret key of this user can open the file.
void WarnUnlessOurs(const dotenv::EncryptedFile& file);

// Asks the user at the terminal for yes or no; returns false if there is no terminal.
[[nodiscard]] bool Confirm(std::string_view question);

// Runs git, found in PATH, with these arguments.
[[nodiscard]] base::Result<system::Finished> RunGit(std::vector<std::string> arguments,
                                                    size_t max_output = system::kMaxProgramOutput);
// The Error for a call that failed, with git's own words.
[[nodiscard]] std::unexpected<base::Error> GitRefuses(const system::Finished& finished);

}  // namespace gatehouse::cli
