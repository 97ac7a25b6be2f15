// For the tests of this room: files in a map, and policies compiled from a few lines.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/policy/policy.h"

namespace gatehouse::gate {

using Files = std::map<std::string, std::string>;

inline FileReader Reader(Files files) {
  return [files = std::move(files)](const std::string& path) -> base::Result<std::string> {
    const auto file = files.find(path);
    if (file == files.end()) return base::Fail("Does not exist", path);
    return file->second;
  };
}

inline std::expected<Policy, std::vector<base::Error>> Compile(std::string_view yaml, Files files = {}) {
  return CompilePolicy(yaml, "gate.yaml", "/etc/gate", Reader(std::move(files)));
}

// The policy of valid lines; if they are invalid, the test fails and the policy is empty.
inline Policy Compiled(std::string_view yaml, Files files = {}) {
  auto policy = Compile(yaml, std::move(files));
  if (policy) return std::move(*policy);
  for (const base::Error& error : policy.error()) ADD_FAILURE() << error.Text();
  return {};
}

// Every error as one text; empty if there is none.
inline std::vector<std::string> ErrorsOf(std::string_view yaml, Files files = {}) {
  const auto policy = Compile(yaml, std::move(files));
  std::vector<std::string> texts;
  if (policy) return texts;
  for (const base::Error& error : policy.error()) texts.push_back(error.Text());
  return texts;
}

// A minimal policy, to which a test appends the key to be tested.
inline constexpr std::string_view kPlain = "upstream: http://127.0.0.1:9000\nunlisted: deny\n";
inline std::string Plain(std::string_view more) { return std::string(kPlain) + std::string(more); }

// The same with an issuer of tokens.
inline constexpr std::string_view kWithTokens =
    "upstream: http://127.0.0.1:9000\ntokens: { issuer: i, audience: a, keys: k.pem }\n";
inline std::string WithTokens(std::string_view more) { return std::string(kWithTokens) + std::string(more); }

// Expects exactly one error, whose text contains each of `parts`.
inline void ExpectOneError(std::string_view yaml, const std::vector<std::string>& parts, Files files = {}) {
  const auto errors = ErrorsOf(yaml, std::move(files));
  ASSERT_EQ(errors.size(), 1U) << yaml << "\n" << testing::PrintToString(errors);
  for (const std::string& part : parts) EXPECT_THAT(errors.front(), testing::HasSubstr(part)) << yaml;
}

// The route that matches a request.
inline const Route& RouteOf(const Policy& policy, std::string_view method, std::string_view path,
                            std::string_view host = "gate.example") {
  const auto match = policy.routes_by_host.Of(host).Find(method, path);
  return match ? policy.routes[match->route] : policy.unlisted;
}

}  // namespace gatehouse::gate
