// What the checks of GitHub's and of GitLab's CI files share. Shown by ci_parts_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/checks/dockerfiles.h"
#include "audit/repository/yaml_tree.h"

namespace gatehouse::audit {

// 40 hexadecimal digits (SHA-1), or 64 (SHA-256): a branch or tag has a name of its own.
[[nodiscard]] bool IsCommit(std::string_view text);

// An image without a digest fails. A variable in its name is not known here, and passes.
void CheckImage(const YamlNode* image, FileVerdict& verdict);
// The service containers of a job: nobody but the job reaches them, and they end with it. So a URL with their password
// may be read by everyone if it leads to one of them. So may a password that only they have, unless a machine made it:
// such a password may be in use elsewhere.
struct ServiceLogins {
  std::vector<std::string> hosts;      // names of the containers; the job's own host is always one
  std::vector<std::string> passwords;  // that they may be started with
  std::vector<std::string> own;        // those of them that stand in the containers' own variables

  // Values of NAME: VALUE whose names are those of passwords, of a container or of its job.
  void AddContainer(const YamlNode* variables);
  void AddJob(const YamlNode* variables);
  [[nodiscard]] bool Open(std::string_view value) const;
};
// NAME: VALUE, and NAME: { value: VALUE }. A secret fails; ${{ secrets.NAME }}, $NAME and what opens `services` passes.
void CheckVariables(const YamlNode* variables, const ServiceLogins& services, FileVerdict& verdict);
// A text of shell commands, or a list of them with lists in it.
void CheckRunDownloads(const YamlNode& script, FileVerdict& verdict);

}  // namespace gatehouse::audit
