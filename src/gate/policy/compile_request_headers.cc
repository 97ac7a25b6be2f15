// Request headers that are forwarded although they identify the client: `request_headers_kept` (row B1).
#include <algorithm>

#include "base/bytes.h"
#include "base/http_token.h"
#include "gate/policy/compile.h"
#include "gate/respond/stripped_headers.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxKeptHeaders = 64;

// Why a header name cannot be kept, and what to do; empty if it can.
base::Result<> CheckKept(const std::string& name, const std::vector<std::string>& kept) {
  const auto is = [&name](const std::string& other) { return base::EqualIgnoringCase(name, other); };
  if (!base::IsToken(name)) return base::Fail(Quoted(name) + " is not a header name", {}, "name each header");
  if (!MayBeKept(name) || (MustStrip(name) && IsOddlySpelled(name))) {
    return base::Fail(Quoted(name) + " cannot be kept: a client could speak by it for another request or for the gate",
                      {}, "take it out; names that tell a user or an address, such as X-User-Id, can be kept");
  }
  if (!MustStrip(name)) {
    return base::Fail(Quoted(name) + " goes on to the services anyway", {}, "take it out");
  }
  if (std::ranges::any_of(kept, is)) return base::Fail(Quoted(name) + " is written twice", {}, "keep one");
  if (kept.size() == kMaxKeptHeaders) {
    return base::Fail("'request_headers_kept' names too many headers", {},
                      "write at most " + std::to_string(kMaxKeptHeaders));
  }
  return {};
}

}  // namespace

void CompileRequestHeaders(Compilation& c) {
  for (const TextNode* node : ScalarsOf(c.root, "request_headers_kept")) {
    if (base::EqualIgnoringCase(node->text, c.policy.client_certificates.header)) {
      c.problems.Add(node->place,
                     Quoted(node->text) + " is the 'header' of 'client_certificates', which is for the gate",
                     "take it out");
      continue;
    }
    if (const auto fits = CheckKept(node->text, c.policy.kept_headers); !fits) {
      c.problems.Add(node->place, fits.error().what, fits.error().fix);
    } else {
      c.policy.kept_headers.push_back(node->text);
    }
  }
}

}  // namespace gatehouse::gate
