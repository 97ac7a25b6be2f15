#include "control/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/crypto.h"
#include "base/descriptor.h"
#include "base/file.h"
#include "secrets/reference.h"
#include "system/prepare_folder.h"

namespace gatehouse::control {
namespace {

constexpr size_t kKeyBytes = 32;
constexpr size_t kMinKeyBytes = 16;  // of a key from another source, in any notation
constexpr size_t kMaxKeyBytes = size_t{64} * 1024;

// Prepares `name` in the folder `at`; `path` is for messages. It uses descriptors, so that the checked folder is the
// one that changes its owner, even if another user replaces it by a link meanwhile.
base::Result<base::Descriptor> PrepareFolder(int at, const char* name, const std::string& path, mode_t mode,
                                             const std::optional<Account>& owner) {
  const bool made = ::mkdirat(at, name, 0700) == 0;
  if (!made && errno != EEXIST) {
    return base::SystemFail("The folder cannot be made", path, "name another `control.data_dir`");
  }
  base::Descriptor folder(::openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat info{};
  if (folder.get() < 0 || ::fstat(folder.get(), &info) != 0) {
    return base::SystemFail("The folder cannot be used", path, "name another `control.data_dir`");
  }
  const uid_t wanted = owner ? owner->uid : ::geteuid();
  if (info.st_uid != wanted && info.st_uid != ::geteuid()) {
    return base::Fail("The folder belongs to another user", path, "name another `control.data_dir`, or chown it");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return base::Fail("Others may write to the folder", path, fmt::format("chmod {:o} {}", mode, path));
  }
  if (::fchmod(folder.get(), mode) != 0 || (owner && ::fchown(folder.get(), owner->uid, owner->gid) != 0)) {
    return base::SystemFail("The folder cannot be handed over", path);
  }
  if (made) system::HideFromGit(folder.get());
  return folder;
}

base::Result<base::SecretString> MakeKey(const std::string& path, const std::optional<Account>& owner) {
  base::SecretString key(crypto::RandomBytes(kKeyBytes));
  if (auto written = base::WriteFile(path, key.Reveal(), 0600); !written) return std::unexpected(written.error());
  if (owner && ::lchown(path.c_str(), owner->uid, owner->gid) != 0) {
    return base::SystemFail("The key cannot be handed over", path);
  }
  return key;
}

base::Result<base::SecretString> Judged(base::SecretString key, const std::string& where) {
  if (key.Reveal().size() >= kMinKeyBytes) return key;
  return base::Fail(fmt::format("The key is shorter than {} bytes", kMinKeyBytes), where,
                    "openssl rand -base64 32 makes a good one");
}

base::Result<base::SecretString> ReadKeyFile(const std::string& path, std::string_view policy_key) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) {
    return base::SystemFail("The key cannot be read", path, fmt::format("correct `{}`", policy_key));
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return base::Fail("Others may use the key", path, fmt::format("chmod 600 {}", path));
  }
  auto content = base::ReadFile(path, kMaxKeyBytes);
  if (!content) return std::unexpected(content.error());
  return Judged(base::SecretString(std::move(*content)), path);
}

}  // namespace

base::Result<> PrepareDataFolder(const gate::ControlSettings& settings, const Accounts& accounts) {
  std::error_code ignored;
  const std::filesystem::path parent = std::filesystem::path(settings.data_dir).parent_path();
  std::filesystem::create_directories(parent, ignored);  // an error shows when the folder itself is opened
  constexpr mode_t kPrivate = 0700;
  constexpr mode_t kPassThrough = 0711;
  constexpr mode_t kPublic = 0755;
  const mode_t mode = accounts.daemon == accounts.workers ? kPrivate : kPassThrough;
  const std::string open_to_all = settings.PublicFolder();
  const auto made = PrepareFolder(AT_FDCWD, settings.data_dir.c_str(), settings.data_dir, mode, accounts.daemon);
  if (!made) return std::unexpected(made.error());
  const std::string name = std::filesystem::path(open_to_all).filename();
  const auto inside = PrepareFolder(made->get(), name.c_str(), open_to_all, kPublic, accounts.daemon);
  if (!inside) return std::unexpected(inside.error());
  return {};
}

base::Result<base::SecretString> LoadKeyEncryption(const gate::ControlSettings& settings,
                                                   const std::optional<Account>& owner,
                                                   const ResolveReference& resolve) {
  const std::string& named = settings.key_encryption;
  if (secrets::IsReference(named)) {
    auto key = resolve(named);
    if (!key) return std::unexpected(key.error());
    return Judged(std::move(*key), named);
  }
  struct stat info{};
  const bool is_default = named == settings.data_dir + "/key-encryption.key";
  if (is_default && ::stat(named.c_str(), &info) != 0 && errno == ENOENT) return MakeKey(named, owner);
  return ReadKeyFile(named, "control.key_encryption");
}

base::Result<base::SecretString> LoadSharedLimitsKey(const gate::SharedLimits& limits,
                                                     const ResolveReference& resolve) {
  if (!secrets::IsReference(limits.key)) return ReadKeyFile(limits.key, "control.limits.key");
  auto key = resolve(limits.key);
  if (!key) return std::unexpected(key.error());
  return Judged(std::move(*key), limits.key);
}

}  // namespace gatehouse::control
