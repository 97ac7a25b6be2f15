#include "base/crypto_server_certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/crypto_x509.h"

namespace gatehouse::crypto {
namespace {

constexpr size_t kLongestHost = 253;  // RFC 1035

using GeneralNames = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

// Letters, digits, '-' and '_' in labels; the first one may be "*". Other wildcards ("w*.example") no browser takes.
bool IsHost(std::string_view name) {
  if (name.starts_with("*.")) name.remove_prefix(2);
  if (name.empty() || name.size() > kLongestHost) return false;
  const auto in_labels = [](unsigned char c) { return base::IsAlnum(c) || c == '-' || c == '_' || c == '.'; };
  return std::ranges::all_of(name, in_labels) && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..");
}

std::vector<std::string> HostsOf(const X509* certificate) {
  std::vector<std::string> hosts;
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const auto* bytes = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name->d.dNSName));
    std::string host = base::AsciiLower({bytes, static_cast<size_t>(ASN1_STRING_length(name->d.dNSName))});
    if (IsHost(host) && std::ranges::find(hosts, host) == hosts.end()) hosts.push_back(std::move(host));
  }
  return hosts;
}

}  // namespace

Certificate FirstCertificate(std::string_view pem) {
  const Bio input = PemInput(pem);
  return Certificate(input ? PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr) : nullptr);
}

bool ServerCertificate::IsFor(std::string_view host) const {
  return std::ranges::any_of(hosts, [host](std::string_view name) {
    if (name == host) return true;
    const size_t dot = host.find('.');
    return name.starts_with("*.") && dot != host.npos && host[0] != '*' && name.substr(1) == host.substr(dot);
  });
}

base::Result<ServerCertificate> ReadServerCertificate(std::string_view pem) {
  const ErrorScope errors;
  const Certificate certificate = FirstCertificate(pem);
  const auto not_after = certificate ? TimeIn(X509_get0_notAfter(certificate.get())) : std::nullopt;
  if (!not_after) return base::Fail("Not an X.509 certificate in PEM");
  return ServerCertificate{.hosts = HostsOf(certificate.get()), .not_after = *not_after};
}

bool NamesAll(std::string_view certificate_pem, std::span<const std::string> names) {
  const ErrorScope errors;
  const Certificate certificate = FirstCertificate(certificate_pem);
  constexpr unsigned kLiterally = X509_CHECK_FLAG_NO_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
  return certificate && std::ranges::all_of(names, [&](const std::string& name) {
           return X509_check_host(certificate.get(), name.data(), name.size(), kLiterally, nullptr) == 1 ||
                  X509_check_ip_asc(certificate.get(), name.c_str(), 0) == 1;
         });
}

bool IsEncryptedKey(std::string_view pem) {
  // PKCS #8, and the older form of OpenSSL (RFC 1421).
  return pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || pem.contains("Proc-Type: 4,ENCRYPTED");
}

bool MayBelongTogether(std::string_view certificate_pem, std::string_view key_pem) {
  const ErrorScope errors;
  const Certificate certificate = FirstCertificate(certificate_pem);
  const Pkey key = PrivateKeyIn(key_pem);
  return !certificate || !key || X509_check_private_key(certificate.get(), key.get()) == 1;
}

}  // namespace gatehouse::crypto
