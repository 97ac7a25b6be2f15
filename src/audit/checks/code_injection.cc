// Rows B7 A12 C12: SQL that is put together from strings, command lines that a shell reads, text that is executed. In
// Python and JavaScript.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/source_file.h"
#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kSql{"sql-built-from-strings", Severity::kHigh, "SQL takes values as parameters",
                    "pass the values as parameters: execute(\"… WHERE id = %s\", (id,))"};
constexpr Rule kShell{"shell-true", Severity::kHigh, "Programs are started without a shell",
                      "pass the program and its arguments as a list, without shell=True"};
constexpr Rule kLoad{"unsafe-load", Severity::kHigh, "Data that is read is not executed",
                     "use yaml.safe_load, JSON, ast.literal_eval"};
constexpr const Rule* kInjectionRules[] = {&kSql, &kShell, &kLoad};

// How statements begin, and a word that must follow.
struct Statement {
  std::string_view first;
  std::array<std::string_view, 3> later;
};
constexpr std::array<Statement, 10> kStatements = {{{"SELECT", {" FROM ", " WHERE ", " FROM\n"}},
                                                    {"INSERT", {" INTO ", " VALUES", " INTO\n"}},
                                                    {"UPDATE", {" SET ", "\nSET ", " SET\n"}},
                                                    {"DELETE", {" FROM ", "\nFROM ", " FROM\n"}},
                                                    {"REPLACE", {" INTO ", " VALUES", " INTO\n"}},
                                                    {"DROP", {" TABLE ", " DATABASE ", " USER "}},
                                                    {"ALTER", {" TABLE ", " USER ", " ROLE "}},
                                                    {"CREATE", {" TABLE ", " USER ", " INDEX "}},
                                                    {"TRUNCATE", {" TABLE ", " ONLY ", "TRUNCATE "}},
                                                    {"WITH", {" SELECT ", "(SELECT ", "\nSELECT "}}}};
constexpr std::array<std::string_view, 12> kExecuting = {
    "execute",  "executemany", "executescript", "query",   "fetchrow",        "fetch",
    "fetchval", "raw",         "text",          "prepare", "$queryRawUnsafe", "$executeRawUnsafe"};
constexpr std::array<std::string_view, 4> kSafeTags = {"sql", "SQL", "gql", "Sql"};

// `any_case`: where it is given to something that executes SQL. Elsewhere only capitals are SQL, prose is not.
bool IsSql(std::string_view text, bool any_case) {
  const size_t begin = text.find_first_not_of(" \t\n\r(");
  if (begin == std::string_view::npos) return false;
  const std::string statement = any_case ? base::AsciiUpper(text.substr(begin)) : std::string(text.substr(begin));
  return std::ranges::any_of(kStatements, [&](const Statement& each) {
    if (!statement.starts_with(each.first)) return false;
    return std::ranges::any_of(each.later, [&](std::string_view word) { return statement.contains(word); });
  });
}

// A value that cannot carry SQL: a constant's name, a number, question marks joined.
bool IsHarmless(std::string_view expression) {
  expression = base::TrimSpace(expression);
  const bool is_constant = !expression.empty() && std::ranges::all_of(expression, [](char c) {
    return c == '_' || c == '.' || base::IsUpper(c) || base::IsDigit(c);
  });
  const std::string lower = base::AsciiLower(expression);
  return is_constant || lower.starts_with("int(") || lower.contains("placeholder") || lower.contains("'?'") ||
         lower.contains("\"?\"") || lower.contains("'%s'") || lower.contains("\"%s\"");
}

bool AllHarmless(const Token& token) {
  return std::ranges::all_of(token.put_in, [](const std::string& each) { return IsHarmless(each); });
}

// What is put together with a string at `i`: "" where nothing is.
std::string_view BuiltBy(const SourceFile& file, size_t i) {
  const std::vector<Token>& tokens = file.tokens;
  const Token& token = tokens[i];
  if (!token.put_in.empty() && !AllHarmless(token)) return file.IsPython() ? "an f-string" : "a template";
  size_t next = i + 1;
  while (tokens[next].IsString()) ++next;  // "a" "b" is one string
  if (file.IsPython() && tokens[next].Is("%")) {
    const Token& right = tokens[next + 1];
    return right.kind == Token::Kind::kNumber || (right.IsName() && IsHarmless(right.text)) ? "" : "%";
  }
  if (file.IsPython() && tokens[next].Is(".") && tokens[next + 1].Is("format")) return "format()";
  if (tokens[next].Is("+") && (tokens[next + 1].IsName() || tokens[next + 1].Is("(")))
    return IsHarmless(tokens[next + 1].text) ? "" : "+";
  return "";
}

// The name of the call whose first argument the token is.
std::string_view CalledWith(const std::vector<Token>& tokens, size_t i) {
  if (i < 2 || !tokens[i - 1].Is("(") || !tokens[i - 2].IsName()) return {};
  return tokens[i - 2].text;
}

