#include "cli/gate/certificate_warnings.h"

#include <algorithm>
#include <set>

#include "base/crypto_server_certificate.h"
#include "base/file.h"
#include "base/rfc3339.h"

namespace gatehouse::cli {
namespace {

std::vector<std::string> FilesOf(const gate::TlsSettings& tls) {
  std::vector<std::string> files = {tls.own.certificate};
  for (const gate::HostCertificate& other : tls.certificates) files.push_back(other.files.certificate);
  return files;
}

void WarnOfTheEnd(const std::string& file, base::Wall end, base::Wall now, std::vector<base::Error>& warnings) {
  if (end > now + kRenewBefore) return;
  const bool over = end <= now;
  warnings.push_back(
      {.what = (over ? "The certificate has expired, and clients refuse it: " : "The certificate ends soon: ") +
               base::TimeText(end),
       .where = file,
       .fix = "renew it, then run 'gatehouse reload'"});
}

}  // namespace

std::vector<base::Error> CertificateWarnings(const gate::Policy& policy, base::Wall now) {
  std::vector<base::Error> warnings;
  // The development certificate is made by `up`, for all hosts of the routes.
  if (!policy.tls.enabled || policy.tls.own.certificate.empty()) return warnings;
  std::vector<crypto::ServerCertificate> certificates;
  for (const std::string& file : FilesOf(policy.tls)) {
    const auto pem = base::ReadFile(file);
    const auto read = pem ? crypto::ReadServerCertificate(*pem) : std::unexpected(pem.error());
    if (!read) return warnings;
    WarnOfTheEnd(file, read->not_after, now, warnings);
    certificates.push_back(*read);
  }
  std::set<std::string> hosts;
  for (const gate::Route& route : policy.routes) hosts.insert(route.hosts.begin(), route.hosts.end());
  for (const std::string& host : hosts) {
    if (std::ranges::any_of(certificates, [&](const auto& each) { return each.IsFor(host); })) continue;
    warnings.push_back({.what = "No certificate is for this host of a route: clients that verify refuse the connection",
                        .where = host,
                        .fix = "add one to tls.certificates, or get one with this name"});
  }
  return warnings;
}

}  // namespace gatehouse::cli
