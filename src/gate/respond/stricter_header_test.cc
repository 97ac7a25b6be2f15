// Which of two values is the stricter, and that what cannot be read is never it.
#include "gate/respond/stricter_header.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(StricterHeader, B13_PoliciesOfContentAreObeyedTogether) {
  EXPECT_TRUE(HasOrder("content-security-policy"));
  EXPECT_EQ(StricterOf("Content-Security-Policy", "default-src 'self'", "script-src 'none'"), Stricter::kBoth);
}

TEST(StricterHeader, B13_OfOneWordTheStricterWins) {
  struct Case {
    const char* name;
    const char* gate;
    const char* service;
    Stricter wanted;
  };
  const Case cases[] = {
      {"X-Frame-Options", "DENY", "SAMEORIGIN", Stricter::kGate},
      {"X-Frame-Options", "SAMEORIGIN", "deny", Stricter::kService},
      {"X-Frame-Options", "SAMEORIGIN", "SAMEORIGIN", Stricter::kGate},
      {"X-Frame-Options", "SAMEORIGIN", "ALLOWALL", Stricter::kGate},
      {"X-Frame-Options", "SAMEORIGIN", "", Stricter::kGate},
      {"referrer-policy", "strict-origin-when-cross-origin", "no-referrer", Stricter::kService},
      {"referrer-policy", "strict-origin-when-cross-origin", "unsafe-url, same-origin", Stricter::kService},
      {"referrer-policy", "strict-origin-when-cross-origin", "same-origin, unsafe-url", Stricter::kGate},
      {"Cross-Origin-Opener-Policy", "unsafe-none", "same-origin", Stricter::kService},
      {"Cross-Origin-Resource-Policy", "same-origin", "cross-origin", Stricter::kGate},
      {"Cross-Origin-Embedder-Policy", "credentialless", "require-corp", Stricter::kService},
      {"X-Content-Type-Options", "nosniff", "sniff", Stricter::kGate},
  };
  for (const Case& each : cases) {
    EXPECT_TRUE(HasOrder(each.name)) << each.name;
    EXPECT_EQ(StricterOf(each.name, each.gate, each.service), each.wanted) << each.name << ": " << each.service;
  }
}

TEST(StricterHeader, B13_ALongerPromiseOfTlsIsTheStricter) {
  const char* const name = "Strict-Transport-Security";
  const char* const ours = "max-age=31536000; includeSubDomains";
  EXPECT_EQ(StricterOf(name, ours, "max-age=63072000; includeSubDomains; preload"), Stricter::kService);
  EXPECT_EQ(StricterOf(name, ours, "includesubdomains;MAX-AGE=\"63072000\""), Stricter::kService);
  EXPECT_EQ(StricterOf(name, ours, "max-age=63072000"), Stricter::kGate) << "it leaves the subdomains out";
  EXPECT_EQ(StricterOf(name, ours, "max-age=0; includeSubDomains"), Stricter::kGate);
  EXPECT_EQ(StricterOf(name, ours, "max-age=99999999999999999999999; includeSubDomains"), Stricter::kGate);
  EXPECT_EQ(StricterOf(name, ours, "max-age=63072000; max-age=1; includeSubDomains"), Stricter::kGate);
  EXPECT_EQ(StricterOf(name, ours, ""), Stricter::kGate);
}

TEST(StricterHeader, B13_OthersHaveNoOrder) {
  EXPECT_FALSE(HasOrder("X-XSS-Protection"));
  EXPECT_FALSE(HasOrder("Permissions-Policy"));
  EXPECT_EQ(StricterOf("X-XSS-Protection", "1", "0"), Stricter::kGate);
}

}  // namespace
}  // namespace gatehouse::gate
