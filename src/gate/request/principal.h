// Who is asking, once it is proven. Only identify/ makes one, from a verified token.
#pragma once

#include <memory>

#include "gate/request/identity_headers.h"
#include "jose/claims.h"

namespace gatehouse::gate {

struct Principal : jose::Claims {
  // What services are told of it, rendered once when it was proven.
  IdentityHeaders headers;
};

// The cache of tokens shares its principals with the requests that are on their way: it may forget one meanwhile.
using SharedPrincipal = std::shared_ptr<const Principal>;

}  // namespace gatehouse::gate
