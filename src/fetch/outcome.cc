#include "fetch/outcome.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::fetch {
namespace {

constexpr Outcome kOutcomes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, FailureKind::kNoAnswer, "There is no such host", "check the name, and DNS"},
    {CURLE_COULDNT_CONNECT, FailureKind::kNoAnswer, "The server does not answer",
     "check address and port, and that it runs"},
    {CURLE_OPERATION_TIMEDOUT, FailureKind::kTimedOut, "There was no answer in time", "check that it can be reached"},
    {CURLE_SSL_CONNECT_ERROR, FailureKind::kNotTrusted, "TLS could not be agreed on",
     "check that the server speaks TLS 1.2 or later there, and whether it wants a client certificate"},
    {CURLE_SSL_CERTPROBLEM, FailureKind::kNotTrusted, "The client certificate or its key cannot be used",
     "check that both files are PEM and belong together"},
    {CURLE_SSL_CACERT_BADFILE, FailureKind::kNotTrusted, "The CA file cannot be used",
     "name a PEM file of certificates; SSL_CERT_FILE counts too"},
    {CURLE_FILESIZE_EXCEEDED, FailureKind::kTooLarge, "The answer is too large", ""},
    {CURLE_URL_MALFORMAT, FailureKind::kMisused, "The URL cannot be understood", "write http(s)://host[:port]/path"},
    {CURLE_UNSUPPORTED_PROTOCOL, FailureKind::kMisused, "The URL is neither http nor https", ""},
    {CURLE_PEER_FAILED_VERIFICATION, FailureKind::kNotTrusted, "The server's certificate is not trusted",
     "name the issuer's certificate as the CA file, or check who answers there"},
};

}  // namespace

const Outcome* FindOutcome(CURLcode code) {
  const auto* const found = std::ranges::find(kOutcomes, code, &Outcome::code);
  return found == std::end(kOutcomes) ? nullptr : found;
}

}  // namespace gatehouse::fetch
