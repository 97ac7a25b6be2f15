#include "cli/gate/run_folder.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <vector>

#include "base/crypto.h"
#include "base/crypto_server_certificate.h"
#include "base/file.h"

namespace gatehouse::cli {
namespace {

constexpr int kCertificateDays = 365;
constexpr int kReuseDays = 335;  // replaced a month before it expires

// True if the file is new enough to be used again.
bool IsFresh(const std::string& file) {
  struct stat info{};
  if (stat(file.c_str(), &info) != 0) return false;
  const std::time_t age = std::time(nullptr) - info.st_mtime;
  return age >= 0 && age < std::time_t{kReuseDays} * 24 * 3600;
}

void AddName(std::vector<std::string>& names, const std::string& name) {
  const bool known = std::ranges::find(names, name) != names.end();
  if (!known && name != "*" && !name.empty() && names.size() < crypto::kMaxCertificateNames) names.push_back(name);
}

// This machine, the addresses of the gate and the hosts of its routes.
std::vector<std::string> CertificateNames(const gate::Policy& policy) {
  std::vector<std::string> names = {"localhost", "127.0.0.1", "::1"};
  for (const gate::ListenAddress& address : policy.listen) AddName(names, address.host);
  for (const gate::Route& route : policy.routes) {
    for (const std::string& host : route.hosts) AddName(names, host);
  }
  return names;
}

// False if a route or an address was added since.
bool IsForAll(const std::string& file, const std::vector<std::string>& names) {
  const auto pem = base::ReadFile(file);
  return pem && crypto::NamesAll(*pem, names);
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

base::Result<gate::CertificateFiles> CertificateFor(const gate::Policy& policy) {
  if (!policy.tls.enabled) return gate::CertificateFiles{};
  if (!policy.tls.own.certificate.empty()) return policy.tls.own;
  const system::RunFolder folder(policy.run_dir);
  gate::CertificateFiles files{folder.DevelopmentCertificate(), folder.DevelopmentKey()};
  const std::vector<std::string> names = CertificateNames(policy);
  if (IsFresh(files.certificate) && IsFresh(files.key) && IsForAll(files.certificate, names)) return files;
  const auto made = crypto::MakeDevelopmentCertificate(names, kCertificateDays);
  if (!made) return std::unexpected(made.error());
  if (auto written = base::WriteFile(files.key, made->key_pem, 0600); !written) return std::unexpected(written.error());
  if (auto written = base::WriteFile(files.certificate, made->certificate_pem); !written) {
    return std::unexpected(written.error());
  }
  return files;
}

}  // namespace gatehouse::cli
