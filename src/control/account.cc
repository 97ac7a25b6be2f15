#include "control/account.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/descriptor.h"

namespace gatehouse::control {
namespace {

base::Result<std::optional<Account>> AccountNamed(const std::string& name, std::string_view key) {
  if (name.empty() || name == "root") return std::nullopt;
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) {
    return base::Fail(fmt::format("There is no user '{}'", name), {}, fmt::format("correct `{}`", key));
  }
  return Account{name, entry.pw_uid, entry.pw_gid};
}

}  // namespace

base::Result<Accounts> AccountsFor(const gate::Policy& policy) {
  if (::geteuid() != 0) return Accounts{};
  auto daemon = AccountNamed(policy.control->user, "control.user");
  if (!daemon) return std::unexpected(daemon.error());
  auto workers = AccountNamed(policy.user, "user");
  if (!workers) return std::unexpected(workers.error());
  if (!*daemon && policy.environment == gate::Environment::kProduction) {
    return base::Fail("In production the control daemon must not run as root", {},
                      "start the gate as another user, or set `control.user`");
  }
  return Accounts{std::move(*daemon), std::move(*workers)};
}

base::Result<> Become(const Account& account) {
  if (::initgroups(account.name.c_str(), account.gid) != 0 || ::setgid(account.gid) != 0 ||
      ::setuid(account.uid) != 0) {
    return base::SystemFail(fmt::format("Cannot become '{}'", account.name));
  }
  if (::setuid(0) == 0) return base::Fail(fmt::format("Became '{}', but could become root again", account.name));
  return {};
}

}  // namespace gatehouse::control
