// gatehouse password: judges, hashes and verifies passwords, one per line on stdin. They are never arguments and never
// printed.
#include <fmt/format.h>
#include <unistd.h>

#include <cmath>

#include "base/counted.h"
#include "base/secret_string.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "passwords/hash.h"
#include "passwords/policy.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kMaxPasswordLine = 4096;  // a hash, a space and a password that may exceed the limit
constexpr int kMostMilliseconds = 10'000;

// Calls `judge` with each line of stdin as a secret.
template <typename Judge>
Outcome ForEachPassword(Judge&& judge) {
  ExitCode code = ExitCode::kFine;
  LineReader lines(STDIN_FILENO, kMaxPasswordLine);
  bool any = false;
  while (const auto line = lines.Next()) {
    any = true;
    // A truncated line is longer than any valid password; it must not be treated as a shorter one.
    const std::string_view text = line->too_long ? std::string_view{} : line->text;
    if (line->too_long) Warn("a line of more than 4096 bytes counts as an empty password");
    const Outcome judged = judge(base::SecretString(std::string(text)));
    if (!judged) return judged;
    if (*judged != ExitCode::kFine) code = *judged;
  }
  // An empty file has no good password in it.
  if (!any) return base::Fail("No password was given", "stdin", "write one per line");
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
    Value broken = EmptyList();
    for (const passwords::Rule rule : verdict.broken) broken.Add(passwords::Name(rule));
    PrintJson(Object({{"good", verdict.good()},
                      {"broken", broken},
                      {"score", verdict.strength.score},
                      {"bits", std::round(verdict.strength.bits * 10) / 10},
                      {"time_to_guess", time},
                      {"breached", verdict.breached}}));
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
  if (verdict.breached > 0) Print(fmt::format("  it was seen in breaches {}", base::Counted(verdict.breached, "time")));
}

Outcome Check(const CheckOptions& options) {
  passwords::PasswordPolicy policy{.least_score = options.least_score};
  std::optional<passwords::BreachedList> list;
  if (!options.breached.empty()) {
    auto opened = passwords::BreachedList::Open(options.breached);
    if (!opened) return std::unexpected(opened.error());
    list = *std::move(opened);
    policy.breached = &*list;
  }
  return ForEachPassword([&](const base::SecretString& password) -> Outcome {
    const auto verdict = passwords::CheckPassword(password.Reveal(), options.name, policy);
    if (!verdict) return std::unexpected(verdict.error());
    ShowVerdict(*verdict, options.format);
    return verdict->good() ? ExitCode::kFine : ExitCode::kFindings;
  });
}

struct HashOptions {
  int milliseconds = 0;  // target time per hash; 0: OWASP's parameters
};

Outcome Hash(const HashOptions& options) {
  const passwords::HashCost cost = options.milliseconds == 0
                                       ? passwords::HashCost{}
                                       : passwords::CalibratedCost(std::chrono::milliseconds(options.milliseconds));
  return ForEachPassword([&](const base::SecretString& password) -> Outcome {
    const auto hash = passwords::HashPassword(password.Reveal(), cost);
    if (!hash) return std::unexpected(hash.error());
    Print(*hash);
    return ExitCode::kFine;
  });
}

struct VerifyOptions {
  Format format = Format::kText;
};

Outcome Verify(const VerifyOptions& options) {
  return ForEachPassword([&](const base::SecretString& line) -> Outcome {
    const std::string_view text = line.Reveal();
    const size_t space = text.find(' ');
    const std::string_view hash = text.substr(0, space);
    const std::string_view password = space == std::string_view::npos ? std::string_view{} : text.substr(space + 1);
    const passwords::HashKind kind = passwords::KindOf(hash);
    const passwords::HashVerdict verdict = passwords::VerifyPassword(password, hash);
    const std::string_view name = kind.argon2id ? "argon2id" : kind.bcrypt ? "bcrypt" : "unknown";
    if (kind.bcrypt && *kind.bcrypt < passwords::kMinBcryptCost) {
      Warn(fmt::format(
          "the hash is weak: bcrypt of cost {}, where {} is the least that resists; the next login makes a new one",
          *kind.bcrypt, passwords::kMinBcryptCost));
    }
    if (options.format == Format::kJson) {
      PrintJson(Object({{"matches", verdict.matches}, {"outdated", verdict.outdated}, {"kind", name}}));
    } else if (verdict.matches) {
      Print(Paint("matches", Tone::kGood, Stream::kData) +
            fmt::format(" ({}{})", name, verdict.outdated ? ", to be hashed again" : ""));
    } else {
      Print(Paint("does not match", Tone::kBad, Stream::kData) + fmt::format(" ({})", name));
    }
    return verdict.matches ? ExitCode::kFine : ExitCode::kFindings;
  });
}

}  // namespace

Command PasswordGroup() {
  return {.help = "Check, hash and verify passwords from stdin",
          .examples = {"gatehouse password check < password", "gatehouse password hash < password"}};
}

Command PasswordCheckCommand() {
  auto options = std::make_shared<CheckOptions>();
  const auto score = [](std::string_view text) { return ParseNumber(text, 0, passwords::kBestScore); };
  return {.help = "Check passwords from stdin: every broken rule, and the strength",
          .options = {Text("--name", options->name, "NAME", "The user's name, which must not be in it"),
                      Text("--breached", options->breached, "FILE",
                           "A list of breached passwords: a file, or a folder of ranges"),
                      Parsed("--least-score", options->least_score, score, "SCORE", "The required strength, 0 to 4"),
                      FormatOption(options->format)},
          .examples = {"gatehouse password check --name alice < password",
                       "gatehouse password check --breached pwned/ --format json < passwords.txt"},
          .too_many = kFromStdin,
          .action = Runs(options, Check)};
}

Command PasswordHashCommand() {
  auto options = std::make_shared<HashOptions>();
  const auto milliseconds = [](std::string_view text) { return ParseNumber(text, 1, kMostMilliseconds); };
  return {.help = "Hash passwords from stdin with argon2id",
          .options = {Parsed("--milliseconds", options->milliseconds, milliseconds, "N",
                             "How long one hash should take on this machine; never less than OWASP's parameters")},
          .examples = {"gatehouse password hash < password", "gatehouse password hash --milliseconds 250 < password"},
          .too_many = kFromStdin,
          .action = Runs(options, Hash)};
}

Command PasswordVerifyCommand() {
  auto options = std::make_shared<VerifyOptions>();
  return {.help = "Verify passwords: one 'HASH PASSWORD' per line on stdin",
          .options = {FormatOption(options->format)},
          .examples = {"paste -d' ' hashes passwords | gatehouse password verify --format json"},
          .too_many = kFromStdin,
          .action = Runs(options, Verify)};
}

}  // namespace gatehouse::cli
