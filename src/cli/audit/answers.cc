#include "cli/audit/answers.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "audit/repository/child.h"
#include "base/file.h"
#include "cli/terminal/output.h"
#include "cli/terminal/value.h"

namespace gatehouse::cli {
namespace {

namespace fs = std::filesystem;
constexpr mode_t kKeyMode = 0600;
constexpr size_t kDateLength = 10;

std::string AnswersPath(const AnswerOptions& options, const std::string& path) {
  return options.file.empty() ? path + "/" + audit::kAnswersFile : options.file;
}

std::string DefaultKeyPath() {
  if (const char* config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config == '/')
    return std::string(config) + "/gatehouse/audit_key.pem";
  const char* const home = std::getenv("HOME");
  return std::string(home == nullptr ? "" : home) + "/.config/gatehouse/audit_key.pem";
}

base::Result<crypto::PrivateKey> OpenKey(const AnswerOptions& options) {
  const std::string path = options.key.empty() ? DefaultKeyPath() : options.key;
  if (access(path.c_str(), F_OK) == 0) {
    const auto pem = base::ReadFile(path);
    if (!pem) return std::unexpected(pem.error());
    return crypto::PrivateKey::FromPem(*pem);
  }
  auto key = crypto::PrivateKey::Generate(crypto::Algorithm::kEdDsa);
  if (!key) return key;
  std::error_code ignored;
  fs::create_directories(fs::path(path).parent_path(), ignored);
  const auto written = base::WriteNewFile(path, key->Pem(), kKeyMode);
  if (!written) return std::unexpected(written.error());
  Say(fmt::format("a new key that signs your answers is in {}", path));
  return key;
}

std::string NameOf(const AnswerOptions& options, const std::string& path) {
  if (!options.by.empty()) return options.by;
  const std::string git = audit::FindProgram("git");
  if (git.empty()) return {};
  const auto said = audit::RunChild({.argv = {git, "config", "--get", "user.name"},
                                     .folder = path,
                                     .environment = {},
                                     .time = std::chrono::seconds(10),
                                     .max_output = 1024});
  if (!said || said->status != 0) return {};
  return said->output.substr(0, said->output.find('\n'));
}

base::Result<> Write(const std::string& path, const std::vector<audit::Answer>& answers) {
  // A line per field, so that a review shows what has changed.
  std::string text = "{\"answers\": [";
  for (size_t i = 0; i < answers.size(); ++i) {
    const audit::Answer& answer = answers[i];
    text += i == 0 ? "\n{" : ",\n{";
    const std::pair<const char*, const std::string*> fields[] = {
        {"line", &answer.line},     {"question", &answer.question},
        {"answer", &answer.answer}, {"note", &answer.note},
        {"by", &answer.by},         {"date", &answer.date},
        {"key", &answer.key},       {"signature", &answer.signature}};
    const char* comma = "\n  ";
    for (const auto& [name, value] : fields) {
      text += fmt::format("{}\"{}\": {}", comma, name, Value(*value).Json(false));
      comma = ",\n  ";
    }
    text += "}";
  }
  return base::WriteFile(path, text + "\n]}\n");
}

// One line from the user at the terminal; false at the end of input.
bool ReadLine(std::string_view question, std::string& line) {
  std::cerr << question << std::flush;
  return static_cast<bool>(std::getline(std::cin, line));
}

}  // namespace

base::Result<std::vector<audit::Answer>> LoadAnswers(const AnswerOptions& options, const std::string& path) {
  std::vector<crypto::PublicKey> trusted;
  for (const std::string& file : options.trusted) {
    const auto pem = base::ReadFile(file);
    if (!pem) return std::unexpected(pem.error());
    auto key = crypto::PublicKey::FromPem(*pem);
    if (!key) return base::Fail(key.error().what, file);
    trusted.push_back(std::move(*key));
  }
  const std::string file = AnswersPath(options, path);
  if (options.file.empty() && access(file.c_str(), F_OK) != 0) return std::vector<audit::Answer>();
  const auto text = base::ReadFile(file);
  if (!text) return std::unexpected(text.error());
  return audit::ReadAnswers(*text, file, trusted);
}

base::Result<size_t> AskForAnswers(const AnswerOptions& options, const std::string& path, const audit::Report& report,
                                   std::vector<audit::Answer> answers, base::Wall now) {
  const std::string by = NameOf(options, path);
  if (by.empty()) return base::Fail("The name of the person who answers is missing", {}, "give it with --by NAME");
  const auto key = OpenKey(options);
  if (!key) return std::unexpected(key.error());
  size_t answered = 0;
  bool is_open = true;
  for (const audit::JudgedChecklist& checklist : report.checklists) {
    for (const audit::LineVerdict& verdict : checklist.lines) {
      if (!is_open || verdict.verdict != audit::Verdict::kPerson) continue;
      const std::string& question = verdict.line->ask.empty() ? verdict.line->text : verdict.line->ask;
      Say(fmt::format("\n{}: {}\n{}", checklist.checklist->id, verdict.line->text, question));
      std::string word;
      for (bool is_known = false; is_open && !is_known;) {
        is_open = ReadLine("[y]es, [n]o, not [a]pplicable, [s]kip, [q]uit: ", word);
        is_open = is_open && word != "q" && word != "quit";
        is_known =
            word == "y" || word == "yes" || word == "n" || word == "no" || word == "a" || word == "s" || word.empty();
      }
      if (!is_open || word == "s" || word.empty()) continue;
      audit::Answer answer{.line = verdict.line->id,
                           .question = question,
                           .answer = word[0] == 'y'   ? "yes"
                                     : word[0] == 'n' ? "no"
                                                      : "not applicable",
                           .note = {},
                           .by = by,
                           .date = TimeText(now).substr(0, kDateLength),
                           .key = {},
                           .signature = {}};
      is_open = ReadLine("note (may be empty): ", answer.note);
      if (const auto done = audit::Sign(answer, *key); !done) return std::unexpected(done.error());
      std::erase_if(answers, [&](const audit::Answer& old) { return old.line == answer.line; });
      answers.push_back(std::move(answer));
      ++answered;
    }
  }
  if (answered == 0) return answered;
  if (const auto written = Write(AnswersPath(options, path), answers); !written)
    return std::unexpected(written.error());
  return answered;
}

}  // namespace gatehouse::cli
