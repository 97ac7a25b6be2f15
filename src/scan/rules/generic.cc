// A secret by nothing but its name and its looks. Quiet: the gates are in scan/generic.cc.
#include "scan/rules/families.h"

namespace gatehouse::scan {
namespace {

constexpr Rule kRules[] = {
    {.id = "bearer-token",
     .title = "Bearer token",
     .pattern = R"re((?i:bearer):?\s{1,4}([A-Za-z0-9_.~+/-]{20,1000}={0,2}))re",
     .trigger = R"re((?i)bearer:?\s{1,4}[A-Za-z0-9_.~+/-]{20})re",
     .entropy = 3.6,
     .kind = Rule::Kind::kGeneric,
     .found = {"Authorization: Bearer <40:alnum>"},
     .not_found = {"Authorization: Bearer $TOKEN", "the bearer of this letter", "Bearer YOUR_ACCESS_TOKEN_GOES_HERE"}},
    {.id = "basic-auth",
     .title = "Basic authorization",
     .pattern = R"re((?i:authorization)["']?\s{0,4}[:=,]\s{0,4}["']?(?i:basic)\s{1,4}(<16-400:b64>={0,2}))re",
     .trigger = R"re((?i)basic\s{1,4}[A-Za-z0-9+/]{16})re",
     .before = 40,
     .entropy = 3,
     .kind = Rule::Kind::kGeneric,
     .found = {"Authorization: Basic <30:b64>=="},
     .not_found = {"Authorization: Basic $AUTH", "basic authentication"}},
    {.id = "generic-secret",
     .title = "Secret behind a telling name",
     .pattern =
         R"re((?i:passw(?:or)?d|passphrase|passwd|pwd|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|auth[_.-]?key|encryption[_.-]?key|signing[_.-]?key|client[_.-]?key|credential)s?(?i:[_.-]?(?:key|value|string|hash|base|prod|production|id))?(?:\\?["'`]|\]){0,3}\s{0,8}(?:(?::=|=>|=|:|,)\s{0,8}[bru]?(?:\\?["'`])([^\s"'`\\<>]{8,200})\\?["'`]|(?::=|=>|=|:)\s{0,8}([^\s"'`\\<>;,(){}\[\]$]{8,200})(?:[\r\n;,]|$)))re",
     .trigger =
         R"re((?i)(?:passw(?:or)?d|passphrase|passwd|pwd|secret|token|api[_.-]?key|(?:access|private|auth|encryption|signing|client)[_.-]?key|credential)s?(?:[_.-]?(?:key|value|string|hash|base|prod|production|id))?(?:\\?["'`]|\]){0,3}\s{0,8}[:=,])re",
     .kind = Rule::Kind::kGeneric,
     .found = {"password = \"<16:alnum>\"", "  db_password: kX7<14:alnum>\n", R"({\"api_key\": \"<24:alnum>\"})"},
     .not_found = {"password = getPassword()", "password: process.env.PASSWORD", "token = \"example-token-value\"",
                   "  credentials, refresh_timeout=60\n"}},
};

}  // namespace

std::span<const Rule> GenericRules() { return kRules; }

}  // namespace gatehouse::scan
