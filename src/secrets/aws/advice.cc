#include "secrets/aws/advice.h"

#include "secrets/answer.h"
#include "secrets/aws/profile.h"

namespace gatehouse::secrets {

std::string AwsLoginAdvice(std::string_view otherwise) {
  constexpr int kLongestChain = 8;
  if (!Environment("AWS_ACCESS_KEY_ID").empty()) {
    return std::string(otherwise) + "; they came from AWS_ACCESS_KEY_ID and its like, which win over every profile";
  }
  const auto files = AwsFiles::Read();
  if (!files) return std::string(otherwise);
  std::string profile = ProfileName();
  for (int hop = 0; hop < kLongestChain && files->Has(profile); ++hop) {
    if (!files->Value(profile, "sso_session").empty() || !files->Value(profile, "sso_start_url").empty()) {
      return "log in again: aws sso login --profile " + profile;
    }
    const std::string source = files->Value(profile, "source_profile");
    if (source.empty() && !files->Value(profile, "credential_process").empty()) {
      return "log in again with the program that credential_process of the profile " + profile + " names";
    }
    if (source.empty() || source == profile) break;
    profile = source;
  }
  return std::string(otherwise);
}

}  // namespace gatehouse::secrets
