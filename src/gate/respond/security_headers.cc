#include "gate/respond/security_headers.h"

#include <array>

namespace gatehouse::gate {

std::span<const std::pair<std::string_view, std::string_view>> DefaultSecurityHeaders() {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kHeaders = {{
      {"X-Content-Type-Options", "nosniff"},
      {"X-Frame-Options", "DENY"},
      {"X-XSS-Protection", "1; mode=block"},
      {"Strict-Transport-Security", "max-age=31536000; includeSubDomains"},
      {"Content-Security-Policy", "default-src 'self'"},
      {"Referrer-Policy", "strict-origin-when-cross-origin"},
  }};
  return kHeaders;
}

}  // namespace gatehouse::gate
