#include "policy_file/load.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "gate/policy/secret_references.h"
#include "yaml/text_node.h"

namespace gatehouse::policy_file {
namespace {

struct Text {
  std::string yaml;
  std::string folder;  // absolute
};

base::Result<Text> ReadText(const std::string& path) {
  auto yaml = base::ReadFile(path, yaml::kMaxBytes);
  if (!yaml) return std::unexpected(yaml.error());
  std::error_code fault;
  const std::filesystem::path absolute = std::filesystem::absolute(path, fault);
  if (fault) return base::Fail("Has no absolute path", path, "name the file by its full path");
  return Text{std::move(*yaml), absolute.lexically_normal().parent_path().string()};
}

// A folder of this user that nobody else can access. /dev/shm is sticky: others cannot replace it.
bool IsOursAlone(const std::string& folder) {
  struct stat found{};
  return lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == geteuid() &&
         (found.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

}  // namespace

std::expected<gate::LoadedPolicy, std::vector<base::Error>> Load(const std::string& path, gate::References references) {
  const auto text = ReadText(path);
  if (!text) return std::unexpected(std::vector{text.error()});
  return gate::CompileWithKeys(text->yaml, path, text->folder, ReadFile, references);
}

std::expected<gate::Policy, std::vector<base::Error>> LoadWithoutKeys(const std::string& path) {
  const auto text = ReadText(path);
  if (!text) return std::unexpected(std::vector{text.error()});
  return gate::CompilePolicy(text->yaml, path, text->folder, ReadFile);
}

base::Result<std::string> ReadFile(const std::string& path) {
  if (path.starts_with(gate::kHandoverRoot) && !IsOursAlone(path.substr(0, path.rfind('/')))) {
    return base::Fail("Its folder belongs to another user, or others can enter it", path);
  }
  return base::ReadFile(path);
}

}  // namespace gatehouse::policy_file
