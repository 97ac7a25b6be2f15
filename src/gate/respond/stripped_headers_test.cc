#include "gate/respond/stripped_headers.h"

#include <gtest/gtest.h>

#include <string>

#include "gate/request/identity_headers.h"

namespace gatehouse::gate {
namespace {

TEST(StrippedHeaders, THREATS_StripsTheGatesOwnNamesInEverySpelling) {
  for (const char* name :
       {"X-Gatehouse-Subject", "x-gatehouse-subject", "X-GATEHOUSE-ROLES", "X_Gatehouse_Subject", "X-Gatehouse_Subject",
        "x_gatehouse_droplet_id", "X-Gatehouse-Subject ", " X-Gatehouse-Subject", "X-Gatehouse-Subject\t",
        "X.Gatehouse.Subject", "X-Gatehouse-Assertion",
        "X-Gatehouse-Anything-Yet-To-Come-And-Longer-Than-Every-Other-Name-In-The-List", "X\xC2Gatehouse-Subject",
        "__X-Gatehouse-Subject"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
}

TEST(StrippedHeaders, THREATS_StripsWhatTellsAnotherPathMethodHostAddressOrUser) {
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
                           "Client-Cert",
                           "client_cert",
                           "Client-Cert-Chain",
                           "X-Client-Cert",
                           "X-Client-Cert-Leaf",
                           "X-Amzn-Mtls-Clientcert",
                           "X-Amzn-Mtls-Clientcert-Leaf",
                           "Cf-Client-Cert-Sha256",
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

TEST(StrippedHeaders, THREATS_KeepsOnlyThePlainSpellingOfWhatTheProxyOverwrites) {
  EXPECT_FALSE(MustStrip("X-Forwarded-For"));
  EXPECT_FALSE(MustStrip("x-forwarded-proto"));
  for (const char* name : {"X_Forwarded_For", "X-Forwarded_For", "X-Forwarded-For ", "X_FORWARDED_PROTO",
                           "X-Forwarded-Proto\t", "X-Forwarded-For-Original"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
}

TEST(StrippedHeaders, LeavesEveryOrdinaryHeader) {
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

TEST(StrippedHeaders, THREATS_WhatHttpGoesByIsNotSpelledOtherwise) {
  for (const char* name :
       {"Content_Length", "content.length", "Transfer_Encoding", "Transfer-Encoding_", "Content_Type", "Authorization_",
        "_Cookie", "Host.", "Access_Control-Request-Method", "X_Request_ID", "Sec_Fetch_Site", "TE~", "Connection|"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
  }
  for (const char* name : {"api_key", "X_Api_Key", "file.name", "X-Amz-Meta-file_name", "Hosts_",
                           "content_length_limit", "client_id", "grant_type", "_ga", "a.b", "x!y"}) {
    EXPECT_FALSE(MustStrip(name)) << name;
  }
}

TEST(StrippedHeaders, OnlyWhoAndFromWhereMayBeKept) {
  for (const char* name :
       {"X-User-Id", "Remote-User", "X-Auth-User", "X-Forwarded-User", "X-Forwarded-Email", "CF-Connecting-IP",
        "X-Client-Cert", "X-Remote-Anything", "X-Original-Filename", "X-Original-Content-Length"}) {
    EXPECT_TRUE(MustStrip(name)) << name;
    EXPECT_TRUE(MayBeKept(name)) << name;
  }
  for (const char* name :
       {"Client-Cert", "Client-Cert-Chain", "X-Gatehouse-Subject", "X-Original-URL", "X-HTTP-Method-Override",
        "X-Forwarded-For", "x_forwarded_for", "X-Real-IP", "Forwarded", "X-Accel-Redirect", "Proxy", "X-Rewrite-Url",
        "X-Forwarded-Host", "X-Original-URI", "x_original_path", "X-Original-Forwarded-Host", "X-Original-For",
        "X-Original-Request-URI"}) {
    EXPECT_FALSE(MayBeKept(name)) << name;
  }
}

TEST(StrippedHeaders, EveryNameThatTheGateSetsIsStrippedFromOutside) {
  for (const std::string_view name : kIdentityHeaderNames) EXPECT_TRUE(MustStrip(name)) << name;
  EXPECT_TRUE(MustStrip(kAssertionHeader));
}

}  // namespace
}  // namespace gatehouse::gate
