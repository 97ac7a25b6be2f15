// The published test suite's post-vanilla request; tests/secrets/test_aws.py has botocore sign 200 random ones again.
#include "secrets/aws/sigv4.h"

#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

constexpr base::Wall kNow{std::chrono::seconds(1440938160)};  // 2015-08-30T12:36:00Z

AwsCredentials Keys(std::string token = {}) {
  return {"AKIDEXAMPLE", base::SecretString(std::string("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")),
          base::SecretString(std::move(token))};
}

std::string HeaderOf(const fetch::Request& request, std::string_view name) {
  for (const fetch::Header& header : request.headers) {
    if (header.name == name) return std::string(header.value.Reveal());
  }
  return "none";
}

TEST(SignForAws, C1_SignsAsPublished) {
  fetch::Request request{.method = "POST", .url = "https://example.amazonaws.com/"};
  SignForAws(request, Keys(), "us-east-1", "service", kNow);
  EXPECT_EQ(HeaderOf(request, "Authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
            "SignedHeaders=host;x-amz-date, "
            "Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  EXPECT_EQ(HeaderOf(request, "X-Amz-Date"), "20150830T123600Z");
  EXPECT_EQ(HeaderOf(request, "X-Amz-Security-Token"), "none");
}

TEST(SignForAws, C1_TheHostIsWhatIsSent) {
  const auto host = [](std::string url) {
    fetch::Request request{.method = "POST", .url = std::move(url)};
    SignForAws(request, Keys("token"), "us-east-1", "service", kNow);
    EXPECT_EQ(HeaderOf(request, "X-Amz-Security-Token"), "token");
    return HeaderOf(request, "Host");
  };
  EXPECT_EQ(host("https://a.example:443/"), "a.example");
  EXPECT_EQ(host("http://127.0.0.1:80/"), "127.0.0.1");
  EXPECT_EQ(host("http://127.0.0.1:443/"), "127.0.0.1:443");
  EXPECT_EQ(host("http://[::1]:5000/"), "[::1]:5000");
}

}  // namespace
}  // namespace gatehouse::secrets
