#include "secrets/azure/azure.h"

#include <gtest/gtest.h>

namespace gatehouse::secrets {
namespace {

TEST(AsksForTokenOf, C3_OnlyTheVaultsOwnResource) {
  constexpr std::string_view kResource = "https://vault.azure.net";
  EXPECT_TRUE(
      AsksForTokenOf(R"(Bearer authorization="https://login/t", resource="https://vault.azure.net")", kResource));
  EXPECT_TRUE(AsksForTokenOf(R"(bearer resource=https://vault.azure.net/)", kResource));
  EXPECT_TRUE(AsksForTokenOf(R"(Bearer scope="https://vault.azure.net/.default")", kResource));
  for (const char* wrong :
       {"", "Bearer ", R"(Bearer authorization="x")", R"(Basic resource="https://vault.azure.net")",
        R"(Bearer resource="https://vault.azure.net.evil.example")",
        R"(Bearer resource="https://management.azure.com")",
        R"(Bearer resource="https://vault.azure.net", resource="https://other")", R"(Bearer resource=")"}) {
    EXPECT_FALSE(AsksForTokenOf(wrong, kResource)) << wrong;
  }
}

}  // namespace
}  // namespace gatehouse::secrets
