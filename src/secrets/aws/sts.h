// AWS Security Token Service: assumes a role with credentials or with a web identity. Temporary faults (throttling,
// an identity provider that does not answer) are errors that allow a retry. Shown by
// tests/secrets/test_aws_profile.py.
#pragma once

#include <string>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

struct AwsRole {
  std::string arn;
  std::string session_name;  // empty: "gatehouse"
  std::string external_id;   // empty: none
  std::string duration;      // seconds; empty: the service's default
};
[[nodiscard]] MaybeAws AssumeRole(const AwsCredentials& base, const AwsRole& role, const std::string& region,
                                  base::Wall now);
[[nodiscard]] MaybeAws AssumeRoleWithWebIdentity(const std::string& token_file, const AwsRole& role,
                                                 const std::string& region, base::Wall now);

}  // namespace gatehouse::secrets
