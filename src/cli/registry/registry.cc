// gatehouse registry enrol|list|show|set|suspend|resume|retire: the droplets, as the control daemon keeps them. A
// secret is shown once, on stdout or in a file of mode 0600, and never again.
#include "cli/registry/registry.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/command/arguments.h"
#include "cli/commands.h"

namespace gatehouse::cli {
namespace {

// What the daemon judges; here only the width of a number.
constexpr int kAnyNumber = 999'999;

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
  std::string state;
  Format format = Format::kText;
};

base::Result<int> ParseId(std::string_view text) { return ParseNumber(text, 0, kAnyNumber); }

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

std::string Roles(const Json& droplet) {
  std::string roles;
  const auto listed = droplet.find("roles");
  if (listed == droplet.end() || !listed->is_array()) return roles;
  for (const Json& role : *listed) {
    if (role.is_string()) roles += (roles.empty() ? "" : ",") + role.get<std::string>();
  }
  return roles;
}

void PrintDroplet(const Json& droplet) {
  Print(fmt::format("{:<4} {:<10} {:<28} {:<40} {}", FieldText(droplet, "id"), FieldText(droplet, "state"),
                    Visible(FieldText(droplet, "name")), Visible(FieldText(droplet, "url")), Visible(Roles(droplet))));
}

ExitCode Enrol(const DropletOptions& options) {
  if (auto free = CheckNewFile(options.out); !free) return Refuse(free.error());
  Json body = {{"id", options.id},
               {"name", options.name},
               {"steward", options.steward},
               {"url", options.url},
               {"roles", options.roles}};
  if (!options.key.empty()) {
    auto key = ReadPublicKey(options.key);
    if (!key) return Refuse(key.error());
    body["public_key"] = std::move(*key);
  }
  const auto show = [&](const Json& answer) {
    const auto code = ShowCredential(answer, options.format, options.out);
    if (code != ExitCode::kFine || options.format == Format::kJson || !options.key.empty()) return code;
    Say(fmt::format("Droplet {} is enrolled. It exchanges its secret for a token:", options.id));
    Say(fmt::format("  curl -u {}:SECRET -d grant_type=client_credentials https://THE-GATE/oauth/token",
                    Visible(FieldText(answer, "client_id"))));
    return code;
  };
  return AskAndShow(options.gate, {"POST", "/admin/droplets", std::move(body)}, show);
}

ExitCode List(const DropletOptions& options) {
  return AskAndShow(options.gate, {"GET", "/admin/droplets"}, [&](const Json& answer) {
    return ShowItems(answer, options.format, PrintDroplet, "No droplet is enrolled.");
  });
}

ExitCode Show(const DropletOptions& options) {
  return AskAndShow(options.gate, {"GET", fmt::format("/admin/droplets/{}", options.id)}, [&](const Json& answer) {
    ShowObject(answer, options.format);
    return ExitCode::kFine;
  });
}

ExitCode Change(const DropletOptions& options, Json body, const std::string& done) {
  const ControlCall call{"POST", fmt::format("/admin/droplet/{}", options.id), std::move(body)};
  return AskAndShow(options.gate, call, [&](const Json& answer) {
    if (options.format == Format::kJson) {
      PrintJson(answer);
    } else {
      Say(done);
    }
    return ExitCode::kFine;
  });
}

ExitCode Set(const DropletOptions& options) {
  Json body = Json::object();
  if (!options.name.empty()) body["name"] = options.name;
  if (!options.steward.empty()) body["steward"] = options.steward;
  if (!options.url.empty()) body["url"] = options.url;
  if (!options.roles.empty() || options.no_roles) body["roles"] = options.roles;
  if (body.empty()) return Refuse({"Nothing to set was named", {}, "--name, --steward, --url, --role or --no-roles"});
  return Change(options, std::move(body), fmt::format("Droplet {} is changed.", options.id));
}

ExitCode SetState(const DropletOptions& options) {
  return Change(options, {{"state", options.state}}, fmt::format("Droplet {} is {} now.", options.id, options.state));
}

CLI::App* AddDropletCommand(CLI::App& registry, const std::string& name, const std::string& help,
                            DropletOptions& options) {
  CLI::App* command = registry.add_subcommand(name, help);
  AddParsed(*command, "ID", options.id, ParseId, "The droplet, 1 to 999")->required();
  AddGateOptions(*command, options.gate);
  AddFormatOption(*command, options.format);
  return command;
}

void AddDescription(CLI::App& command, DropletOptions& options, bool required) {
  command.add_option("--name", options.name, "What it is called")->type_name("NAME")->required(required);
  command.add_option("--steward", options.steward, "Who answers for it")->type_name("NAME")->required(required);
  command.add_option("--url", options.url, "Where its messages go: http(s)://HOST[:PORT]")
      ->type_name("URL")
      ->required(required);
  AddEach(command, "--role", options.roles, AnyText, "A role in its tokens; may be repeated")->type_name("ROLE");
}

void AddStateCommand(CLI::App& registry, Action& chosen, const std::string& name, const std::string& state,
                     const std::string& help) {
  auto options = std::make_shared<DropletOptions>();
  options->state = state;
  CLI::App* command = AddDropletCommand(registry, name, help, *options);
  SetExamples(*command, {"gatehouse registry " + name + " 14"});
  SetAction(*command, chosen, options, SetState);
}

void AddDropletCommands(CLI::App& registry, Action& chosen) {
  auto enrolled = std::make_shared<DropletOptions>();
  CLI::App* enrol = registry.add_subcommand("enrol", "Take a droplet in; its secret is shown once");
  AddParsed(*enrol, "--id", enrolled->id, ParseId, "Its id, 1 to 999")->type_name("ID")->required();
  AddDescription(*enrol, *enrolled, true);
  enrol->add_option("--key", enrolled->key, "Its public key, PEM or JWK, for private_key_jwt instead of a secret")
      ->type_name("FILE");
  enrol->add_option("--out", enrolled->out, "Write the secret to this file, mode 0600, instead of stdout")
      ->type_name("FILE");
  AddGateOptions(*enrol, enrolled->gate);
  AddFormatOption(*enrol, enrolled->format);
  SetExamples(*enrol, {"gatehouse registry enrol --id 14 --name 'Visibility Deck' --steward ops@example "
                       "--url http://127.0.0.1:9014 --out deck.secret"});
  SetAction(*enrol, chosen, enrolled, Enrol);

  auto listed = std::make_shared<DropletOptions>();
  CLI::App* list = registry.add_subcommand("list", "Every droplet; in JSON one object a line");
  AddGateOptions(*list, listed->gate);
  AddFormatOption(*list, listed->format);
  SetExamples(*list, {"gatehouse registry list --format json"});
  SetAction(*list, chosen, listed, List);

  auto shown = std::make_shared<DropletOptions>();
  CLI::App* show = AddDropletCommand(registry, "show", "One droplet with its credentials", *shown);
  SetExamples(*show, {"gatehouse registry show 14"});
  SetAction(*show, chosen, shown, Show);

  auto changed = std::make_shared<DropletOptions>();
  CLI::App* set = AddDropletCommand(registry, "set", "Change what is known of a droplet", *changed);
  AddDescription(*set, *changed, false);
  set->add_flag("--no-roles", changed->no_roles, "Take all its roles");
  SetExamples(*set,
              {"gatehouse registry set 14 --url https://deck.example", "gatehouse registry set 14 --role operator"});
  SetAction(*set, chosen, changed, Set);

  AddStateCommand(registry, chosen, "suspend", "suspended",
                  "Refuse a droplet's tokens and messages to it, for a while");
  AddStateCommand(registry, chosen, "resume", "active", "Take a suspended droplet in again");
  AddStateCommand(registry, chosen, "retire", "retired", "Put a droplet out of service for good");
}

}  // namespace

void AddRegistry(CLI::App& program, Action& chosen) {
  CLI::App* registry = program.add_subcommand("registry", "Droplets, their credentials and the keys of their tokens");
  registry->require_subcommand(1);
  SetExamples(*registry, {"gatehouse registry list", "gatehouse registry rotate",
                          "gatehouse registry revoke droplet 14 --reason 'secret was lost'"});
  AddDropletCommands(*registry, chosen);
  AddRegistryCredential(*registry, chosen);
  AddRegistryKeys(*registry, chosen);
  AddRegistryRevoke(*registry, chosen);
}

}  // namespace gatehouse::cli
