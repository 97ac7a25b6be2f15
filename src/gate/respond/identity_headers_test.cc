#include "gate/respond/identity_headers.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gate {
namespace {

TEST(IdentityHeaders, THREATS_StripsTheGatesOwnNamesInEverySpelling) {
  for (const char* name :
       {"X-Gatehouse-Subject", "x-gatehouse-subject", "X-GATEHOUSE-ROLES", "X_Gatehouse_Subject", "X-Gatehouse_Subject",
        "x_gatehouse_droplet_id", "X-Gatehouse-Subject ", " X-Gatehouse-Subject", "X-Gatehouse-Subject\t",
        "X.Gatehouse.Subject", "X-Gatehouse-Assertion",
        "X-Gatehouse-Anything-Yet-To-Come-And-Longer-Than-Every-Other-Name-In-The-List", "X\xC2Gatehouse-Subject",
        "__X-Gatehouse-Subject"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
}

TEST(IdentityHeaders, THREATS_StripsWhatTellsAnotherPathMethodHostAddressOrUser) {
  for (const char* name : {"X-Original-URL",
                           "X-Original-URI",
                           "X-Rewrite-URL",
                           "X_Rewrite_URL",
                           "X-HTTP-Method-Override",
                           "X-HTTP-Method",
                           "X-Method-Override",
                           "x_http_method_override",
                           "X-Forwarded-User",
                           "X-Forwarded-Email",
                           "X-Forwarded-Groups",
                           "X-Forwarded-Prefix",
                           "X-Forwarded-Host",
                           "X-Forwarded-Port",
                           "X-Forwarded-Uri",
                           "X-Forwarded-Client-Cert",
                           "Forwarded",
                           "forwarded",
                           "X-Auth-Request-User",
                           "X-Auth-Request-Email",
                           "X-Remote-User",
                           "Remote-User",
                           "REMOTE_USER",
                           "X-WEBAUTH-USER",
                           "X-Real-IP",
                           "True-Client-IP",
                           "CF-Connecting-IP",
                           "Client-IP",
                           "X-Envoy-Original-Path",
                           "X-Consumer-Username",
                           "Proxy",
                           "X-SSL-Client-Verify",
                           "SSL-Client-Cert",
                           "X-MS-CLIENT-PRINCIPAL",
                           "X-MS-CLIENT-PRINCIPAL-ID",
                           "X-User-Id",
                           "X-Accel-Mapping"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
}

TEST(IdentityHeaders, THREATS_KeepsOnlyThePlainSpellingOfWhatTheProxyOverwrites) {
  EXPECT_FALSE(MustStrip("X-Forwarded-For"));
  EXPECT_FALSE(MustStrip("x-forwarded-proto"));
  for (const char* name : {"X_Forwarded_For", "X-Forwarded_For", "X-Forwarded-For ", "X_FORWARDED_PROTO",
                           "X-Forwarded-Proto\t", "X-Forwarded-For-Original"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
}

TEST(IdentityHeaders, LeavesEveryOrdinaryHeader) {
  for (const char* name : {"",
                           "-",
                           "_",
                           "Host",
                           "Accept",
                           "Accept-Encoding",
                           "Accept-Language",
                           "Authorization",
                           "Cache-Control",
                           "Connection",
                           "Content-Length",
                           "Content-Type",
                           "Cookie",
                           "DNT",
                           "Date",
                           "Expect",
                           "From",
                           "If-Match",
                           "If-None-Match",
                           "Origin",
                           "Pragma",
                           "Priority",
                           "Proxy-Connection",
                           "Range",
                           "Referer",
                           "Remote",
                           "Sec-CH-UA",
                           "Sec-Fetch-Mode",
                           "Sec-WebSocket-Key",
                           "TE",
                           "Trailer",
                           "Transfer-Encoding",
                           "Upgrade",
                           "User-Agent",
                           "Via",
                           "X-API-Key",
                           "X-Auth-Token",
                           "X-CSRF-Token",
                           "X-Request-ID",
                           "X-Requested-With",
                           "X-Gatehouse",
                           "X-Gatehous",
                           "X-GatehouseSubject",
                           "traceparent",
                           "tracestate",
                           "X-Forwarded",
                           "X-Hostage",
                           "Forwarded-To",
                           "Proxyable"}) {
    EXPECT_FALSE(MustStrip(name)) << name;
  }
}

std::string Lines(const Principal& principal) {
  std::string lines;
  for (const IdentityHeader& header : IdentityHeaders(principal)) {
    lines += std::string(header.name) + ": " + header.value + "\n";
  }
  return lines;
}

TEST(IdentityHeaders, SaysWhoAskedAndLeavesOutWhatIsNotKnown) {
  Principal principal;
  EXPECT_EQ(Lines(principal), "");
  principal.issuer = "registry.fullpotential.ai";
  principal.subject = "droplet:14";
  principal.droplet_id = 14;
  principal.roles = {"operator", "reader"};
  principal.scopes = {"read", "write"};
  principal.token_id = "0f8fad5b";
  EXPECT_EQ(Lines(principal),
            "X-Gatehouse-Subject: droplet:14\n"
            "X-Gatehouse-Issuer: registry.fullpotential.ai\n"
            "X-Gatehouse-Droplet-Id: 14\n"
            "X-Gatehouse-Roles: operator,reader\n"
            "X-Gatehouse-Scopes: read,write\n"
            "X-Gatehouse-Token-Id: 0f8fad5b\n");
}

TEST(IdentityHeaders, THREATS_NoValueEndsItsLineOrBecomesTwo) {
  Principal principal;
  principal.subject = std::string("a\r\nX-Gatehouse-Roles: admin\0 %41\xC3\xA9", 34);
  principal.roles = {"a,admin", "b c"};
  EXPECT_EQ(Lines(principal),
            "X-Gatehouse-Subject: a%0D%0AX-Gatehouse-Roles:%20admin%00%20%2541%C3%A9\n"
            "X-Gatehouse-Roles: a%2Cadmin,b%20c\n");
}

TEST(IdentityHeaders, EveryNameItSetsIsStrippedFromOutside) {
  Principal principal;
  principal.issuer = principal.subject = principal.token_id = "x";
  principal.droplet_id = 1;
  principal.roles = principal.scopes = {"x"};
  const auto headers = IdentityHeaders(principal);
  EXPECT_EQ(headers.size(), 6u);
  for (const IdentityHeader& header : headers) EXPECT_TRUE(MustStrip(header.name)) << header.name;
  EXPECT_TRUE(MustStrip(kAssertionHeader));
}

}  // namespace
}  // namespace gatehouse::gate
