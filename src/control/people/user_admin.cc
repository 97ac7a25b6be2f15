#include "control/people/user_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/rfc3339.h"
#include "control/people/names.h"
#include "jose/token_issue.h"
#include "passwords/hash.h"

namespace gatehouse::people {
namespace {

using Json = nlohmann::ordered_json;

constexpr json::Limits kBodyLimits{.max_bytes = service::kMaxRequestBytes, .max_depth = 3, .max_members = 64};

service::HttpResponse Answer(int status, const Json& json) {
  return service::JsonResponse(status, json.dump(-1, ' ', true, Json::error_handler_t::replace));
}

service::HttpResponse Problem(int status, const base::Error& error, const Json& more = Json::object()) {
  Json problem = {{"type", "about:blank"}, {"title", "The command was not carried out"}, {"status", status}};
  problem["detail"] = error.what;
  if (!error.where.empty()) problem["where"] = error.where;
  if (!error.mend.empty()) problem["fix"] = error.mend;
  problem.update(more);
  service::HttpResponse response = Answer(status, problem);
  response.headers.front().second = "application/problem+json";
  return response;
}

service::HttpResponse NoSuchUser() {
  return Problem(404, {"There is no such user", "name", "'gatehouse user list' has them all"});
}
service::HttpResponse ChangedMeanwhile() {
  return Problem(409, {"The user has changed meanwhile", "name", "try again"});
}

// The members of a flat object, each a text, which may be a password, or a list of texts.
struct Command {
  std::map<std::string, base::SecretString, std::less<>> texts;
  std::map<std::string, std::vector<std::string>, std::less<>> lists;

