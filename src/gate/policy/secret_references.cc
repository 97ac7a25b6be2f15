#include "gate/policy/secret_references.h"

#include <fmt/format.h>

namespace gatehouse::gate {
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

}  // namespace gatehouse::gate
