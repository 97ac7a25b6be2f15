#include "cli/run/file_access.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <string>

#include "base/number.h"

namespace gatehouse::cli {
namespace {}  // namespace

base::Result<FileOwner> ParseFileOwner(std::string_view text) {
  const size_t colon = text.find(':');
  const std::string user(text.substr(0, colon));
  FileOwner owner{geteuid(), getegid()};
  if (!user.empty()) {
    const passwd* const found = getpwnam(user.c_str());
    const auto number = base::ParseNumber<uid_t>(user);
    if (found == nullptr && !number) return base::Fail("There is no such user", {}, "write USER or USER:GROUP");
    owner.user = found != nullptr ? found->pw_uid : *number;
    if (found != nullptr) owner.group = found->pw_gid;
  }
  if (colon == std::string_view::npos) return owner;
  const std::string name(text.substr(colon + 1));
  const group* const found = getgrnam(name.c_str());
  const auto number = base::ParseNumber<uid_t>(name);
  if (found == nullptr && !number) return base::Fail("There is no such group", {}, "write USER:GROUP or :GROUP");
  owner.group = found != nullptr ? found->gr_gid : *number;
  return owner;
}

base::Result<mode_t> ParseFileMode(std::string_view text) {
  if (text == "0400" || text == "400") return mode_t{0400};
  if (text == "0440" || text == "440") return mode_t{0440};
  return base::Fail("The mode of a file with a secret is 0400 or 0440", {},
                    "0440 with --files-owner :GROUP lets a group read");
}

}  // namespace gatehouse::cli