  [[nodiscard]] std::optional<std::string> Text(std::string_view name) const {
    const auto found = texts.find(name);
    return found == texts.end() ? std::nullopt : std::optional<std::string>(found->second.Reveal());
  }
};

base::Result<Command> ReadCommand(const service::HttpRequest& request, std::initializer_list<std::string_view> known) {
  json::Parser parser;
  const auto root = parser.Parse(request.body, kBodyLimits, true);
  if (!root) return base::Fail(std::string(json::Sentence(root.error())), "the request", "send a JSON object");
  if (!root->IsObject()) return base::Fail("The request is not a JSON object", "the request", "send a JSON object");
  Command command;
  base::Error fault;
  const bool read = root->ForEach([&](std::string_view name, json::Value value) {
    if (std::ranges::find(known, name) == known.end()) {
      fault = {"Not known here", std::string(name), "leave it out"};
      return false;
    }
    if (const auto text = value.String()) {
      command.texts.emplace(name, base::SecretString(std::string(*text)));
      return true;
    }
    std::vector<std::string>& list = command.lists[std::string(name)];
    const bool good = value.IsArray() && value.ForEach([&](std::string_view, json::Value item) {
      if (const auto text = item.String()) list.emplace_back(*text);
      return item.String().has_value();
    });
    if (!good) fault = {"Neither a text nor a list of texts", std::string(name), ""};
    return good;
  });
  if (!read) return std::unexpected(fault);
  return command;
}

// Sorted, each once.
base::Result<std::vector<std::string>> ReadRoles(const Command& command) {
  const auto found = command.lists.find("roles");
  std::vector<std::string> roles = found == command.lists.end() ? std::vector<std::string>{} : found->second;
  if (command.texts.contains("roles")) return base::Fail("Roles are a list", "roles");
  std::ranges::sort(roles);
  const auto repeated = std::ranges::unique(roles);
  roles.erase(repeated.begin(), repeated.end());
  if (roles.size() > kMaxRoles) return base::Fail("A user has 32 roles at most", "roles");
  if (!std::ranges::all_of(roles, IsRoleName)) {
    return base::Fail("Not the name of a role", "roles", "use letters, digits and . _ : - , 64 at most");
  }
  return roles;
}

// Every rule that the password breaks, at once.
service::HttpResponse NotGoodEnough(const passwords::PolicyVerdict& verdict) {
  Json names = Json::array();
  std::string mend = "it needs: ";
  for (const passwords::Rule rule : verdict.broken) {
    if (!names.empty()) mend += "; ";
    names.push_back(passwords::Name(rule));
    mend += passwords::Sentence(rule);
  }
  return Problem(422, {"The password is not good enough", "password", mend}, {{"broken", names}});
}

Json Shown(const store::User& user) {
  return {{"name", user.name},
          {"roles", user.roles},
          {"state", Name(user.state)},
          {"second_factor", user.sealed_totp.has_value()},
          {"created", base::TimeText(user.created)},
          {"changed", base::TimeText(user.changed)},
          {"password_changed", base::TimeText(user.password_changed)}};
}

// Where the database can't be read, the gate is told all the same.
service::HttpResponse OutAtTheGate(Desk& desk, std::string_view typed, base::Error error, base::Wall now) {
  const auto name = UserName(typed);
  if (name && desk.book.EndAtGate(*name, {}, {}, "ended by an operator", now)) {
    error.what = "The gate does not accept the user's sessions any more, but nothing could be stored: " + error.what;
    error.mend = "give the command again when the database works";
  }
  return Problem(500, error);
}

}  // namespace

service::HttpRoutes UserAdmin::Routes() {
  const auto route = [this](const char* method, const char* path,
                            service::HttpResponse (UserAdmin::*handle)(const service::HttpRequest&)) {
    return service::HttpRoute{method, path,
                              [this, handle](const service::HttpRequest& request) { return (this->*handle)(request); }};
  };
  return {
      route("POST", "/admin/users", &UserAdmin::Add),
      route("GET", "/admin/users", &UserAdmin::List),
      route("POST", "/admin/user/", &UserAdmin::Change),
      route("DELETE", "/admin/second-factor/", &UserAdmin::ResetSecondFactor),
      route("GET", "/admin/sessions", &UserAdmin::ListSessions),
      route("POST", "/admin/end-sessions", &UserAdmin::EndSessions),
  };
}

service::HttpResponse UserAdmin::Add(const service::HttpRequest& request) {
  auto command = ReadCommand(request, {"name", "roles", "password", "password_hash"});
  if (!command) return Problem(400, command.error());
  const auto name = UserName(command->Text("name").value_or(""));
  if (!name) {
    return Problem(422, {"Not a name that a user can have", "name", "use letters, digits and . _ - @, 64 at most"});
  }
  const auto roles = ReadRoles(*command);
  if (!roles) return Problem(422, roles.error());
  const bool hashed = command->texts.contains("password_hash");
  if (hashed == command->texts.contains("password")) {
    return Problem(422, {"A user has a password, or the hash of one", "password", "send one of the two"});
  }
  store::User user;
  user.id = jose::NewTokenId();
  user.name = *name;
  user.roles = *roles;
  user.created = user.changed = user.password_changed = request.now.wall;
  if (hashed) {
    user.password_hash = *command->Text("password_hash");
    const auto kind = passwords::KindOf(user.password_hash);
    if (!kind.argon2id && !kind.bcrypt) {
      return Problem(422, {"Not a hash that can be verified", "password_hash", "argon2id, or bcrypt of cost 12 to 16"});
    }
  } else {
    const base::SecretString password = std::move(command->texts["password"]);
    const auto verdict = desk_.accounts.Judge(password, user.name);
    if (!verdict) return Problem(500, verdict.error());
    if (!verdict->good()) return NotGoodEnough(*verdict);
    auto hash = desk_.accounts.Hash(password);
    if (!hash) return Problem(500, hash.error());
    user.password_hash = *std::move(hash);
  }
  const auto added = desk_.accounts.Add(user);
  if (!added) return Problem(500, added.error());
  if (!*added) {
    return Problem(409, {"There is a user of that name", "name", "choose another, or 'gatehouse user passwd' it"});
  }
  LogEvent(desk_, request, events::type::kUserAdded, user.name, {});
  return Answer(201, Shown(user));
}

service::HttpResponse UserAdmin::List(const service::HttpRequest&) {
  const auto users = desk_.accounts.All();
  if (!users) return Problem(500, users.error());
  Json list = Json::array();
  for (const store::User& user : *users) list.push_back(Shown(user));
  return Answer(200, {{"users", list}});
}

service::HttpResponse UserAdmin::Change(const service::HttpRequest& request) {
  auto command = ReadCommand(request, {"state", "roles", "password"});
  if (!command) return Problem(400, command.error());
  const auto roles = ReadRoles(*command);
  if (!roles) return Problem(422, roles.error());
  const auto state = command->Text("state");
  if (state && *state != Name(store::UserState::kActive) && *state != Name(store::UserState::kDisabled)) {
    return Problem(422, {"Not a state of a user", "state", "it is 'active' or 'disabled'"});
  }
  const auto find = [&] { return desk_.accounts.Find(UserName(request.tail).value_or("")); };
  auto user = find();
  const bool disable = state && *state == Name(store::UserState::kDisabled);
  if (!user && disable) {
    const auto name = UserName(request.tail);
    if (!name) return Problem(500, user.error());
    return Problem(500, desk_.accounts.KeepDisable(*name, user.error(), request.now.wall).error());
  }
  if (!user) return Problem(500, user.error());
  if (!*user) return NoSuchUser();

  if (command->texts.contains("password")) {
    const base::SecretString password = std::move(command->texts["password"]);
    const auto verdict = desk_.accounts.Judge(password, (*user)->name);
    if (!verdict) return Problem(500, verdict.error());
    if (!verdict->good()) return NotGoodEnough(*verdict);
    const auto hash = desk_.accounts.Hash(password);
    if (!hash) return Problem(500, hash.error());
    const auto set = desk_.accounts.SetPassword(**user, *hash, "password set", request.now.wall);
    if (!set) return Problem(500, set.error());
    if (!*set) return ChangedMeanwhile();
    LogEvent(desk_, request, events::type::kPasswordChanged, (*user)->name, "by an operator");
    user = find();
    if (!user) return Problem(500, user.error());
    if (!*user) return NoSuchUser();
  }
  if (state || command->lists.contains("roles")) {
    const store::UserState next = !state                                        ? (*user)->state
                                  : *state == Name(store::UserState::kDisabled) ? store::UserState::kDisabled
                                                                                : store::UserState::kActive;
    const auto next_roles = command->lists.contains("roles") ? *roles : (*user)->roles;
    const bool disabled = next == store::UserState::kDisabled;
    const auto set = desk_.accounts.SetAccess(**user, next, next_roles,
                                              disabled ? "account disabled" : "account changed", request.now.wall);
    if (!set) return Problem(500, set.error());
    if (!*set) return ChangedMeanwhile();
    LogEvent(desk_, request, events::type::kUserChanged, (*user)->name,
             fmt::format("state {}, roles {}", Name(next), fmt::join(next_roles, " ")));
    user = find();
    if (!user) return Problem(500, user.error());
    if (!*user) return NoSuchUser();
  }
  return Answer(200, Shown(**user));
}

service::HttpResponse UserAdmin::ResetSecondFactor(const service::HttpRequest& request) {
  const auto user = desk_.accounts.Find(UserName(request.tail).value_or(""));
  if (!user) return Problem(500, user.error());
  if (!*user) return NoSuchUser();
  if (!(*user)->sealed_totp) return Problem(409, {"The user has no second factor", "name", ""});
  const auto set = desk_.accounts.SetTotp(**user, {}, 0, "second factor reset", request.now.wall);
  if (!set) return Problem(500, set.error());
  if (!*set) return ChangedMeanwhile();
  LogEvent(desk_, request, events::type::kSecondFactorChanged, (*user)->name, "taken away by an operator");
  return Answer(200, {{"name", (*user)->name}, {"second_factor", false}});
}

service::HttpResponse UserAdmin::ListSessions(const service::HttpRequest& request) {
  const auto live = desk_.database.Read(
      [&](store::Transaction& transaction) { return store::LiveSessions(transaction, request.now.wall); });
  if (!live) return Problem(500, live.error());
  const auto users = desk_.accounts.All();
  if (!users) return Problem(500, users.error());
  std::map<std::string, std::string> names;
  for (const store::User& user : *users) names[user.id] = user.name;
  Json list = Json::array();
  for (const store::Session& session : *live) {
    list.push_back({{"id", session.id},
                    {"user", names[session.user_id]},
                    {"created", base::TimeText(session.created)},
                    {"expires", base::TimeText(session.expires)},
                    {"address", session.address},
                    {"acr", session.acr}});
  }
  return Answer(200, {{"sessions", list}});
}

service::HttpResponse UserAdmin::EndSessions(const service::HttpRequest& request) {
  const auto command = ReadCommand(request, {"user"});
  if (!command) return Problem(400, command.error());
  const std::string typed = command->Text("user").value_or("");
  const auto user = desk_.accounts.Find(UserName(typed).value_or(""));
  if (!user) return OutAtTheGate(desk_, typed, user.error(), request.now.wall);
  if (!*user) return NoSuchUser();
  const auto ended = desk_.book.EndAllOf(**user, "ended by an operator", request.now.wall);
  if (!ended) return Problem(500, ended.error());
  LogEvent(desk_, request, events::type::kSessionsEnded, (*user)->name, std::to_string(*ended) + " ended");
  return Answer(200, {{"user", (*user)->name}, {"ended", *ended}});
}

}  // namespace gatehouse::people
