// gatehouse password: judges, hashes and verifies passwords, one a line on stdin. They are never arguments and never
// repeated in what is printed.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/secret_string.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "passwords/hash.h"
#include "passwords/policy.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxPasswordLine = 4096;  // a hash, a space and a password that may be too long
constexpr int kMostMilliseconds = 10'000;

// Every line of stdin, each as a secret; what is too long for any password is judged as it is, cut.
template <typename Judge>
ExitCode ForEachPassword(Judge&& judge) {
  ExitCode code = ExitCode::kFine;
  LineReader lines(STDIN_FILENO, kMaxPasswordLine);
  while (const auto line = lines.Next()) {
    // A line that was cut is longer than any password may be, and must not pass for a shorter one.
    const std::string_view text = line->too_long ? std::string_view{} : line->text;
    if (line->too_long) Warn("a line of more than 4096 bytes is taken for an empty password");
    const ExitCode judged = judge(base::SecretString(std::string(text)));
    if (judged == ExitCode::kCouldNotRun) return judged;
    if (judged != ExitCode::kFine) code = judged;
  }
  return code;
}

struct CheckOptions {
  std::string name;
  std::string breached;
  int least_score = passwords::kLeastScore;
  Format format = Format::kText;
};

void ShowVerdict(const passwords::PolicyVerdict& verdict, Format format) {
  const std::string_view time = passwords::TimeToGuess(verdict.strength);
  if (format == Format::kJson) {
    Json broken = Json::array();
    for (const passwords::Rule rule : verdict.broken) broken.push_back(passwords::Name(rule));
    PrintJson(Json{{"good", verdict.good()},
                   {"broken", broken},
                   {"score", verdict.strength.score},
                   {"bits", std::round(verdict.strength.bits * 10) / 10},
                   {"time_to_guess", time},
                   {"breached", verdict.breached}});
    return;
  }
  const std::string strength = fmt::format("strength {} of {}, {:.0f} bits, {} to guess from a stolen hash",
                                           verdict.strength.score, passwords::kBestScore, verdict.strength.bits, time);
  if (verdict.good()) {
    Print(Paint("good", Tone::kGood, Stream::kData) + ": " + strength);
    return;
  }
  Print(Paint("not good", Tone::kBad, Stream::kData) + ": " + strength + "; it needs");
  for (const passwords::Rule rule : verdict.broken) Print(fmt::format("  - {}", passwords::Sentence(rule)));
  if (verdict.breached > 0) Print(fmt::format("  it was seen in breaches {} times", verdict.breached));
}

ExitCode Check(const CheckOptions& options) {
  passwords::PasswordPolicy policy{.least_score = options.least_score};
  std::optional<passwords::BreachedList> list;
  if (!options.breached.empty()) {
    auto opened = passwords::BreachedList::Open(options.breached);
    if (!opened) {
      Complain(opened.error());
      return ExitCode::kCouldNotRun;
    }
    list = *std::move(opened);
    policy.breached = &*list;
  }
  return ForEachPassword([&](const base::SecretString& password) {
    const auto verdict = passwords::CheckPassword(password.Reveal(), options.name, policy);
    if (!verdict) {
      Complain(verdict.error());
      return ExitCode::kCouldNotRun;
    }
    ShowVerdict(*verdict, options.format);
    return verdict->good() ? ExitCode::kFine : ExitCode::kFindings;
  });
}

struct HashOptions {
  int milliseconds = 0;  // 0: OWASP's figures, whatever they take
};

ExitCode Hash(const HashOptions& options) {
  const passwords::HashCost cost = options.milliseconds == 0
                                       ? passwords::HashCost{}
                                       : passwords::CalibratedCost(std::chrono::milliseconds(options.milliseconds));
  return ForEachPassword([&](const base::SecretString& password) {
    const auto hash = passwords::HashPassword(password.Reveal(), cost);
    if (!hash) {
      Complain(hash.error());
      return ExitCode::kCouldNotRun;
    }
    Print(*hash);
    return ExitCode::kFine;
  });
}

struct VerifyOptions {
  Format format = Format::kText;
};

ExitCode Verify(const VerifyOptions& options) {
  return ForEachPassword([&](const base::SecretString& line) {
    const std::string_view text = line.Reveal();
    const size_t space = text.find(' ');
    const std::string_view hash = text.substr(0, space);
    const std::string_view password = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
    const passwords::HashKind kind = passwords::KindOf(hash);
    const passwords::HashVerdict verdict = passwords::VerifyPassword(password, hash);
    const std::string_view name = kind.argon2id ? "argon2id" : kind.bcrypt ? "bcrypt" : "unknown";
    if (options.format == Format::kJson) {
      PrintJson(Json{{"matches", verdict.matches}, {"outdated", verdict.outdated}, {"kind", name}});
    } else if (verdict.matches) {
      Print(Paint("matches", Tone::kGood, Stream::kData) +
            fmt::format(" ({}{})", name, verdict.outdated ? ", to be hashed anew" : ""));
    } else {
      Print(Paint("does not match", Tone::kBad, Stream::kData) + fmt::format(" ({})", name));
    }
    return verdict.matches ? ExitCode::kFine : ExitCode::kFindings;
  });
}

void AddCheckCommand(CLI::App& password, Action& chosen) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* command =
      password.add_subcommand("check", "Judge passwords from stdin: every broken rule, and the strength");
  command->add_option("--name", options->name, "The user's name, which must not be in it")->type_name("NAME");
  command->add_option("--breached", options->breached, "A list of breached passwords: a file, or a folder of ranges")
      ->type_name("FILE");
  AddParsed(
      *command, "--least-score", options->least_score,
      [](std::string_view text) { return ParseNumber(text, 0, passwords::kBestScore); }, "The least strength, 0 to 4")
      ->type_name("SCORE");
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse password check --name alice < password",
                         "gatehouse password check --breached pwned/ --format json < passwords.txt"});
  SetAction(*command, chosen, options, Check);
}

void AddHashCommand(CLI::App& password, Action& chosen) {
  auto options = std::make_shared<HashOptions>();
  CLI::App* command = password.add_subcommand("hash", "Hash passwords from stdin with argon2id");
  AddParsed(
      *command, "--milliseconds", options->milliseconds,
      [](std::string_view text) { return ParseNumber(text, 1, kMostMilliseconds); },
      "About as long as one hash should take here; never less than OWASP's figures")
      ->type_name("N");
  SetExamples(*command,
              {"gatehouse password hash < password", "gatehouse password hash --milliseconds 250 < password"});
  SetAction(*command, chosen, options, Hash);
}

void AddVerifyCommand(CLI::App& password, Action& chosen) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* command = password.add_subcommand("verify", "Verify passwords: 'HASH PASSWORD' a line on stdin");
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"paste -d' ' hashes passwords | gatehouse password verify --format json"});
  SetAction(*command, chosen, options, Verify);
}

}  // namespace

void AddPassword(CLI::App& program, Action& chosen) {
  CLI::App* password = program.add_subcommand("password", "Judge, hash and verify passwords; they come from stdin");
  password->require_subcommand(1);
  AddCheckCommand(*password, chosen);
  AddHashCommand(*password, chosen);
  AddVerifyCommand(*password, chosen);
  SetExamples(*password, {"gatehouse password check < password", "gatehouse password hash < password"});
}

}  // namespace gatehouse::cli
