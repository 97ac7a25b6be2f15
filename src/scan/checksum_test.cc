#include "scan/checksum.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "scan/testing_examples.h"

namespace gatehouse::scan {
namespace {

// `line` has the name "acme", and '@@' where the value stands.
bool IsOne(std::string_view line, std::string_view value) {
  std::string text(line);
  const size_t from = text.find("@@");
  text.replace(from, 2, value);
  return IsChecksum(text, text.find("acme") + 4, from, from + value.size());
}

TEST(Checksum, A5_WhatLockFilesAndListsOfSumsHold) {
  const std::string sha256 = Example("<64:hex>");
  for (const std::string_view line :
       {"github.com/acme/go-sdk,v1.0.8,h1:mC1Tai9diqIWuKTJmrFLal90OCsgtDvyLEItMvglaHA=,@@",
        "acme-auth==1.2 \\\n    --hash=sha256:@@", "{file = \"acme-1.0-py3-none-any.whl\", hash = \"sha256:@@\"}",
        "SHA256 (acme-token-1.0.tgz) = @@", "\"checksum acme 0.1.0 (registry+https://example.org)\" = \"@@\"",
        "image: acme/api@sha256:@@", "FROM acme/api:1.0@sha256:@@", "pname = \"acme\";\n  sha256 = \"@@\";",
        "Filename: acme.deb\nSHA256: @@", "ACME_CLI_SHA256=@@", "acme:\n  imageDigest: @@",
        "acme-auth-1.0.tgz\n@@  other.tgz", "acme_api_1.0.deb\n@@ *./other.zip", "\"acme.min.js\": \"@@\"",
        "'acme.tar.gz' => '@@'", "# Parent Layer of acme\n- Layer: `@@`", "acme\nCOPY file:@@ in /etc/acme/"}) {
    EXPECT_TRUE(IsOne(line, sha256)) << line;
  }
  EXPECT_TRUE(IsOne("github.com/acme/go v1.0.8 h1:@@=", Example("<43:b64>")));
  EXPECT_TRUE(IsOne("acme/api.py,sha256=@@,1234", Example("<43:url>")));
  EXPECT_TRUE(IsOne("acme-1.0.tgz\",\n  \"integrity\": \"sha512-@@==\"", Example("<86:b64>")));
}

TEST(Checksum, A5_CommitsAndPinnedVersions) {
  const std::string commit = Example("<40:hex>");
  for (const std::string_view line :
       {"- repo: https://github.com/acme/hooks\n    rev: @@", "ACME_COMMIT=@@", "\"acme\": {\"sha\": \"@@\"}",
        "- uses: acme/action-api@@@ # v1", "https://example.org/acme-api/-/acme-api-1.0.0.tgz#@@",
        "remote: https://github.com/acme/acme.git\n  revision: @@", "\"name\": \"acme/api\", \"reference\": \"@@\"",
        "acme\n-@@ vendor/api"}) {
    std::string text(line);  // the last of several '@' begin the value
    const size_t from = text.rfind("@@");
    text.replace(from, 2, commit);
    EXPECT_TRUE(IsChecksum(text, text.find("acme") + 4, from, from + commit.size())) << text;
  }
  EXPECT_TRUE(IsOne("<link href=\"/acme.css?@@\">", Example("<32:hex>")));
  EXPECT_TRUE(IsOne("https://acme.example.org/x.js?v=@@", Example("<32:hex>")));
}

TEST(Checksum, A5_AKeyIsNone) {
  for (const std::string& value :
       {Example("<32:hex>"), Example("<40:hex>"), Example("<64:hex>"), Example("<43:b64>")}) {
    for (const std::string_view line :
         {"ACME_API_KEY=@@", "acme_token: \"@@\"", "acme secret = @@", "acme: @@", "acme,@@\n", "acme\n@@\n",
          "sha256: none, acme_key: @@", "acme_commit_token=@@", "acme: {hash: true, api_key: @@}", "acme_api_hash: @@",
          "acme.com: @@", "https://acme.example.org/api/@@", "acme_key:\n  @@ # of the tests",
          "acme key @@ of tests"}) {
      EXPECT_FALSE(IsOne(line, value)) << line;
    }
  }
  // Of another length, or with signs of its own.
  EXPECT_FALSE(IsOne("acme sha256:@@", Example("<20:hex>")));
  EXPECT_FALSE(IsOne("acme commit: @@", Example("tok.<40:alnum>")));
}

}  // namespace
}  // namespace gatehouse::scan
