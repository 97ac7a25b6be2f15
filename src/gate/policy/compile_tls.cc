// The gate's certificates, and which hosts each of them is for.
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/crypto_server_certificate.h"
#include "base/secret_string.h"
#include "gate/policy/compile.h"
#include "gate/policy/secret_references.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxCertificates = 256;  // nginx has a server for each

// The files that a mapping names, and what is in the first one: nothing after a problem.
struct ReadFiles {
  CertificateFiles files;
  std::optional<std::string> certificate;
};

void CheckKey(Compilation& c, const TextNode& map, const ReadFiles& read, std::string_view key) {
  if (crypto::IsEncryptedKey(key)) {
    c.problems.Add(map.PlaceOf("key"), "'key' needs a passphrase, which nobody can type at a start: " + read.files.key,
                   "write it without one (openssl pkey -in FILE -out NEW), or name a reference to a secret store");
  } else if (read.certificate && !crypto::MayBelongTogether(*read.certificate, key)) {
    c.problems.Add(map.PlaceOf("key"), "'key' is not the key of the certificate: " + read.files.key,
                   "name the key that " + read.files.certificate + " was made for");
  }
}

ReadFiles FilesOf(Compilation& c, const TextNode& map) {
  ReadFiles read{.files = {.certificate = PathMember(c, map, "certificate"), .key = SecretPathMember(c, map, "key")},
                 .certificate = {}};
  read.certificate = CheckPemFile(c, map, "certificate", read.files.certificate, "CERTIFICATE-----");
  auto key = CheckPemFile(c, map, "key", read.files.key, "PRIVATE KEY-----");
  if (!key) return read;
  CheckKey(c, map, read, *key);
  base::Wipe(*key);
  return read;
}

// Without the hosts that an earlier certificate of the list has: each host is served by one.
std::vector<std::string> NewHosts(const TlsSettings& settings, std::vector<std::string> hosts) {
  std::erase_if(hosts, [&](const std::string& host) {
    return std::ranges::any_of(settings.certificates, [&](const HostCertificate& other) {
      return std::ranges::find(other.hosts, host) != other.hosts.end();
    });
  });
  return hosts;
}

void CompileCertificate(Compilation& c, const TextNode& map) {
  if (!map.Has("certificate") || !map.Has("key")) {
    c.problems.Add(map.place, "A certificate needs 'certificate' and 'key'", "name both files");
    return;
  }
  const auto [files, pem] = FilesOf(c, map);
  if (!pem) return;  // already reported
  HostCertificate certificate{.files = files, .hosts = {}};
  const auto read = crypto::ReadServerCertificate(*pem);
  if (!read || read->hosts.empty()) {
    c.problems.Add(map.PlaceOf("certificate"),
                   fmt::format("'certificate' {}: {}", read ? "is for no host name" : "cannot be read",
                               certificate.files.certificate),
                   "it is chosen by the names in its subjectAltName (DNS:app.example); name one that has some");
    return;
  }
  certificate.hosts = NewHosts(c.policy.tls, read->hosts);
  if (certificate.hosts.empty()) {
    c.problems.Add(map.place, "All hosts of this certificate are in certificates before it: " + read->hosts.front(),
                   "take one of them out");
    return;
  }
  c.policy.tls.certificates.push_back(std::move(certificate));
}

void CompileCertificates(Compilation& c, const TextNode& tls) {
  const TextNode* list = tls.Get("certificates");
  if (list == nullptr) return;
  if (!tls.Has("certificate")) {
    c.problems.Add(list->place, "'certificates' without a certificate for all other hosts",
                   "name one of them in tls.certificate and tls.key");
  }
  if (list->items.size() > kMaxCertificates) {
    c.problems.Add(list->place, fmt::format("More than {} certificates", kMaxCertificates),
                   "put several hosts into one certificate, or let a proxy end TLS");
    return;
  }
  for (const TextNode& each : list->items) CompileCertificate(c, each);
}

}  // namespace

void CompileTls(Compilation& c) {
  TlsSettings& settings = c.policy.tls;
  const TextNode* tls = c.root.Get("tls");
  if (tls == nullptr) return;
  if (tls->kind == TextNode::Kind::kScalar) {  // the only word is `off`
    settings.enabled = false;
    return;
  }
  settings.min_version = TextOf(*tls, "min_version", settings.min_version);
  if (tls->Has("certificate") != tls->Has("key")) {
    const bool has_key = tls->Has("key");
    c.problems.Add(tls->place, has_key ? "'tls' has a key and no certificate" : "'tls' has a certificate and no key",
                   "name both files, or neither for a development certificate");
  }
  settings.own = FilesOf(c, *tls).files;
  CompileCertificates(c, *tls);
}

}  // namespace gatehouse::gate
