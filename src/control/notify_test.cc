#include "control/notify.h"

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): setenv is POSIX's
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <string>

#include "base/descriptor.h"
#include "base/testing_folder.h"

namespace gatehouse::control {
namespace {

// What arrives at a socket of this name; a name that begins with '@' is an abstract one.
std::string Notified(const std::string& name, std::string_view state) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  if (name.front() == '@') address.sun_path[0] = '\0';
  const base::Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  EXPECT_EQ(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), length), 0);
  ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  NotifySystemd(state);
  ::unsetenv("NOTIFY_SOCKET");
  char got[64];
  const ssize_t size = ::recv(socket.get(), got, sizeof got, MSG_DONTWAIT);
  return size < 0 ? "" : std::string(got, static_cast<size_t>(size));
}

TEST(Notify, A7_SystemdIsToldAtTheSocketThatItNames) {
  const base::testing::Folder folder;
  EXPECT_EQ(Notified(folder.At("notify"), "READY=1"), "READY=1");
  EXPECT_EQ(Notified("@gatehouse-test-" + std::to_string(::getpid()), "STOPPING=1"), "STOPPING=1");
}

TEST(Notify, A7_WithoutSystemdNothingHappens) {
  for (const std::string& name : {std::string(), std::string("/no/such/socket"), std::string(500, 'x')}) {
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    NotifySystemd("READY=1");
  }
  ::unsetenv("NOTIFY_SOCKET");
  NotifySystemd("READY=1");
}

}  // namespace
}  // namespace gatehouse::control
