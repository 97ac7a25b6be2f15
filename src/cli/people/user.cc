// gatehouse user: the people who log in, as the control daemon keeps them. A password comes from stdin, never from an
// argument.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/registry/registry.h"
#include "cli/terminal/prompt.h"

namespace gatehouse::cli {
namespace {

struct UserOptions {
  GateOptions gate;
  std::string name;
  std::vector<std::string> roles;
  Format format = Format::kText;
};

ExitCode Refuse(const base::Error& error) {
  Complain(error);
  return ExitCode::kCouldNotRun;
}

ExitCode AskAndSay(const UserOptions& options, const ControlCall& call, const std::string& done) {
  return AskAndShow(options.gate, call, [&](const Json&) {
    Say(done);
    return ExitCode::kFine;
  });
}

std::string UserPath(const UserOptions& options) { return "/admin/user/" + base::PercentEncode(options.name); }

ExitCode Add(const UserOptions& options) {
  const auto password = ReadNewPassword();
  if (!password) return Refuse(password.error());
  Json body = {{"name", options.name}, {"roles", options.roles}, {"password", password->Reveal()}};
  return AskAndSay(options, {"POST", "/admin/users", std::move(body)},
                   fmt::format("{} may log in.", Visible(options.name)));
}

ExitCode Passwd(const UserOptions& options) {
  const auto password = ReadNewPassword();
  if (!password) return Refuse(password.error());
  return AskAndSay(options, {"POST", UserPath(options), {{"password", password->Reveal()}}},
                   fmt::format("{} has a new password, and no session any more.", Visible(options.name)));
}

ExitCode Disable(const UserOptions& options) {
  return AskAndSay(options, {"POST", UserPath(options), {{"state", "disabled"}}},
                   fmt::format("{} may not log in, and has no session any more.", Visible(options.name)));
}

ExitCode Enable(const UserOptions& options) {
  return AskAndSay(options, {"POST", UserPath(options), {{"state", "active"}}},
                   fmt::format("{} may log in again.", Visible(options.name)));
}

ExitCode SetRoles(const UserOptions& options) {
  return AskAndSay(options, {"POST", UserPath(options), {{"roles", options.roles}}},
                   fmt::format("{} has these roles from the next login on.", Visible(options.name)));
}

ExitCode EndSessions(const UserOptions& options) {
  return AskAndSay(options, {"POST", "/admin/end-sessions", {{"user", options.name}}},
                   fmt::format("{} has no session any more.", Visible(options.name)));
}

ExitCode ResetSecondFactor(const UserOptions& options) {
  return AskAndSay(options, {"DELETE", "/admin/second-factor/" + base::PercentEncode(options.name)},
                   fmt::format("{} has no second factor any more.", Visible(options.name)));
}

void PrintUser(const Json& user) {
  std::string roles = FieldText(user, "roles");
  Print(fmt::format("{:<24}{:<12}{}", Visible(FieldText(user, "name")), FieldText(user, "state"), Visible(roles)));
}

ExitCode List(const UserOptions& options) {
  return AskAndShow(options.gate, {"GET", "/admin/users"}, [&](const Json& answer) {
    return ShowItems(answer, options.format, PrintUser, "There are no users: 'gatehouse user add NAME'.");
  });
}

void PrintSession(const Json& session) {
  Print(fmt::format("{:<24}{:<24}{:<24}{:<6}{}", Visible(FieldText(session, "user")), FieldText(session, "created"),
                    FieldText(session, "expires"), FieldText(session, "acr"), Visible(FieldText(session, "address"))));
}

ExitCode Sessions(const UserOptions& options) {
  return AskAndShow(options.gate, {"GET", "/admin/sessions"}, [&](const Json& answer) {
    return ShowItems(answer, options.format, PrintSession, "Nobody is logged in.");
  });
}

// A command about one user.
struct UserCommand {
  const char* name;
  const char* help;
  ExitCode (*run)(const UserOptions&);
  bool takes_roles = false;
  const char* example;
};

constexpr UserCommand kCommands[] = {
    {"add", "Somebody who may log in; the password comes from stdin", Add, true,
     "gatehouse user add alice --role operator < password"},
    {"passwd", "A new password, from stdin; ends all sessions", Passwd, false, "gatehouse user passwd alice"},
    {"roles", "The roles that a user has from the next login on", SetRoles, true,
     "gatehouse user roles alice --role admin"},
    {"disable", "Keep a user out; ends all sessions", Disable, false, "gatehouse user disable alice"},
    {"enable", "Let a user in again", Enable, false, "gatehouse user enable alice"},
    {"end-sessions", "Log a user out everywhere", EndSessions, false, "gatehouse user end-sessions alice"},
    {"reset-second-factor", "For somebody who has lost the device", ResetSecondFactor, false,
     "gatehouse user reset-second-factor alice"},
};

void AddListing(CLI::App& user, Action& chosen, const std::string& name, const std::string& help,
                ExitCode (*run)(const UserOptions&)) {
  auto options = std::make_shared<UserOptions>();
  CLI::App* command = user.add_subcommand(name, help);
  AddGateOptions(*command, options->gate);
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse user " + name + " --format json"});
  SetAction(*command, chosen, options, run);
}

}  // namespace

void AddUser(CLI::App& program, Action& chosen) {
  CLI::App* user = program.add_subcommand("user", "The people who log in");
  user->require_subcommand(1);
  SetExamples(*user, {"gatehouse user add alice --role operator", "gatehouse user list"});
  for (const UserCommand& known : kCommands) {
    auto options = std::make_shared<UserOptions>();
    CLI::App* command = user->add_subcommand(known.name, known.help);
    command->add_option("NAME", options->name, "The user")->required();
    if (known.takes_roles) {
      AddEach(*command, "--role", options->roles, AnyText, "A role in the user's sessions; may be repeated")
          ->type_name("ROLE");
    }
    AddGateOptions(*command, options->gate);
    SetExamples(*command, {known.example});
    SetAction(*command, chosen, options, known.run);
  }
  AddListing(*user, chosen, "list", "Every user; in JSON one object a line", List);
  AddListing(*user, chosen, "sessions", "Who is logged in, since when and until when", Sessions);
}

}  // namespace gatehouse::cli
