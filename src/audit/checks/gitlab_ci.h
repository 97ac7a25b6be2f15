// GitLab's CI files: what they include, the images of their jobs, their variables and scripts. Rows A5 B15 C12. Shown
// by gitlab_ci_test.cc.
#pragma once

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

}  // namespace gatehouse::audit
