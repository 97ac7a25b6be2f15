#include "control/service/admin_protocol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/file.h"
#include "control/service/http.h"

namespace gatehouse::service {
namespace {

TEST(AdminProtocol, EveryCallIsAnotherOne) {
  std::set<std::pair<std::string_view, std::string_view>> calls;
  for (const AdminCallInfo& info : AllAdminCalls()) {
    EXPECT_TRUE(calls.insert({info.method, info.path}).second) << info.method << ' ' << info.path;
    EXPECT_TRUE(info.path.starts_with("/admin/"));
    EXPECT_EQ(&Describe(info.call), &info);
    EXPECT_TRUE(info.members.empty() || info.method == "POST") << info.path;
    std::set<std::string_view> members;
    for (const AdminMember& member : info.members) EXPECT_TRUE(members.insert(member.name).second) << member.name;
  }
}

// A path means one thing: only one pattern takes it.
TEST(AdminProtocol, NoTwoPatternsTakeOnePath) {
  for (const AdminCallInfo& one : AllAdminCalls()) {
    for (const AdminCallInfo& other : AllAdminCalls()) {
      if (one.method != other.method || one.path == other.path) continue;
      EXPECT_FALSE(MatchPath(other.path, AdminPath(one.call, "14"))) << one.path << " and " << other.path;
    }
  }
}

TEST(AdminProtocol, TheClientsPathIsTheServersOwn) {
  EXPECT_EQ(AdminPath(AdminCall::kListDroplets), "/admin/droplets");
  EXPECT_EQ(AdminPath(AdminCall::kAddCredential, "14"), "/admin/droplets/14/credentials");
  EXPECT_EQ(AdminPath(AdminCall::kChangeUser, "a/../b %"), "/admin/users/a%2F..%2Fb%20%25");
  for (const AdminCallInfo& info : AllAdminCalls()) {
    const std::string about = info.path.contains('*') ? "a/*\n\xc3\xa4 b" : "";
    EXPECT_EQ(MatchPath(info.path, AdminPath(info.call, about)), about) << info.path;
  }
}

TEST(AdminProtocol, EveryCallStandsInItsManual) {
  const auto manual = base::ReadFile(std::string(GATEHOUSE_SOURCE_DIR) + "/doc/control.md");
  ASSERT_TRUE(manual);
  for (const AdminCallInfo& info : AllAdminCalls()) {
    const std::string row = "| `" + std::string(info.method) + "` | `" + std::string(info.path) + "` |";
    const size_t at = manual->find(row);
    ASSERT_NE(at, std::string::npos) << "doc/control.md has no row " << row;
    const std::string_view line = std::string_view(*manual).substr(at, manual->find('\n', at) - at);
    for (const AdminMember& member : info.members) {
      EXPECT_THAT(line, testing::HasSubstr("`" + std::string(member.name) + "`")) << row;
    }
  }
}

}  // namespace
}  // namespace gatehouse::service
