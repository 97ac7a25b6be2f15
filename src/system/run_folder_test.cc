#include "system/run_folder.h"

#include <gtest/gtest.h>

#include <set>

namespace gatehouse::system {
namespace {

TEST(RunFolderTest, EverythingLiesInTheFolderUnderANameOfItsOwn) {
  const RunFolder folder("/run/gate");
  const std::set<std::string> entries = {folder.State(),
                                         folder.Events(),
                                         folder.NginxConfig(),
                                         folder.NginxPid(),
                                         folder.NginxLog(),
                                         folder.NginxTemporary(),
                                         folder.DevelopmentCertificate(),
                                         folder.DevelopmentKey(),
                                         folder.ControlSocket(),
                                         folder.AdminSocket(),
                                         folder.ControlPid(),
                                         folder.Data(),
                                         folder.CommandLock(),
                                         folder.SupervisorPid(),
                                         folder.SupervisorLog()};
  EXPECT_EQ(entries.size(), 15U);
  for (const std::string& entry : entries) {
    EXPECT_TRUE(entry.starts_with("/run/gate/")) << entry;
    EXPECT_EQ(entry.find('/', std::string("/run/gate/").size()), std::string::npos) << entry;
  }
}

// Programs of two versions meet in one folder, during an upgrade.
TEST(RunFolderTest, TheNamesThatOthersKnowStayAsTheyAre) {
  const RunFolder folder("/r");
  EXPECT_EQ(folder.State(), "/r/state");
  EXPECT_EQ(folder.Events(), "/r/events.jsonl");
  EXPECT_EQ(folder.NginxPid(), "/r/nginx.pid");
  EXPECT_EQ(folder.NginxLog(), "/r/error.log");
  EXPECT_EQ(folder.ControlSocket(), "/r/control.sock");
  EXPECT_EQ(folder.AdminSocket(), "/r/control-admin.sock");
  EXPECT_EQ(folder.Data(), "/r/control");
}

}  // namespace
}  // namespace gatehouse::system
