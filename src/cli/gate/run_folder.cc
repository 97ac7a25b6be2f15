#include "cli/gate/run_folder.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <vector>

#include "base/crypto.h"
#include "base/descriptor.h"
#include "base/file.h"

namespace gatehouse::cli {
namespace {

constexpr int kCertificateDays = 365;
constexpr int kReuseDays = 335;  // replaced a month before it expires

// True if the certificate is new enough to be used again.
bool IsFresh(const std::string& file) {
  struct stat info{};
  if (stat(file.c_str(), &info) != 0) return false;
  const std::time_t age = std::time(nullptr) - info.st_mtime;
  return age >= 0 && age < std::time_t{kReuseDays} * 24 * 3600;
}

std::vector<std::string> CertificateNames(const gate::Policy& policy) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  for (const gate::ListenAddress& address : policy.listen) {
    const bool known = std::ranges::find(names, address.host) != names.end();
    if (!known && address.host != "*" && !address.host.empty()) names.push_back(address.host);
  }
  return names;
}

}  // namespace

base::Result<std::string> WorkerUser(const gate::Policy& policy) {
  if (geteuid() != 0) return std::string{};
  if (policy.user.empty() || policy.user == "root") {
    if (policy.environment != gate::Environment::kProduction) return std::string{"root"};
    return base::Fail("In production the workers must not run as root", {},
                      "start the gate as another user, or set `user: www-data`");
  }
  const passwd* user = getpwnam(policy.user.c_str());
  if (user == nullptr) return base::Fail(fmt::format("There is no user '{}'", policy.user), {}, "correct `user`");
  // The workers buffer bodies in the folder and create a new event log there after a rotation. Its group may be that of
  // a control daemon that runs as another user.
  constexpr auto kSameGroup = static_cast<gid_t>(-1);
  if (chown(policy.run_dir.c_str(), user->pw_uid, kSameGroup) != 0) {
    return base::SystemFail(fmt::format("The owner cannot be changed to {}", policy.user), policy.run_dir);
  }
  return policy.user;
}

base::Result<> PrepareRunFolder(const system::RunFolder& run_folder) {
  const std::string& folder = run_folder.path();
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return base::SystemFail("The run directory cannot be made", folder, "name another `run_dir`");
  }
  struct stat info{};
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return base::Fail("The run directory is not a directory", folder, "name another `run_dir`");
  }
  if (info.st_uid != geteuid() && geteuid() != 0) {  // root may have given it to the workers' user
    return base::Fail("The run directory belongs to another user", folder, "name another `run_dir`");
  }
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return base::Fail("Others may write to the run directory", folder, fmt::format("chmod 700 {}", folder));
  }
  const std::string temporary = run_folder.NginxTemporary();  // nginx creates the folders in it, but not this one
  if (mkdir(temporary.c_str(), 0700) != 0 && errno != EEXIST) {
    return base::SystemFail("Cannot be made", temporary);
  }
  return {};
}

base::Result<CertificateFiles> CertificateFor(const gate::Policy& policy) {
  if (!policy.tls.enabled) return CertificateFiles{};
  if (!policy.tls.certificate.empty()) return CertificateFiles{policy.tls.certificate, policy.tls.key};
  const system::RunFolder folder(policy.run_dir);
  CertificateFiles files{folder.DevelopmentCertificate(), folder.DevelopmentKey()};
  if (IsFresh(files.certificate) && IsFresh(files.key)) return files;
  const auto made = crypto::MakeDevelopmentCertificate(CertificateNames(policy), kCertificateDays);
  if (!made) return std::unexpected(made.error());
  if (auto written = base::WriteFile(files.key, made->key_pem, 0600); !written) return std::unexpected(written.error());
  if (auto written = base::WriteFile(files.certificate, made->certificate_pem); !written) {
    return std::unexpected(written.error());
  }
  return files;
}

}  // namespace gatehouse::cli
