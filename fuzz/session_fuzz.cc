// Any bytes as Cookie lines: what the upstream gets holds no session, and what is not a session stays in it. And as a
// target that a browser is led back to.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gate/identify/session.h"
#include "gate/respond/login_redirect.h"

namespace {

using namespace gatehouse::gate;

void Promise(bool kept) {
  if (!kept) std::abort();
}

Reason ReasonFor(std::string_view line) {
  const std::array headers = {Header{"Cookie", line}};
  const auto found = FindSessionCookie(ReadHeaders(headers));
  if (found) Promise(!found->empty() && line.contains(*found));
  return found ? Reason::kAllowed : found.error();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const Reason reason = ReasonFor(line);
  const std::string without = WithoutSessionCookie(line);
  Promise(ReasonFor(without) == Reason::kSessionMissing);
  Promise(WithoutSessionCookie(without) == without);
  // With a session before it, whatever says anything of one is one too many.
  const Reason with_one_more = ReasonFor(std::string(gatehouse::jose::kSessionCookie) + "=x; " + std::string(line));
  Promise(reason == Reason::kSessionMissing || with_one_more == Reason::kHeaderRepeated);
  Promise(with_one_more == Reason::kHeaderRepeated || with_one_more == Reason::kAllowed);

  const std::array headers = {Header{"Accept", "text/html"}};
  const Request request{.method = "GET", .target = line, .host = "h", .tls = true, .peer = {}, .headers = headers};
  const auto location = LoginRedirect({.reason = Reason::kSessionMissing}, request, true);
  Promise(location && location->starts_with(kLoginPath));
  for (const char c : *location) Promise(c > ' ' && c < 0x7F && c != '\\' && c != '#' && c != ';');
  return 0;
}
