// Files of a repository that is audited: the same bytes as a Dockerfile, a shell line, YAML, Python and JavaScript.
// Nothing breaks, lines stay in the text, and what grows is bounded by it.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/repository/dockerfile.h"
#include "audit/repository/source_tokens.h"
#include "audit/repository/yaml_tree.h"

namespace {

using namespace gatehouse;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t lines = static_cast<size_t>(std::ranges::count(text, '\n')) + 1;
  const audit::Dockerfile file = audit::ParseDockerfile(text);
  for (const audit::Instruction& instruction : file.instructions) {
    Require(instruction.line >= 1 && instruction.line <= lines);
    for (const audit::ShellCommand& command : instruction.Commands()) Require(command.words.size() <= size + 1);
  }
  if (!file.stages.empty()) Require(file.IsInFinalImage(file.stages.size() - 1));
  for (const audit::Language language : {audit::Language::kPython, audit::Language::kJavaScript}) {
    const auto tokens = audit::Tokenise(text, language);
    Require(tokens.size() <= size + audit::kEndTokens);
    for (const audit::Token& token : tokens) Require(token.line >= 1 && token.line <= lines);
    for (size_t i = 0; i < std::min<size_t>(tokens.size(), 64); ++i)
      Require(audit::ClosingBracket(tokens, i) < tokens.size());
  }
  const auto documents = audit::ReadYaml(text, "f");
  if (!documents) Require(!documents.error().what.empty());
  return 0;
}
