#include "audit/checks/source_file.h"

#include <algorithm>
#include <array>

namespace gatehouse::audit {
namespace {

constexpr std::array<std::string_view, 8> kScript = {".js", ".mjs", ".cjs", ".jsx", ".ts", ".tsx", ".mts", ".cts"};

std::optional<Language> LanguageOf(std::string_view path) {
  if (path.ends_with(".py")) return Language::kPython;
  const bool is_made = path.ends_with(".min.js") || path.ends_with(".d.ts") || path.contains("node_modules/") ||
                       path.contains("/vendor/") || path.contains(".yarn/");
  const bool is_script = std::ranges::any_of(kScript, [&](std::string_view ending) { return path.ends_with(ending); });
  return is_script && !is_made ? std::optional(Language::kJavaScript) : std::nullopt;
}

// Whether `yaml` is an object of ruamel.yaml's class here, whose load makes none of any class: `yaml = YAML()`,
// `yaml = ruamel.yaml.YAML(typ="safe")`; typ="unsafe" does.
bool HasSafeYaml(const std::vector<Token>& tokens) {
  constexpr size_t kLongestName = 5;  // ruamel . yaml . YAML
  for (size_t i = 0; i + kEndTokens <= tokens.size(); ++i) {
    if (!tokens[i].Is("yaml") || !tokens[i + 1].Is("=")) continue;
    size_t at = i + 2;
    while (at < i + 2 + kLongestName && at + 1 < tokens.size() && !tokens[at].Is("YAML")) ++at;
    if (at + 1 >= tokens.size() || !tokens[at].Is("YAML") || !tokens[at + 1].Is("(")) continue;
    const auto end = tokens.begin() + static_cast<std::ptrdiff_t>(ClosingBracket(tokens, at + 1));
    const auto begin = tokens.begin() + static_cast<std::ptrdiff_t>(at);
    if (std::none_of(begin, end, [](const Token& token) { return token.IsString() && token.text == "unsafe"; }))
      return true;
  }
  return false;
}

}  // namespace

void ForEachSource(const Repository& repository, Results& results, const std::function<void(const SourceFile&)>& look) {
  for (const std::string& path : repository.files()) {
    const auto language = LanguageOf(path);
    if (!language || IsTestPath(path)) continue;
    auto text = repository.Read(path);
    if (!text) {
      results.Leave(path, text.error().what);
      continue;
    }
    SourceFile file{.path = path, .language = *language, .text = std::move(*text), .tokens = {}};
    file.has_child_process = file.text.contains("child_process");
    file.tokens = Tokenise(file.text, *language);
    file.has_safe_yaml = file.IsPython() && HasSafeYaml(file.tokens);
    look(file);
  }
}

std::optional<Call> CallAt(const std::vector<Token>& tokens, size_t open) {
  if (open == 0 || !tokens[open].Is("(") || !tokens[open - 1].IsName()) return std::nullopt;
  size_t first = open - 1;
  while (first >= 2 && (tokens[first - 1].Is(".") || tokens[first - 1].Is("?.")) && tokens[first - 2].IsName())
    first -= 2;
  // "def name(", "function name(", "class Name(" declare.
  if (first > 0 && (tokens[first - 1].Is("def") || tokens[first - 1].Is("function") || tokens[first - 1].Is("class")))
    return std::nullopt;
  // x().name(: what it is called on is not known by name.
  std::string callee = first > 0 && (tokens[first - 1].Is(".") || tokens[first - 1].Is("?.")) ? "." : "";
  for (size_t i = first; i < open; i += 2) {
    if (i != first) callee += '.';
    callee += tokens[i].text;
  }
  return Call{.callee = std::move(callee), .name = open - 1, .begin = open + 1, .end = ClosingBracket(tokens, open)};
}

size_t ArgumentNamed(const std::vector<Token>& tokens, const Call& call, std::string_view name) {
  for (size_t i = call.begin; i + 2 <= call.end; ++i) {
    const bool is_name = (tokens[i].IsName() || tokens[i].IsString()) && tokens[i].text == name;
    if (is_name && (tokens[i + 1].Is("=") || tokens[i + 1].Is(":"))) return i + 2;
  }
  return 0;
}

void ForEachCall(const SourceFile& file, const std::function<void(const Call&)>& look) {
  for (size_t i = 1; i < file.tokens.size(); ++i) {
    if (const auto call = CallAt(file.tokens, i)) look(*call);
  }
}

}  // namespace gatehouse::audit
