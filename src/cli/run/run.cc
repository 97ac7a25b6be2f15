// gatehouse run: runs a command with its settings, with references resolved. Any error is reported before the command
// starts. If nothing is left to do while the command runs, this process executes it.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/run/child.h"
#include "cli/run/mask.h"
#include "cli/run/resolver.h"
#include "cli/run/settings_options.h"
#include "cli/run/supervise.h"

namespace gatehouse::cli {
namespace {

struct RunOptions {
  SettingsOptions settings;
  bool files = false;
  FileAccess access;
  bool access_is_named = false;
  bool descriptors = false;
  bool mask = false;
  bool restart = false;
  std::string signal;
  std::chrono::seconds poll{60};
  std::vector<std::string> command;  // the program and its arguments
};

base::Result<> CheckUsage(const RunOptions& options) {
  if (options.access_is_named && !options.files) {
    return base::Fail("--files-owner and --files-mode go with --files");
  }
  if (options.access.mode != FileAccess{}.mode && !options.access.owner) {
    return base::Fail("--files-mode 0440 lets a group read, and no group is named", {}, "add --files-owner :GROUP");
  }
  if (!options.signal.empty() && !options.restart) return base::Fail("--signal goes with --restart-on-change");
  if (options.signal == "HUP" && !options.files) {
    return base::Fail("An environment cannot change while its process runs", {}, "use --signal HUP with --files");
  }
  if (!options.settings.preserved.empty() && !options.settings.pristine) {
    return base::Fail("Without --pristine everything is kept", {}, "add --pristine, or take --preserve out");
  }
  if (options.command.empty() || options.command.front().empty()) {
    return base::Fail("There is no command after --", {}, "gatehouse run -- COMMAND");
  }
  return {};
}

// Warns about references in the environment that are not declared: the command gets them unresolved.
void WarnOfUnnamed(const std::vector<settings::Variable>& inherited, const settings::Settings& settings) {
  for (const settings::Variable& variable : inherited) {
    if (!secrets::IsReference(variable.value.Reveal())) continue;
    const bool named =
        std::ranges::find(settings.settings, variable.name, &settings::Setting::name) != settings.settings.end() ||
        std::ranges::find(settings.replaced, variable.name) != settings.replaced.end();
    if (!named) {
      Warn(fmt::format("{0} contains a reference and is passed on unresolved; resolve it with --set {0}",
                       Visible(variable.name)));
    }
  }
}

void WarnOfUnmasked(const settings::Settings& settings) {
  std::vector<std::string> names;
  if (SecretsOf(settings, &names).empty() && names.empty()) Warn("there are no secrets to mask");
  for (const std::string& name : names) {
    Warn(fmt::format("{} is not masked: it is shorter than {} bytes, or has too few letters and digits", name,
                     kMinMaskedBytes));
  }
}

Outcome Run(const RunOptions& options) {
  const StartState start = StartState::Read();
  if (auto usage = CheckUsage(options); !usage) return std::unexpected(usage.error());

  const auto providers = std::make_shared<secrets::Providers>();
  settings::Resolve resolve = MakeHoldingResolve(providers, options.restart);
  auto loaded = LoadSettings(options.settings, resolve);
  if (!loaded) return std::unexpected(Failure(loaded.error()).With("The command was not started."));
  std::vector<settings::Variable> inherited = InheritedBy(options.settings);
  for (const std::string& note : loaded->notes) Warn(Visible(note));
  WarnOfUnnamed(inherited, *loaded);
  if (options.mask) WarnOfUnmasked(*loaded);

  const Carrier carrier = options.files         ? Carrier::kFiles
                          : options.descriptors ? Carrier::kDescriptors
                                                : Carrier::kEnvironment;
  // This process must stay if a lease must be renewed, and revoked after the command's end.
  if (!options.files && !options.mask && !options.restart && !AnyIsHolding(*providers)) {
    providers->clear();  // ends logins that this process owns
    auto delivery = Deliver(*loaded, inherited, carrier, nullptr);
    if (!delivery) return std::unexpected(delivery.error());
    const ChildCall call{.argv = &options.command, .delivery = std::move(*delivery)};
    if (auto fits = CheckFits(call); !fits) return std::unexpected(fits.error());
    return static_cast<ExitCode>(BecomeCommand(start, call));
  }
  const SuperviseOptions supervise{.carrier = carrier,
                                   .files = options.access,
                                   .mask = options.mask,
                                   .restart = options.restart,
                                   .hang_up = options.signal == "HUP",
                                   .poll = options.poll};
  const auto end = Supervise(start, options.command, std::move(*loaded), std::move(inherited), supervise,
                             [&] { return LoadSettings(options.settings, resolve); });
  if (!end) return std::unexpected(end.error());
  if (end->interrupted) {
    providers->clear();  // no destructor runs later
    EndByInterrupt();
  }
  return static_cast<ExitCode>(end->status);
}

base::Result<std::string> ParseSignal(std::string_view text) {
  if (text == "HUP" || text == "TERM") return std::string(text);
  return base::Fail("Neither HUP nor TERM");
}

Option CommandWords(RunOptions& options) {
  Option words = Required(Texts("COMMAND", options.command, "", "The command and its arguments, after --"));
  words.takes = Option::Takes::kBehind;
  return words;
}

}  // namespace

Command RunCommand() {
  auto options = std::make_shared<RunOptions>();
  const auto owner = [&access = *options](std::string_view text) -> base::Result<> {
    const auto parsed = ParseFileOwner(text);
    if (!parsed) return std::unexpected(parsed.error());
    access.access.owner = *parsed;
    access.access_is_named = true;
    return {};
  };
  const auto mode = [&access = *options](std::string_view text) -> base::Result<> {
    const auto parsed = ParseFileMode(text);
    if (!parsed) return std::unexpected(parsed.error());
    access.access.mode = *parsed;
    access.access_is_named = true;
    return {};
  };
  return {
      .help = "Start a command with its settings and secrets",
      .positionals = {CommandWords(*options)},
      .options = Joined(
          {SettingsOptionList(options->settings),
           {Flag("--files", options->files, "Pass secrets as files in memory, named by NAME_FILE, instead of NAME"),
            TakingOne("--files-owner", "USER[:GROUP]",
                      "The owner of the files, for a server that drops root before it reads them", owner),
            TakingOne("--files-mode", "0400|0440",
                      "The mode of the files; 0440 lets their group read them (default: 0400)", mode),
            Excluding("--files", Flag("--fds", options->descriptors,
                                      "Pass secrets as file descriptors, named by NAME_FD, instead of NAME")),
            Flag("--mask", options->mask, "Write *** for secrets in the command's output"),
            Flag("--restart-on-change", options->restart, "Restart the command when its settings change"),
            Parsed("--signal", options->signal, ParseSignal, "HUP|TERM",
                   "On a change: end it and start it again (TERM, the default), or with --files tell it to read them "
                   "(HUP)"),
            Parsed("--poll", options->poll, ParseDuration, "DURATION",
                   "How often references are resolved again (default: 60s)")}}),
      .examples = {"gatehouse run -- ./server",
                   "gatehouse run --set DATABASE_URL=ref+vault://secret/app#/database_url -- ./server",
                   "gatehouse run --pristine --preserve PATH,HOME --schema settings.yaml -- ./server",
                   "gatehouse run --files --restart-on-change --signal HUP -- ./server"},
      .too_many = "the command goes after --: gatehouse run -- COMMAND",
      .action = Runs(options, Run)};
}

}  // namespace gatehouse::cli
