// The proven identity of the caller. Only identify/ makes one, from a verified token.
#pragma once

#include <memory>
#include <string>

#include "gate/request/identity_headers.h"
#include "jose/claims.h"

namespace gatehouse::gate {

struct Principal : jose::Claims {
  // The identity headers for services, rendered once when the token was verified.
  IdentityHeaders headers;
  std::string header_lines;
};

// Shared between the token cache and requests in progress: the cache may evict it meanwhile.
using SharedPrincipal = std::shared_ptr<const Principal>;

}  // namespace gatehouse::gate
