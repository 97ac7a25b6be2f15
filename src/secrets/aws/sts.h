// AWS Security Token Service: a role for credentials, a role for a web identity. What may pass by itself (throttling,
// an identity provider that does not answer) is an error that is worth another try. Shown by
// tests/secrets/test_aws_profile.py.
#pragma once

#include <string>

#include "secrets/aws/found.h"

namespace gatehouse::secrets {

struct AwsRole {
  std::string arn;
  std::string session_name;  // empty: gatehouse
  std::string external_id;   // empty: none
  std::string duration;      // seconds; empty: the service's
};
[[nodiscard]] MaybeAws AssumeRole(const AwsCredentials& base, const AwsRole& role, const std::string& region,
                                  base::Wall now);
[[nodiscard]] MaybeAws AssumeRoleWithWebIdentity(const std::string& token_file, const AwsRole& role,
                                                 const std::string& region, base::Wall now);

}  // namespace gatehouse::secrets
