// gatehouse registry enrol|list|show|set|suspend|resume|retire: manages droplets in the control daemon. A
// secret is shown only once, on stdout or in a file with mode 0600.
#include "cli/registry/registry.h"

#include <fmt/format.h>

#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "cli/control/client.h"

namespace gatehouse::cli {
namespace {

struct DropletOptions {
  GateOptions gate;
  int id = 0;
  std::string name;
  std::string steward;
  std::string url;
  std::vector<std::string> roles;
  bool no_roles = false;
  std::string key;
  std::string out;
  Format format = Format::kText;
};

base::Result<int> ParseId(std::string_view text) { return ParseNumber(text, 0, kAnyNumber); }

std::string Roles(const Value& droplet) {
  std::string roles;
  const Value* listed = droplet.Find("roles");
  if (listed == nullptr || listed->AsList() == nullptr) return roles;
  for (const Value& role : *listed->AsList()) {
    if (role.AsText() != nullptr) roles += (roles.empty() ? "" : ",") + *role.AsText();
  }
  return roles;
}

void PrintDroplet(const Value& droplet) {
  Print(fmt::format("{:<4} {:<10} {:<28} {:<40} {}", droplet.TextOf("id"), droplet.TextOf("state"),
                    Visible(droplet.TextOf("name")), Visible(droplet.TextOf("url")), Visible(Roles(droplet))));
}

Outcome Enrol(const DropletOptions& options) {
  if (auto free = CheckNewFile(options.out); !free) return std::unexpected(free.error());
  Value body = Object({{"id", options.id},
                       {"name", options.name},
                       {"steward", options.steward},
                       {"url", options.url},
                       {"roles", options.roles}});
  if (!options.key.empty()) {
    auto key = ReadPublicKey(options.key);
    if (!key) return std::unexpected(key.error());
    body.Set("public_key", std::move(*key));
  }
  const auto answer = Ask(options.gate, {.call = AdminCall::kEnrolDroplet, .body = std::move(body)});
  if (!answer) return std::unexpected(answer.error());
  auto shown = ShowCredential(*answer, options.format, options.out);
  if (!shown || options.format == Format::kJson || !options.key.empty()) return shown;
  Say(fmt::format("Droplet {} is enrolled. It exchanges its secret, which curl asks for, for a token:", options.id));
  Say(fmt::format("  curl -u {} -d grant_type=client_credentials https://THE-GATE/oauth/token",
                  Visible(answer->TextOf("client_id"))));
  return shown;
}

Outcome List(const DropletOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListDroplets});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintDroplet, "No droplet is enrolled.");
}

Outcome Show(const DropletOptions& options) {
  const auto answer = Ask(options.gate, {.call = AdminCall::kShowDroplet, .about = std::to_string(options.id)});
  if (!answer) return std::unexpected(answer.error());
  ShowObject(*answer, options.format);
  return ExitCode::kFine;
}

Outcome Change(const DropletOptions& options, Value body, const std::string& done) {
  const auto answer = Ask(
      options.gate, {.call = AdminCall::kChangeDroplet, .about = std::to_string(options.id), .body = std::move(body)});
  if (!answer) return std::unexpected(answer.error());
  ShowDone(*answer, options.format, done);
  return ExitCode::kFine;
}

Outcome Set(const DropletOptions& options) {
  Value body = EmptyObject();
  if (!options.name.empty()) body.Set("name", options.name);
  if (!options.steward.empty()) body.Set("steward", options.steward);
  if (!options.url.empty()) body.Set("url", options.url);
  if (!options.roles.empty() || options.no_roles) body.Set("roles", options.roles);
  if (body.AsObject()->empty()) {
    return base::Fail("Nothing to change was named", {}, "--name, --steward, --url, --role or --no-roles");
  }
  return Change(options, std::move(body), fmt::format("Droplet {} is changed.", options.id));
}

Outcome SetState(const DropletOptions& options, std::string_view state) {
  return Change(options, Object({{"state", state}}), fmt::format("Droplet {} is {} now.", options.id, state));
}

Option IdPositional(DropletOptions& options) {
  return Required(Parsed("ID", options.id, ParseId, "", "The droplet, 1 to 999"));
}

Option Maybe(bool required, Option option) { return required ? Required(std::move(option)) : option; }

// The options that describe a droplet.
std::vector<Option> Description(DropletOptions& options, bool required) {
  return {Maybe(required, Text("--name", options.name, "NAME", "The name")),
          Maybe(required, Text("--steward", options.steward, "NAME", "The person who is responsible for it")),
          Maybe(required, Text("--url", options.url, "URL", "The URL for its messages: http(s)://HOST[:PORT]")),
          Texts("--role", options.roles, "ROLE", "A role in its tokens")};
}

Command StateCommand(const char* name, const char* state, const char* help) {
  auto options = std::make_shared<DropletOptions>();
  return {.help = help,
          .positionals = {IdPositional(*options)},
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {fmt::format("gatehouse registry {} 14", name)},
          .action = Runs(options, [state](const DropletOptions& given) { return SetState(given, state); })};
}

}  // namespace

Command RegistryGroup() {
  return {.help = "Manage droplets, their credentials and the keys of their tokens",
          .examples = {"gatehouse registry list", "gatehouse registry rotate",
                       "gatehouse registry revoke droplet 14 --reason 'secret was lost'"},
          .usual = "show"};
}

Command RegistryEnrolCommand() {
  auto options = std::make_shared<DropletOptions>();
  return {
      .help = "Register a droplet; its secret is shown once",
      .options = Joined(
          {{Required(Parsed("--id", options->id, ParseId, "ID", "The id, 1 to 999"))},
           Description(*options, true),
           {Text("--key", options->key, "FILE", "A public key, PEM or JWK, for private_key_jwt instead of a secret"),
            Text("--out", options->out, "FILE", "Write the secret to this file, mode 0600, instead of stdout")},
           GateOptionList(options->gate),
           {FormatOption(options->format)}}),
      .examples = {"gatehouse registry enrol --id 14 --name 'Visibility Deck' --steward ops@example "
                   "--url http://10.0.0.14:9014 --out deck.secret"},
      .action = Runs(options, Enrol)};
}

Command RegistryListCommand() {
  auto options = std::make_shared<DropletOptions>();
  return {.help = "List all droplets; in JSON one object per line",
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse registry list --format json"},
          .action = Runs(options, List)};
}

Command RegistryShowCommand() {
  auto options = std::make_shared<DropletOptions>();
  return {.help = "Show a droplet with its credentials",
          .positionals = {IdPositional(*options)},
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {"gatehouse registry show 14"},
          .action = Runs(options, Show)};
}

Command RegistrySetCommand() {
  auto options = std::make_shared<DropletOptions>();
  return {
      .help = "Change a droplet's entry",
      .positionals = {IdPositional(*options)},
      .options = Joined({GateOptionList(options->gate),
                         {FormatOption(options->format)},
                         Description(*options, false),
                         {Flag("--no-roles", options->no_roles, "Remove all its roles")}}),
      .examples = {"gatehouse registry set 14 --url https://deck.example", "gatehouse registry set 14 --role operator"},
      .action = Runs(options, Set)};
}

Command RegistrySuspendCommand() {
  return StateCommand("suspend", "suspended", "Refuse a droplet's tokens and messages to it, until 'resume'");
}

Command RegistryResumeCommand() { return StateCommand("resume", "active", "Accept a suspended droplet again"); }

Command RegistryRetireCommand() { return StateCommand("retire", "retired", "Retire a droplet; this cannot be undone"); }

}  // namespace gatehouse::cli
