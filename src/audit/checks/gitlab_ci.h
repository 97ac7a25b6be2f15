// GitLab's CI files: what they include, the images of their jobs, their variables and scripts. Rows A5 B15 C12. Shown
// by gitlab_ci_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/checks/dockerfiles.h"
#include "audit/repository/yaml_tree.h"

namespace gatehouse::audit {

// One for each rule, of one file.
struct GitlabVerdicts {
  FileVerdict& includes;
  FileVerdict& images;
  FileVerdict& downloads;
  FileVerdict& secrets;
};

// One document of the file.
void LookAtGitlabCi(const YamlNode& root, const GitlabVerdicts& verdicts);

// The files of the repository that the document includes, as it has them: from the top, perhaps with '*'.
[[nodiscard]] std::vector<std::string> LocalIncludes(const YamlNode& root);
// Whether the path is one of those that `include`, which has a '*', stands for.
[[nodiscard]] bool IsIncluded(std::string_view path, std::string_view include);

}  // namespace gatehouse::audit
