#include "audit/checks/dockerfiles.h"

#include "audit/checks/kinds.h"

namespace gatehouse::audit {

void ForEachDockerfile(const Repository& repository, Results& results,
                       const std::function<void(const std::string& path, const Dockerfile& file)>& look) {
  for (const std::string& path : repository.files()) {
    if (!IsDockerfile(path)) continue;
    const auto text = repository.Read(path);
    if (!text) {
      results.Leave(path, text.error().what);
      continue;
    }
    const Dockerfile file = ParseDockerfile(*text);
    if (!file.stages.empty()) look(path, file);
  }
}

std::vector<Assignment> AssignmentsOf(const Instruction& instruction) {
  std::vector<Assignment> assignments;
  const std::vector<std::string>& words = instruction.words;
  if (words.empty()) return assignments;
  if (!words[0].contains('=')) {
    std::string value;
    for (size_t i = 1; i < words.size(); ++i) value += (i > 1 ? " " : "") + words[i];
    assignments.push_back({.name = words[0], .value = std::move(value), .has_value = words.size() > 1});
    return assignments;
  }
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    assignments.push_back({.name = word.substr(0, equals),
                           .value = equals == std::string::npos ? std::string() : word.substr(equals + 1),
                           .has_value = equals != std::string::npos});
  }
  return assignments;
}

}  // namespace gatehouse::audit
