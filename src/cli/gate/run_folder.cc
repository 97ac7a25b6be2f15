#include "cli/gate/run_folder.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <vector>

#include "base/crypto.h"
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
  if (auto given = GiveRunFolder(system::RunFolder(policy.run_dir), user->pw_uid); !given)
    return std::unexpected(given.error());
  return policy.user;
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
