#include "dotenv/open_file.h"

#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/file.h"
#include "dotenv/encrypted_file.h"
#include "dotenv/repair.h"

namespace gatehouse::dotenv {

std::expected<OpenedFile, OpenError> OpenSettingsTelling(const std::string& path) {
  const auto fail = [](OpenFault fault, const base::Error& error) {
    return std::unexpected(OpenError{fault, error, {}});
  };
  auto read = base::ReadFile(path, kMaxSealedBytes);
  if (!read) {
    const bool missing = access(path.c_str(), F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR);
    return fail(missing ? OpenFault::kMissing : OpenFault::kUnreadable, read.error());
  }
  const base::SecretString text(std::move(*read));
  const auto is_sealed = IsSealedFile(text.Reveal(), path);
  if (!is_sealed) return fail(OpenFault::kBroken, is_sealed.error());
  if (!*is_sealed) {
    auto settings = ParseDotenv(text.Reveal(), path);
    if (!settings) {
      std::vector<base::Error> problems = ProblemsAndHelp(text.Reveal(), path);
      if (problems.empty()) return fail(OpenFault::kBroken, settings.error());
      base::Error first = std::move(problems.front());
      problems.erase(problems.begin());
      return std::unexpected(OpenError{OpenFault::kBroken, std::move(first), std::move(problems)});
    }
    return OpenedFile{std::move(*settings), false};
  }
  const auto sealed = SealedFile::Parse(text.Reveal(), path);
  if (!sealed) return fail(OpenFault::kBroken, sealed.error());
  auto key = FindDataKey(*sealed, GpgKeyring());
  if (!key) return fail(OpenFault::kNoKey, key.error());
  const auto file = EncryptedFile::OpenWith(*sealed, std::move(*key));
  if (!file) return fail(OpenFault::kBroken, file.error());
  return OpenedFile{file->document.Settings(), true};
}

base::Result<OpenedFile> OpenSettings(const std::string& path) {
  auto opened = OpenSettingsTelling(path);
  if (!opened) return std::unexpected(std::move(opened.error().error));
  return std::move(*opened);
}

}  // namespace gatehouse::dotenv
