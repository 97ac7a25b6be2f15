// What the checks of code share: each Python and JavaScript file as tokens, and its calls.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/repository/finding.h"
#include "audit/repository/repository.h"
#include "audit/repository/source_tokens.h"

namespace gatehouse::audit {

struct SourceFile {
  std::string path;
  Language language = Language::kPython;
  std::string text;
  std::vector<Token> tokens;
  bool has_child_process = false;  // names the module of Node that starts programs
  bool has_safe_yaml = false;      // `yaml` is an object of ruamel.yaml, no module

  [[nodiscard]] bool IsPython() const { return language == Language::kPython; }
  [[nodiscard]] Place At(const Token& token) const { return {path, token.line, token.column}; }
};

// Code of the service: what tests do is not looked at, nor files that a tool made (*.min.js).
void ForEachSource(const Repository& repository, Results& results, const std::function<void(const SourceFile&)>& look);

// name.of.it(…): `begin` is the first token behind the bracket, `end` the bracket that closes it.
struct Call {
  std::string callee;  // "subprocess.run", "jwt.decode"
  size_t name = 0;     // token of the last part of its name
  size_t begin = 0;
  size_t end = 0;

  [[nodiscard]] std::string_view Method() const { return std::string_view(callee).substr(callee.rfind('.') + 1); }
};
// The call whose bracket opens at `open`; empty where it is none.
[[nodiscard]] std::optional<Call> CallAt(const std::vector<Token>& tokens, size_t open);
// The token behind NAME= (Python) or NAME: (JavaScript) among the call's own arguments, those of an object in them too;
// 0 where there is none.
[[nodiscard]] size_t ArgumentNamed(const std::vector<Token>& tokens, const Call& call, std::string_view name);
// Calls look(call) for each call of the file.
void ForEachCall(const SourceFile& file, const std::function<void(const Call&)>& look);

}  // namespace gatehouse::audit