void LookForSql(const SourceFile& file, Results& results) {
  for (size_t i = 0; i + kEndTokens <= file.tokens.size(); ++i) {
    const Token& token = file.tokens[i];
    if (!token.IsString() || (i > 0 && file.tokens[i - 1].IsString())) continue;
    const bool is_executed = IsOneOf(CalledWith(file.tokens, i), kExecuting);
    std::string whole = token.text;
    for (size_t next = i + 1; file.tokens[next].IsString(); ++next) whole += file.tokens[next].text;
    if (!IsSql(whole, is_executed)) continue;
    // sql`…${value}`: the tag passes the values as parameters.
    const bool is_tagged =
        !file.IsPython() && i > 0 && file.tokens[i - 1].IsName() && IsOneOf(file.tokens[i - 1].text, kSafeTags);
    if (is_tagged || (i > 0 && file.tokens[i - 1].IsName() && file.tokens[i - 1].text.starts_with('$'))) continue;
    std::string_view by;
    for (size_t at = i; by.empty() && file.tokens[at].IsString(); ++at) by = BuiltBy(file, at);
    if (!by.empty()) results.Fail(kSql, file.At(token), fmt::format("SQL is built with {}", by));
  }
}

// Whether the first argument is more than a text that stands there.
bool IsBuilt(const SourceFile& file, const Call& call) {
  if (call.begin >= call.end) return false;
  const Token& first = file.tokens[call.begin];
  if (!first.IsString()) return !first.Is("[");
  return !BuiltBy(file, call.begin).empty();
}

void LookForShell(const SourceFile& file, const Call& call, Results& results) {
  const Token& name = file.tokens[call.name];
  if (file.IsPython()) {
    const size_t shell = ArgumentNamed(file.tokens, call, "shell");
    if (shell != 0 && file.tokens[shell].Is("True"))
      results.Fail(kShell, file.At(name), call.callee + " is called with shell=True");
    if ((call.callee == "os.system" || call.callee == "os.popen" || call.callee == "commands.getoutput" ||
         call.callee == "subprocess.getoutput" || call.callee == "asyncio.create_subprocess_shell") &&
        IsBuilt(file, call)) {
      results.Fail(kShell, file.At(name), call.callee + " gives a shell a text that is put together");
    }
    return;
  }
  const bool has_module = file.has_child_process;
  const std::string_view method = call.Method();
  const bool is_module = call.callee.find('.') == std::string::npos || call.callee.starts_with("child_process.") ||
                         call.callee.starts_with("cp.");
  if (has_module && is_module && (method == "exec" || method == "execSync") && IsBuilt(file, call)) {
    results.Fail(kShell, file.At(name), call.callee + " gives a shell a text that is put together");
  }
  const size_t shell = ArgumentNamed(file.tokens, call, "shell");
  if (has_module && shell != 0 && file.tokens[shell].Is("true") &&
      (method.starts_with("spawn") || method.starts_with("execFile"))) {
    results.Fail(kShell, file.At(name), call.callee + " is called with shell: true");
  }
}

// Whether all arguments are texts that stand in the code: eval("1"), new Function('a', 'return a').
bool IsFixed(const SourceFile& file, const Call& call) {
  return std::ranges::all_of(std::span(file.tokens).subspan(call.begin, call.end - call.begin), [](const Token& token) {
    return token.Is(",") || (token.IsString() && token.put_in.empty());
  });
}

void LookForLoad(const SourceFile& file, const Call& call, Results& results) {
  const Token& name = file.tokens[call.name];
  const std::string& callee = call.callee;
  const bool has_argument = call.begin < call.end;
  if (!has_argument || IsFixed(file, call)) return;
  if (callee == "eval" || (file.IsPython() && callee == "exec") ||
      (!file.IsPython() && callee == "Function" && call.name > 0 && file.tokens[call.name - 1].Is("new"))) {
    results.Fail(kLoad, file.At(name), callee + " executes a text that is not fixed");
  }
  if (!file.IsPython()) return;
  if (callee == "yaml.load" || callee == "yaml.load_all") {
    const bool is_safe =
        std::any_of(file.tokens.begin() + static_cast<std::ptrdiff_t>(call.begin),
                    file.tokens.begin() + static_cast<std::ptrdiff_t>(call.end), [](const Token& token) {
                      return token.IsName() && (token.text.contains("SafeLoader") || token.text == "BaseLoader");
                    });
    if (!is_safe && !file.has_safe_yaml)
      results.Fail(kLoad, file.At(name), callee + " without SafeLoader makes objects of any class");
  }
  if (callee == "pickle.loads" || callee == "pickle.load" || callee == "cPickle.loads" || callee == "marshal.loads" ||
      callee == "dill.loads" || callee == "jsonpickle.decode") {
    results.Fail(kLoad, file.At(name), callee + " executes what the data says");
  }
}

void CheckInjections(const Repository& repository, Results& results) {
  size_t files = 0;
  const size_t before = results.findings().size();
  ForEachSource(repository, results, [&](const SourceFile& file) {
    ++files;
    LookForSql(file, results);
    ForEachCall(file, [&](const Call& call) {
      LookForShell(file, call, results);
      LookForLoad(file, call, results);
    });
  });
  if (files == 0) return;
  for (const Rule* rule : kInjectionRules) {
    const bool failed =
        std::any_of(results.findings().begin() + static_cast<std::ptrdiff_t>(before), results.findings().end(),
                    [&](const Finding& finding) { return finding.rule == rule->id; });
    if (!failed) results.Pass(*rule, {}, fmt::format("{} Python and JavaScript files", files));
  }
}

}  // namespace

Check CodeInjectionCheck() {
  return {.subject = "code: SQL, shell, eval", .rules = kInjectionRules, .run = CheckInjections};
}

}  // namespace gatehouse::audit
