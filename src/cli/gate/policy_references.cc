#include "cli/gate/policy_references.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "base/file.h"
#include "cli/gate/policy_file.h"
#include "cli/run/memory_folder.h"
#include "cli/run/resolver.h"
#include "cli/terminal/output.h"
#include "gate/policy/secret_references.h"
#include "policy_file/load.h"
#include "secrets/reference.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kSecretMode = 0600;

std::expected<std::vector<base::SecretString>, std::vector<base::Error>> ResolveAll(const gate::Policy& policy) {
  std::vector<base::Error> errors = CheckReferences(policy);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  std::vector<secrets::Reference> references;
  references.reserve(policy.references.size());
  for (const gate::SecretReference& noted : policy.references) {
    references.push_back(*secrets::ParseReference(noted.reference));
  }
  std::vector<base::SecretString> values;
  auto resolved = MakeResolve()(references);
  for (size_t i = 0; i < resolved.size(); ++i) {
    if (resolved[i]) {
      values.push_back(std::move(*resolved[i]));
    } else {
      const gate::SecretReference& noted = policy.references[i];
      errors.push_back({resolved[i].error().what, noted.place + " (" + noted.reference + ")", resolved[i].error().fix});
    }
  }
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return values;
}

// Restores files to their earlier content; removes those that did not exist.
class Undo {
 public:
  void Note(const std::string& file) {
    auto before = base::ReadFile(file);
    if (before)
      before_.emplace_back(file, base::SecretString(std::move(*before)));
    else
      before_.emplace_back(file, std::nullopt);
  }
  void Run() const {
    for (const auto& [file, content] : before_) {
      if (!content) {
        unlink(file.c_str());
      } else if (const auto written = base::WriteFile(file, content->Reveal(), kSecretMode); !written) {
        Complain(written.error());
      }
    }
  }

 private:
  std::vector<std::pair<std::string, std::optional<base::SecretString>>> before_;
};

base::Result<> HandOver(const gate::Policy& policy, const std::vector<base::SecretString>& values, Undo& undo) {
  if (auto folder = PrepareMemoryFolder(gate::HandoverFolder(policy.run_dir)); !folder) return folder;
  for (size_t i = 0; i < values.size(); ++i) {
    undo.Note(policy.references[i].file);
    if (auto written = base::WriteFile(policy.references[i].file, values[i].Reveal(), kSecretMode); !written) {
      return written;
    }
  }
  return {};
}

}  // namespace

std::vector<base::Error> CheckReferences(const gate::Policy& policy) {
  std::vector<base::Error> errors;
  for (const gate::SecretReference& noted : policy.references) {
    const auto reference = secrets::ParseReference(noted.reference);
    if (!reference) errors.push_back({reference.error().what, noted.place, reference.error().fix});
  }
  return errors;
}

std::expected<gate::LoadedPolicy, std::vector<base::Error>> LoadForServing(const std::string& path) {
  auto loaded = LoadPolicyFile(path);
  if (!loaded || loaded->policy.references.empty()) return loaded;
  const auto values = ResolveAll(loaded->policy);
  if (!values) return std::unexpected(values.error());
  Undo undo;
  if (const auto done = HandOver(loaded->policy, *values, undo); !done) {
    undo.Run();
    return std::unexpected(std::vector{done.error()});
  }
  auto whole = policy_file::Load(path);  // now with its secrets, which are checked as files are
  if (!whole) undo.Run();
  return whole;
}

void ForgetReferences(const std::string& run_dir) {
  const std::string folder = gate::HandoverFolder(run_dir);
  struct stat found{};
  if (lstat(folder.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid()) return;
  std::error_code error;
  std::filesystem::remove_all(folder, error);
  if (error) Complain(base::Error{"Secrets could not be removed: " + error.message(), folder, "remove the folder"});
}

}  // namespace gatehouse::cli
