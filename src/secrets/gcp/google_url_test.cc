#include "secrets/gcp/google_url.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace gatehouse::secrets {
namespace {

TEST(GoogleUrl, C4_OnlyGooglesOwnHosts) {
  unsetenv("GATEHOUSE_GCP_TOKEN_URI");
  for (const char* url :
       {"https://sts.googleapis.com/v1/token", "https://iamcredentials.googleapis.com/v1/x:generateAccessToken",
        "https://us-east1-sts.googleapis.com/v1/token", "https://sts.mtls.googleapis.com/v1/token"}) {
    EXPECT_TRUE(IsGoogleUrl(url)) << url;
  }
  for (const char* url : {"http://sts.googleapis.com/v1/token", "https://googleapis.com.evil.example/", "",
                          "https://evilgoogleapis.com/", "https://evil.example/.googleapis.com",
                          "https://evil.example?.googleapis.com", "https://evil.example#.googleapis.com",
                          "https://evil.example:443@sts.googleapis.com", "https://a\\.googleapis.com", "sts"}) {
    EXPECT_FALSE(IsGoogleUrl(url)) << url;
  }
  setenv("GATEHOUSE_GCP_TOKEN_URI", "http://127.0.0.1:8085/token", 1);
  EXPECT_TRUE(IsGoogleUrl("http://127.0.0.1:8085/v1/token"));
  EXPECT_FALSE(IsGoogleUrl("http://127.0.0.1:80851/token"));
  unsetenv("GATEHOUSE_GCP_TOKEN_URI");
}

}  // namespace
}  // namespace gatehouse::secrets
