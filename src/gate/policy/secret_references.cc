#include "gate/policy/secret_references.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

namespace gatehouse::gate {
namespace {

constexpr std::string_view kHandoverRoot = "/dev/shm/gatehouse-";

// A folder of this very user that nobody else enters. /dev/shm is sticky: who has it keeps it.
bool IsOursAlone(const std::string& folder) {
  struct stat found{};
  return lstat(folder.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == geteuid() &&
         (found.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

}  // namespace

bool IsReference(std::string_view text) { return text.starts_with("ref+") && text.contains("://"); }

std::string HandoverFolder(std::string_view run_dir) {
  return fmt::format("{}{:016x}", kHandoverRoot, StableHash(run_dir));
}

std::string SecretPathMember(Compilation& compilation, const TextNode& map, std::string_view name) {
  const TextNode* node = map.Get(name);
  if (node == nullptr || !IsReference(node->text)) return PathMember(compilation, map, name);
  SecretReference reference{
      .reference = node->text,
      .file = fmt::format("{}/{:016x}", HandoverFolder(compilation.policy.run_dir), StableHash(node->text)),
      .place = compilation.problems.Where(node->place),
      .handed_over = false};
  reference.handed_over = compilation.read_file(reference.file).has_value();
  compilation.policy.references.push_back(reference);
  return reference.handed_over ? reference.file : std::string{};
}

base::Result<std::string> ReadPolicyFile(const std::string& path) {
  if (path.starts_with(kHandoverRoot) && !IsOursAlone(path.substr(0, path.rfind('/')))) {
    return base::Fail("Other users can write to it", path);
  }
  return base::ReadFile(path);
}

}  // namespace gatehouse::gate
