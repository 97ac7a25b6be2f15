// gatehouse user: manages the accounts of people in the control daemon. A password comes from stdin, never from an
// argument.
#include <fmt/format.h>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/control/client.h"
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

Outcome AskAndSay(const UserOptions& options, const ControlCall& call, const std::string& done) {
  const auto answer = Ask(options.gate, call);
  if (!answer) return std::unexpected(answer.error());
  Say(done);
  return ExitCode::kFine;
}

// The call that changes a user.
ControlCall Change(const UserOptions& options, Value body) {
  return {.call = AdminCall::kChangeUser, .about = options.name, .body = std::move(body)};
}

Outcome Add(const UserOptions& options) {
  auto password = ReadNewPassword();
  if (!password) return std::unexpected(password.error());
  Value body = Object({{"name", options.name}, {"roles", options.roles}});
  return AskAndSay(options, {.call = AdminCall::kAddUser, .body = std::move(body), .password = std::move(*password)},
                   fmt::format("{} can log in.", Visible(options.name)));
}

Outcome Passwd(const UserOptions& options) {
  auto password = ReadNewPassword();
  if (!password) return std::unexpected(password.error());
  ControlCall call = Change(options, EmptyObject());
  call.password = std::move(*password);
  return AskAndSay(
      options, call,
      fmt::format("{} has a new password, and all sessions of this user have ended.", Visible(options.name)));
}

Outcome Disable(const UserOptions& options) {
  return AskAndSay(
      options, Change(options, Object({{"state", "disabled"}})),
      fmt::format("{} cannot log in any more, and all sessions of this user have ended.", Visible(options.name)));
}

Outcome Enable(const UserOptions& options) {
  return AskAndSay(options, Change(options, Object({{"state", "active"}})),
                   fmt::format("{} can log in again.", Visible(options.name)));
}

Outcome SetRoles(const UserOptions& options) {
  return AskAndSay(options, Change(options, Object({{"roles", options.roles}})),
                   fmt::format("{} has these roles from the next login on.", Visible(options.name)));
}

Outcome EndSessions(const UserOptions& options) {
  return AskAndSay(options, {.call = AdminCall::kEndSessions, .about = options.name},
                   fmt::format("All sessions of {} have ended.", Visible(options.name)));
}

Outcome ResetSecondFactor(const UserOptions& options) {
  return AskAndSay(options, {.call = AdminCall::kResetSecondFactor, .about = options.name},
                   fmt::format("{} has no second factor now.", Visible(options.name)));
}

void PrintUser(const Value& user) {
  Print(fmt::format("{:<23} {:<12}{}", Visible(user.TextOf("name")), user.TextOf("state"),
                    Visible(user.TextOf("roles"))));
}

Outcome List(const UserOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListUsers});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintUser, "There are no users: 'gatehouse user add NAME'.");
}

void PrintSession(const Value& session) {
  Print(fmt::format("{:<23} {:<24}{:<24}{:<6}{}", Visible(session.TextOf("user")), session.TextOf("created"),
                    session.TextOf("expires"), session.TextOf("acr"), Visible(session.TextOf("address"))));
}

Outcome Sessions(const UserOptions& options) {
  const auto answer = Ask(options.gate, {AdminCall::kListSessions});
  if (!answer) return std::unexpected(answer.error());
  return ShowItems(*answer, options.format, PrintSession, "No user is logged in.");
}

Option NamePositional(UserOptions& options) { return Required(Text("NAME", options.name, "", "The user")); }

// Describes a command that takes one user.
Command UserCommand(std::string help, std::string example, Outcome (*run)(const UserOptions&)) {
  auto options = std::make_shared<UserOptions>();
  return {.help = std::move(help),
          .positionals = {NamePositional(*options)},
          .options = GateOptionList(options->gate),
          .examples = {std::move(example)},
          .action = Runs(options, run)};
}

// The same with the option for roles.
Command UserRolesCommandOf(std::string help, std::string example, Outcome (*run)(const UserOptions&)) {
  auto options = std::make_shared<UserOptions>();
  return {.help = std::move(help),
          .positionals = {NamePositional(*options)},
          .options = Joined({{Texts("--role", options->roles, "ROLE", "A role in the user's sessions")},
                             GateOptionList(options->gate)}),
          .examples = {std::move(example)},
          .action = Runs(options, run)};
}

Command Listing(std::string help, std::string example, Outcome (*run)(const UserOptions&)) {
  auto options = std::make_shared<UserOptions>();
  return {.help = std::move(help),
          .options = Joined({GateOptionList(options->gate), {FormatOption(options->format)}}),
          .examples = {std::move(example)},
          .action = Runs(options, run)};
}

}  // namespace

Command UserGroup() {
  return {.help = "Manage the users who log in",
          .examples = {"gatehouse user add alice --role operator", "gatehouse user list"}};
}

Command UserAddCommand() {
  Command command = UserRolesCommandOf("Add a user; asks for the password, or reads it from stdin",
                                       "gatehouse user add alice --role operator < password", Add);
  command.too_many = kFromStdin;
  return command;
}

Command UserPasswdCommand() {
  Command command = UserCommand("Set a new password, asked for or from stdin; ends all sessions",
                                "gatehouse user passwd alice", Passwd);
  command.too_many = kFromStdin;
  return command;
}

Command UserRolesCommand() {
  return UserRolesCommandOf("Set the roles of a user; they take effect at the next login",
                            "gatehouse user roles alice --role admin", SetRoles);
}

Command UserDisableCommand() {
  return UserCommand("Disable a user; ends all sessions", "gatehouse user disable alice", Disable);
}

Command UserEnableCommand() { return UserCommand("Enable a user again", "gatehouse user enable alice", Enable); }

Command UserEndSessionsCommand() {
  return UserCommand("Log a user out everywhere", "gatehouse user end-sessions alice", EndSessions);
}

Command UserResetSecondFactorCommand() {
  return UserCommand("Remove the second factor of a user who has lost the device",
                     "gatehouse user reset-second-factor alice", ResetSecondFactor);
}

Command UserListCommand() {
  return Listing("List all users; in JSON one object per line", "gatehouse user list --format json", List);
}

Command UserSessionsCommand() {
  return Listing("List the sessions: who is logged in, since when and until when",
                 "gatehouse user sessions --format json", Sessions);
}

}  // namespace gatehouse::cli
