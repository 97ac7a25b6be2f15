// What the sources that read certificates share. Private to base.
#pragma once

#include <openssl/x509.h>

#include <chrono>
#include <ctime>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "base/crypto_openssl.h"

namespace gatehouse::crypto {

using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;

[[nodiscard]] inline std::optional<base::Wall> TimeIn(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return base::Wall(std::chrono::seconds(timegm(&parts)));
}

// The first certificate in PEM; null if there is none.
[[nodiscard]] Certificate FirstCertificate(std::string_view pem);

}  // namespace gatehouse::crypto
