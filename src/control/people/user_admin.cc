#include "control/people/user_admin.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "base/rfc3339.h"
#include "control/people/names.h"
#include "control/service/admin_answer.h"
#include "jose/token_issue.h"
#include "passwords/hash.h"

namespace gatehouse::people {
namespace {

using Json = nlohmann::ordered_json;

service::HttpResponse NoSuchUser() {
  return service::AdminFault(service::kNotThere,
                             {"There is no such user", "name", "'gatehouse user list' shows all users"});
}
service::HttpResponse ChangedMeanwhile() {
  return service::AdminFault(service::kConflict, {"The user has changed meanwhile", "name", "try again"});
}

// Returns the roles sorted, without duplicates.
base::Result<std::vector<std::string>> ReadRoles(const service::AdminBody& body) {
  std::vector<std::string> roles = body.Texts("roles").value_or(std::vector<std::string>{});
  std::ranges::sort(roles);
  const auto repeated = std::ranges::unique(roles);
  roles.erase(repeated.begin(), repeated.end());
  if (roles.size() > kMaxRoles) return base::Fail("A user has 32 roles at most", "roles");
  if (!std::ranges::all_of(roles, IsRoleName)) {
    return base::Fail("Not the name of a role", "roles", "use letters, digits and . _ : - , 64 at most");
  }
  return roles;
}

// The state that a change asks for, if it asks for one.
base::Result<std::optional<store::UserState>> ReadState(const service::AdminBody& body) {
  const auto name = body.Text("state");
  if (!name) return std::nullopt;
  for (const store::UserState state : {store::UserState::kActive, store::UserState::kDisabled}) {
    if (*name == Name(state)) return state;
  }
  return base::Fail("Not a state of a user", "state", "it is 'active' or 'disabled'");
}

// Reports all rules that the password breaks.
service::HttpResponse NotGoodEnough(const passwords::PolicyVerdict& verdict) {
  Json names = Json::array();
  std::string fix = "it needs: ";
  for (const passwords::Rule rule : verdict.broken) {
    if (!names.empty()) fix += "; ";
    names.push_back(passwords::Name(rule));
    fix += passwords::Sentence(rule);
  }
  return service::AdminFault(service::kCannotBe, {"The password is not good enough", "password", fix},
                             {{"broken", names}});
}

Json Shown(const store::User& user) {
  Json shown = {{"name", user.name},
                {"roles", user.roles},
                {"state", Name(user.state)},
                {"second_factor", user.sealed_totp.has_value()},
                {"created", base::TimeText(user.created)},
                {"changed", base::TimeText(user.changed)},
                {"password_changed", base::TimeText(user.password_changed)}};
  const auto bcrypt = passwords::KindOf(user.password_hash).bcrypt;
  if (bcrypt && *bcrypt < passwords::kMinBcryptCost) {
    shown["warning"] =
        fmt::format("the hash is weak: bcrypt of cost {}, and {} is the least; the next login replaces it", *bcrypt,
                    passwords::kMinBcryptCost);
  }
  return shown;
}

// Ends the sessions at the gate even if the database cannot be read.
service::HttpResponse OutAtTheGate(Desk& desk, std::string_view typed, base::Error error, base::Wall now) {
  const auto name = UserName(typed);
  if (name && desk.book.EndAtGate(*name, {}, {}, "ended by an operator", now)) {
    error.what = "The gate does not accept the user's sessions any more, but nothing could be stored: " + error.what;
    error.fix = "run the command again when the database works";
  }
  return service::AdminFault(service::kFailed, error);
}

}  // namespace

service::HttpRoutes UserAdmin::Routes() {
  using service::AdminCall;
  const auto route = [this](AdminCall call, service::HttpResponse (UserAdmin::*handle)(const service::HttpRequest&,
                                                                                       service::AdminBody&)) {
    return service::AdminRoute(call, std::bind_front(handle, this));
  };
  return {
      route(AdminCall::kAddUser, &UserAdmin::Add),
      route(AdminCall::kListUsers, &UserAdmin::List),
      route(AdminCall::kChangeUser, &UserAdmin::Change),
      route(AdminCall::kResetSecondFactor, &UserAdmin::ResetSecondFactor),
      route(AdminCall::kEndSessions, &UserAdmin::EndSessions),
      route(AdminCall::kListSessions, &UserAdmin::ListSessions),
  };
}

service::HttpResponse UserAdmin::Add(const service::HttpRequest& request, service::AdminBody& body) {
  const auto name = UserName(body.Text("name").value_or(""));
  if (!name) {
    return service::AdminFault(
        service::kCannotBe, {"Not a name that a user can have", "name", "use letters, digits and . _ - @, 64 at most"});
  }
  const auto roles = ReadRoles(body);
  if (!roles) return service::AdminFault(service::kCannotBe, roles.error());
  const bool hashed = body.Has("password_hash");
  if (hashed == body.Has("password")) {
    return service::AdminFault(service::kCannotBe,
                               {"A user has a password, or the hash of one", "password", "send one of the two"});
  }
  store::User user;
  user.id = jose::NewTokenId();
  user.name = *name;
  user.roles = *roles;
  user.created = user.changed = user.password_changed = request.now.wall;
  if (hashed) {
    user.password_hash = body.TakeSecret("password_hash").Reveal();
    const auto kind = passwords::KindOf(user.password_hash);
    if (!kind.argon2id && !kind.bcrypt) {
      return service::AdminFault(service::kCannotBe, {"Not a hash that can be verified", "password_hash",
                                                      "argon2id, or bcrypt of cost 4 to 16"});
    }
  } else {
    auto hash = HashOf(body, user.name);
    if (!hash) return hash.error();
    user.password_hash = *std::move(hash);
  }
  const auto added = desk_.accounts.Add(user);
  if (!added) return service::AdminFault(service::kFailed, added.error());
  if (!*added) {
    return service::AdminFault(service::kConflict, {"There is a user with this name", "name",
                                                    "choose another, or 'gatehouse user passwd' it"});
  }
  LogEvent(desk_, request, events::type::kUserAdded, user.name, {});
  return service::AdminAnswer(service::kCreated, Shown(user));
}

service::HttpResponse UserAdmin::List(const service::HttpRequest& /*request*/, service::AdminBody& /*body*/) {
  const auto users = desk_.accounts.All();
  if (!users) return service::AdminFault(service::kFailed, users.error());
  Json list = Json::array();
  for (const store::User& user : *users) list.push_back(Shown(user));
  return service::AdminAnswer(service::kDone, {{"users", list}});
}

std::expected<std::string, service::HttpResponse> UserAdmin::HashOf(service::AdminBody& body, const std::string& name) {
  const base::SecretString password = body.TakeSecret("password");
  const auto verdict = desk_.accounts.Judge(password, name);
  if (!verdict) return std::unexpected(service::AdminFault(service::kFailed, verdict.error()));
  if (!verdict->good()) return std::unexpected(NotGoodEnough(*verdict));
  auto hash = desk_.accounts.Hash(password);
  if (!hash) return std::unexpected(service::AdminFault(service::kFailed, hash.error()));
  return *std::move(hash);
}

std::optional<service::HttpResponse> UserAdmin::Reload(store::User& user) {
  auto found = desk_.accounts.Find(user.name);
  if (!found) return service::AdminFault(service::kFailed, found.error());
  if (!*found) return NoSuchUser();
  user = **std::move(found);
  return std::nullopt;
}

std::optional<service::HttpResponse> UserAdmin::SetPassword(const service::HttpRequest& request,
                                                            service::AdminBody& body, store::User& user) {
  const auto hash = HashOf(body, user.name);
  if (!hash) return hash.error();
  const auto set = desk_.accounts.SetPassword(user, *hash, "password set", request.now.wall);
  if (!set) return service::AdminFault(service::kFailed, set.error());
  if (!*set) return ChangedMeanwhile();
  LogEvent(desk_, request, events::type::kPasswordChanged, user.name, "by an operator");
  return Reload(user);
}

std::optional<service::HttpResponse> UserAdmin::SetAccess(const service::HttpRequest& request, store::UserState state,
                                                          const std::vector<std::string>& roles, store::User& user) {
  const bool disabled = state == store::UserState::kDisabled;
  const auto set =
      desk_.accounts.SetAccess(user, state, roles, disabled ? "account disabled" : "account changed", request.now.wall);
  if (!set) return service::AdminFault(service::kFailed, set.error());
  if (!*set) return ChangedMeanwhile();
  LogEvent(desk_, request, events::type::kUserChanged, user.name,
           fmt::format("state {}, roles {}", Name(state), fmt::join(roles, " ")));
  return Reload(user);
}

service::HttpResponse UserAdmin::Change(const service::HttpRequest& request, service::AdminBody& body) {
  const auto roles = ReadRoles(body);
  if (!roles) return service::AdminFault(service::kCannotBe, roles.error());
  const auto state = ReadState(body);
  if (!state) return service::AdminFault(service::kCannotBe, state.error());
  const auto name = UserName(request.tail);
  const auto found = desk_.accounts.Find(name.value_or(""));
  if (!found && name && *state == store::UserState::kDisabled) {
    return service::AdminFault(service::kFailed,
                               desk_.accounts.KeepDisable(*name, found.error(), request.now.wall).error());
  }
  if (!found) return service::AdminFault(service::kFailed, found.error());
  if (!*found) return NoSuchUser();

  store::User user = **found;
  if (body.Has("password")) {
    if (auto fault = SetPassword(request, body, user)) return *std::move(fault);
  }
  if (*state || body.Has("roles")) {
    const auto next_roles = body.Has("roles") ? *roles : user.roles;
    if (auto fault = SetAccess(request, state->value_or(user.state), next_roles, user)) return *std::move(fault);
  }
  return service::AdminAnswer(service::kDone, Shown(user));
}

service::HttpResponse UserAdmin::ResetSecondFactor(const service::HttpRequest& request, service::AdminBody& /*body*/) {
  const auto user = desk_.accounts.Find(UserName(request.tail).value_or(""));
  if (!user) return service::AdminFault(service::kFailed, user.error());
  if (!*user) return NoSuchUser();
  if (!(*user)->sealed_totp)
    return service::AdminFault(service::kConflict, {"The user has no second factor", "name", ""});
  const auto set = desk_.accounts.SetTotp(**user, {}, 0, "second factor reset", request.now.wall);
  if (!set) return service::AdminFault(service::kFailed, set.error());
  if (!*set) return ChangedMeanwhile();
  LogEvent(desk_, request, events::type::kSecondFactorChanged, (*user)->name, "removed by an operator");
  return service::AdminAnswer(service::kDone, {{"name", (*user)->name}, {"second_factor", false}});
}

service::HttpResponse UserAdmin::ListSessions(const service::HttpRequest& request, service::AdminBody& /*body*/) {
  const auto live = desk_.database.Read(
      [&](store::Transaction& transaction) { return store::LiveSessions(transaction, request.now.wall); });
  if (!live) return service::AdminFault(service::kFailed, live.error());
  const auto users = desk_.accounts.All();
  if (!users) return service::AdminFault(service::kFailed, users.error());
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
  return service::AdminAnswer(service::kDone, {{"sessions", list}});
}

service::HttpResponse UserAdmin::EndSessions(const service::HttpRequest& request, service::AdminBody& /*body*/) {
  const std::string& typed = request.tail;
  const auto user = desk_.accounts.Find(UserName(typed).value_or(""));
  if (!user) return OutAtTheGate(desk_, typed, user.error(), request.now.wall);
  if (!*user) return NoSuchUser();
  const auto ended = desk_.book.EndAllOf(**user, "ended by an operator", request.now.wall);
  if (!ended) return service::AdminFault(service::kFailed, ended.error());
  LogEvent(desk_, request, events::type::kSessionsEnded, (*user)->name, std::to_string(*ended) + " ended");
  return service::AdminAnswer(service::kDone, {{"user", (*user)->name}, {"ended", *ended}});
}

}  // namespace gatehouse::people
