#include "gate/respond/security_headers.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::gate {
namespace {

TEST(SecurityHeaders, B13_TheSixOfTheRowWithItsWords) {
  std::string lines;
  for (const auto& [name, value] : DefaultSecurityHeaders()) lines.append(name).append(": ").append(value).append("\n");
  EXPECT_EQ(lines,
            "X-Content-Type-Options: nosniff\n"
            "X-Frame-Options: DENY\n"
            "X-XSS-Protection: 1; mode=block\n"
            "Strict-Transport-Security: max-age=31536000; includeSubDomains\n"
            "Content-Security-Policy: default-src 'self'\n"
            "Referrer-Policy: strict-origin-when-cross-origin\n");
}

}  // namespace
}  // namespace gatehouse::gate
