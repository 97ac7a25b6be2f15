// The proof that the sender of a bound token has its key (RFC 9449): the `DPoP` header beside `Authorization: DPoP`.
// Shown by pipeline_proof_test.cc, tests/field/test_dpop.py.
#pragma once

#include <string_view>

#include "gate/pipeline.h"

namespace gatehouse::gate {

// kAllowed if the request has exactly one proof, with the key that `token` is bound to, of this method, URL and token,
// made just now and not used before; else kHeaderRepeated or a reason of the proof. A proof is remembered, for all
// workers, after everything else has been found right; if there is no room to remember it, it is refused.
[[nodiscard]] Reason CheckProof(const Guard& guard, const Exchange& exchange, std::string_view token,
                                std::string_view bound_key);

}  // namespace gatehouse::gate
