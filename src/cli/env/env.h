// The commands of `gatehouse env` (doc/dotenv.md), and what they share: which file, opened, written back, asked before
// secrets reach a terminal.
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

// -f, --file FILE; ./.env.encrypted without it.
[[nodiscard]] Option EnvFileOption(std::string& path);

// The whole of a file, or of stdin for "-"; it may hold secrets in clear.
[[nodiscard]] base::Result<base::SecretString> ReadSecretText(const std::string& path);

// An encrypted file on the disk, opened.
class OpenEnv {
 public:
  [[nodiscard]] static base::Result<OpenEnv> Load(const std::string& path);

  dotenv::EncryptedFile file;
  // All or nothing, with the mode that the file has. Error: somebody else has written it since it was loaded.
  [[nodiscard]] base::Result<> Save() const;
  // The same; false where somebody else has written it, and nothing was.
  [[nodiscard]] base::Result<bool> SaveUnlessChanged() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  OpenEnv(dotenv::EncryptedFile opened, std::string path, std::string text, mode_t mode)
      : file(std::move(opened)), path_(std::move(path)), text_(std::move(text)), mode_(mode) {}
  std::string path_;
  std::string text_;  // as it was loaded
  mode_t mode_;
};

// Settings of a file in clear or encrypted, or of stdin; `key` where it is encrypted.
struct AnyEnv {
  dotenv::Document document;
  std::optional<dotenv::DataKey> key;
};
[[nodiscard]] base::Result<AnyEnv> LoadAny(const std::string& path);

// The GPG keys that the names mean, each of which can be encrypted to.
[[nodiscard]] base::Result<std::vector<dotenv::Recipient>> FindRecipients(const std::vector<std::string>& names);
// "FINGERPRINT  Anna <anna@example.org>"
[[nodiscard]] std::string Shown(const dotenv::Recipient& recipient);
// Says so where no secret key of ours opens the file.
void WarnUnlessOurs(const dotenv::EncryptedFile& file);

// Asks the user at the terminal; false without a terminal.
[[nodiscard]] bool Confirm(std::string_view question);

// git with these arguments, found in PATH.
[[nodiscard]] base::Result<system::Finished> RunGit(std::vector<std::string> arguments,
                                                    size_t max_output = system::kMaxProgramOutput);

}  // namespace gatehouse::cli
