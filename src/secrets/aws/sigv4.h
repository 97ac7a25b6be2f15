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

// Adds Host, X-Amz-Date, X-Amz-Security-Token and Authorization. Signs every header that the request has;
// their values must be trimmed and have no double spaces. The URL's path must be "/"; its query, if any,
// sorted by name and encoded as AWS requires.
void SignForAws(fetch::Request& request, const AwsCredentials& credentials, std::string_view region,
                std::string_view service, base::Wall now);

}  // namespace gatehouse::secrets
