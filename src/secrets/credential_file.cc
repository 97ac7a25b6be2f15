#include "secrets/credential_file.h"

#include <sys/stat.h>

#include <cerrno>

#include "base/file.h"
#include "secrets/answer.h"
#include "secrets/exposure.h"

namespace gatehouse::secrets {

std::expected<base::SecretString, ProviderError> ReadCredentialFile(const CredentialFile& file) {
  const std::string what(file.what);
  struct stat facts{};
  if (stat(file.path.c_str(), &facts) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return Refuse(Fault::kMisused, what + ": there is no such file", file.path, std::string(file.make));
    }
    return Refuse(Fault::kDenied, what + ": it may not be reached", file.path, "let this user enter its folder");
  }
  if (!S_ISREG(facts.st_mode)) {
    return Refuse(Fault::kMisused, what + ": this is not a regular file", file.path, std::string(file.make));
  }
  auto text = base::ReadFile(file.path, kMaxCredentialFile);
  if (!text && facts.st_size > static_cast<off_t>(kMaxCredentialFile)) {
    return Refuse(Fault::kMalformed, what + ": it is larger than 1 MiB", file.path, "check that it is the right file");
  }
  if (!text) {
    return Refuse(Fault::kDenied, what + ": it may not be read", file.path, "let this user read it: chmod u+r FILE");
  }
  WarnIfEveryoneCanRead(file.path, what);
  return base::SecretString(std::move(*text));
}

}  // namespace gatehouse::secrets
