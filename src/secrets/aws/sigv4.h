// AWS Signature Version 4 for a POST to the root of a service. Shown by sigv4_test.cc, and by
// tests/secrets/test_aws.py, where botocore signs the same requests again.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/secret_string.h"
#include "fetch/fetch.h"

namespace gatehouse::secrets {

struct AwsCredentials {
  std::string access_key_id;
  base::SecretString secret_access_key;
  base::SecretString session_token;  // empty: none
};

// Adds Host, X-Amz-Date, X-Amz-Security-Token and Authorization. Every header that the request has already is signed;
// their values have no spaces at their ends and no two of them in a row. The URL's path is "/"; its query, if any, is
// sorted by name and encoded as AWS wants it.
void SignForAws(fetch::Request& request, const AwsCredentials& credentials, std::string_view region,
                std::string_view service, base::Wall now);

}  // namespace gatehouse::secrets
