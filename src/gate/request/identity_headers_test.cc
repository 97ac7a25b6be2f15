#include "gate/request/identity_headers.h"

#include <gtest/gtest.h>

#include "gate/request/principal.h"

namespace gatehouse::gate {
namespace {

std::string Lines(const Principal& principal) {
  std::string lines;
  for (const IdentityHeader& header : RenderIdentity(principal)) {
    lines += std::string(header.name()) + ": " + header.value + "\n";
  }
  return lines;
}

TEST(IdentityHeaders, SaysWhoAskedAndLeavesOutWhatIsNotKnown) {
  Principal principal;
  EXPECT_EQ(Lines(principal), "");
  principal.issuer = "registry.fullpotential.ai";
  principal.subject = "droplet:14";
  principal.droplet_id = 14;
  principal.roles = {"operator", "reader"};
  principal.scopes = {"read", "write"};
  principal.token_id = "0f8fad5b";
  EXPECT_EQ(Lines(principal),
            "X-Gatehouse-Subject: droplet:14\n"
            "X-Gatehouse-Issuer: registry.fullpotential.ai\n"
            "X-Gatehouse-Droplet-Id: 14\n"
            "X-Gatehouse-Roles: operator,reader\n"
            "X-Gatehouse-Scopes: read,write\n"
            "X-Gatehouse-Token-Id: 0f8fad5b\n");
}

TEST(IdentityHeaders, AreRenderedAsLinesTheSameWay) {
  Principal principal;
  EXPECT_EQ(LinesOf(RenderIdentity(principal)), "");
  principal.subject = "a\r\nX-Gatehouse-Roles: admin";
  principal.roles = {"operator", "reader"};
  EXPECT_EQ(LinesOf(RenderIdentity(principal)),
            "\r\nX-Gatehouse-Subject: a%0D%0AX-Gatehouse-Roles:%20admin"
            "\r\nX-Gatehouse-Roles: operator,reader");
}

TEST(IdentityHeaders, THREATS_NoValueEndsItsLineOrBecomesTwo) {
  Principal principal;
  principal.subject = std::string("a\r\nX-Gatehouse-Roles: admin\0 %41\xC3\xA9", 34);
  principal.roles = {"a,admin", "b c"};
  EXPECT_EQ(Lines(principal),
            "X-Gatehouse-Subject: a%0D%0AX-Gatehouse-Roles:%20admin%00%20%2541%C3%A9\n"
            "X-Gatehouse-Roles: a%2Cadmin,b%20c\n");
}

}  // namespace
}  // namespace gatehouse::gate
