// What the checks of GitHub's and of GitLab's CI files share. Shown by ci_parts_test.cc.
#pragma once

#include <string_view>

#include "audit/checks/dockerfiles.h"
#include "audit/repository/yaml_tree.h"

namespace gatehouse::audit {

// 40 hexadecimal digits (SHA-1), or 64 (SHA-256): a branch or tag has a name of its own.
[[nodiscard]] bool IsCommit(std::string_view text);

// An image without a digest fails. A variable in its name is not known here, and passes.
void CheckImage(const YamlNode* image, FileVerdict& verdict);
// NAME: VALUE, and NAME: { value: VALUE }. A secret fails; ${{ secrets.NAME }} and $NAME pass.
void CheckVariables(const YamlNode* variables, FileVerdict& verdict);
// A text of shell commands, or a list of them with lists in it.
void CheckRunDownloads(const YamlNode& script, FileVerdict& verdict);

}  // namespace gatehouse::audit
