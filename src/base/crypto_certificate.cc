// The self-signed certificate of a development gate. Shown by crypto_certificate_test.cc.
#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "base/ascii.h"
#include "base/crypto_public_key.h"
#include "base/crypto_x509.h"

namespace gatehouse::crypto {
namespace {

using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;

constexpr int kMaxDays = 825;          // the longest validity that browsers accept
constexpr size_t kMaxNameBytes = 253;  // RFC 1035
constexpr long kClockSkewSeconds = 3600;
constexpr long kX509Version3 = 2;

bool IsAddress(const std::string& name) {
  std::array<unsigned char, 16> address{};
  return inet_pton(AF_INET, name.c_str(), address.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), address.data()) == 1;
}

// OpenSSL takes the names as one text: any other character could add a name that was not requested.
bool IsPlainName(const std::string& name) {
  return !name.empty() && name.size() <= kMaxNameBytes && std::ranges::all_of(name, [](unsigned char c) {
    return base::IsAlnum(c) || c == '.' || c == '-' || c == '_' || c == '*';
  });
}

base::Result<std::string> AlternativeNames(std::span<const std::string> names) {
  if (names.empty() || names.size() > kMaxCertificateNames) return base::Fail("A certificate needs 1 to 64 names");
  std::string text;
  for (const std::string& name : names) {
    const bool address = IsAddress(name);
    if (!address && !IsPlainName(name)) return base::Fail("Not a DNS name or address", name);
    if (!text.empty()) text += ',';
    text += (address ? "IP:" : "DNS:") + name;
  }
  return text;
}

bool AddExtension(X509* certificate, int nid, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool SetSerial(X509* certificate) {
  std::array<uint8_t, 16> random{};
  FillRandom(random);
  random[0] &= 0x7FU;  // positive (RFC 5280 §4.1.2.2)
  const BigNumber serial(BN_bin2bn(random.data(), static_cast<int>(random.size()), nullptr));
  return serial && BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool SetSubject(X509* certificate) {
  X509_NAME* subject = X509_get_subject_name(certificate);
  const auto* words = reinterpret_cast<const unsigned char*>("Gatehouse development");
  return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, words, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, subject) == 1;
}

}  // namespace

base::Result<DevelopmentCertificate> MakeDevelopmentCertificate(std::span<const std::string> names, int days) {
  if (days < 1 || days > kMaxDays) return base::Fail("A development certificate is valid for 1 to 825 days");
  const auto alternative_names = AlternativeNames(names);
  if (!alternative_names) return std::unexpected(alternative_names.error());
  const auto key = PrivateKey::Generate(Algorithm::kEs256);
  if (!key) return std::unexpected(key.error());

  const ErrorScope errors;
  const std::string key_pem = key->Pem();
  const Pkey signer = PrivateKeyIn(key_pem);
  const Certificate certificate(X509_new());
  const Bio output(BIO_new(BIO_s_mem()));
  const bool made = signer && certificate && output && X509_set_version(certificate.get(), kX509Version3) == 1 &&
                    SetSerial(certificate.get()) && SetSubject(certificate.get()) &&
                    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kClockSkewSeconds) != nullptr &&
                    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), days, 0, nullptr) != nullptr &&
                    X509_set_pubkey(certificate.get(), signer.get()) == 1 &&
                    AddExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                    AddExtension(certificate.get(), NID_key_usage, "critical,digitalSignature") &&
                    AddExtension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
                    AddExtension(certificate.get(), NID_subject_key_identifier, "hash") &&
                    AddExtension(certificate.get(), NID_subject_alt_name, *alternative_names) &&
                    X509_sign(certificate.get(), signer.get(), Sha256Method()) > 0 &&
                    PEM_write_bio_X509(output.get(), certificate.get()) == 1;
  if (!made) return base::Fail("A development certificate could not be made");
  return DevelopmentCertificate{Content(output.get()), key_pem};
}

}  // namespace gatehouse::crypto
