#include "nginx/peer_certificate.h"

#include <memory>
#include <optional>

namespace gatehouse::nginx {
namespace {

// In the connection's pool; empty if the client presented no certificate.
struct KnownCertificate {
  std::optional<base::Result<crypto::ClientCertificate>> presented;
};

#if (NGX_HTTP_SSL)

struct FreeDer {
  void operator()(unsigned char* der) const { OPENSSL_free(der); }
};

// The DER is what crosses to crypto.h, not OpenSSL's object: nginx may have been built with another OpenSSL.
KnownCertificate ReadFrom(ngx_connection_t* connection) {
  if (connection->ssl == nullptr) return {};
  X509* certificate = SSL_get0_peer_certificate(connection->ssl->connection);
  if (certificate == nullptr) return {};
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  const std::unique_ptr<unsigned char, FreeDer> der(bytes);
  if (size <= 0) return {base::Fail("The certificate cannot be encoded")};
  return {crypto::ReadCertificateDer({reinterpret_cast<const char*>(bytes), static_cast<size_t>(size)})};
}

#else

KnownCertificate ReadFrom(ngx_connection_t*) { return {}; }

#endif

// Over HTTP/2 every request has a connection of its own, which stands for the real one.
ngx_connection_t* RealConnection(ngx_http_request_t* r) {
  return r->stream != nullptr ? r->stream->connection->connection : r->connection;
}

}  // namespace

const base::Result<crypto::ClientCertificate>* ConnectionCertificate::Read() const {
  ngx_connection_t* connection = RealConnection(r_);
  const auto* known = FindInPool<KnownCertificate>(connection->pool);
  if (known == nullptr) known = NewInPool<KnownCertificate>(connection->pool, ReadFrom(connection));
  if (known == nullptr) throw std::bad_alloc();
  return known->presented ? &*known->presented : nullptr;
}

// As nginx decides it (ngx_http_process_request): `optional_no_ca` asks for no authority, but for everything else.
std::string_view CertificateFault(ngx_http_request_t* r) {
#if (NGX_HTTP_SSL)
  constexpr ngx_uint_t kOptionalNoCa = 3;
  if (r->connection->ssl == nullptr) return {};
  const auto* conf = static_cast<ngx_http_ssl_srv_conf_t*>(ngx_http_get_module_srv_conf(r, ngx_http_ssl_module));
  if (conf == nullptr || conf->verify == 0) return {};
  const long result = SSL_get_verify_result(r->connection->ssl->connection);
  const bool accepted = result == X509_V_OK || (conf->verify == kOptionalNoCa && ngx_ssl_verify_error_optional(result));
  return accepted ? std::string_view{} : X509_verify_cert_error_string(result);
#else
  static_cast<void>(r);
  return {};
#endif
}

}  // namespace gatehouse::nginx
