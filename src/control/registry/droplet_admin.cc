#include "control/registry/droplet_admin.h"

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/rfc3339.h"
#include "control/registry/client_id.h"
#include "control/registry/client_secrets.h"
#include "control/registry/droplet_fields.h"
#include "control/service/admin_answer.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {
namespace {

using Json = nlohmann::ordered_json;
using service::kCannotBe;
using service::kConflict;
using service::kCreated;
using service::kDone;
using service::kFailed;
using service::kNotThere;
using service::TimeOrNull;

constexpr size_t kCredentialIdBytes = 12;

// Why a transaction changes nothing: the error for the operator, and the HTTP status.
struct Refusal {
  int status = 0;
  base::Error why;
};
std::unexpected<Refusal> Refuse(int status, base::Error why) {
  return std::unexpected(Refusal{status, std::move(why)});
}

Json ToJson(const store::Droplet& droplet) {
  return {{"id", droplet.id},
          {"client_id", ClientIdOf(droplet.id)},
          {"name", droplet.name},
          {"steward", droplet.steward},
          {"url", droplet.url},
          {"roles", droplet.roles},
          {"state", gate::Name(droplet.state)},
          {"created", base::TimeText(droplet.created)},
          {"changed", base::TimeText(droplet.changed)}};
}

Json ToJson(const store::Credential& credential, base::Wall now) {
  return {{"id", credential.id},
          {"kind", Name(credential.kind)},
          {"created", base::TimeText(credential.created)},
          {"expires", TimeOrNull(credential.expires)},
          {"revoked", TimeOrNull(credential.revoked)},
          {"last_used", TimeOrNull(credential.last_used)},
          {"alive", credential.Alive(now)}};
}

base::Error UnknownError(std::string_view what) {
  return {"is not known", std::string(what), "look at `gatehouse registry list`"};
}

service::HttpResponse Unknown(std::string_view what) { return service::AdminFault(kNotThere, UnknownError(what)); }

// A droplet that can be changed: it is enrolled and not retired.
std::expected<store::Droplet, Refusal> FindToChange(store::Transaction& transaction, int id) {
  auto droplet = store::FindDroplet(transaction, id);
  if (!droplet) return Refuse(kNotThere, UnknownError(ClientIdOf(id)));
  if (droplet->state == gate::DropletState::kRetired) {
    return Refuse(kConflict,
                  {"Retired; this cannot be undone", ClientIdOf(id), "enrol a new droplet under another id"});
  }
  return *std::move(droplet);
}

// The credential and, for a secret, its value, which is shown only once.
struct NewCredential {
  store::Credential credential;
  base::SecretString secret;
};

base::Result<NewCredential> MakeCredential(int droplet_id, const std::optional<std::string>& public_key,
                                           base::Wall now) {
  NewCredential made;
  made.credential.id = base::HexEncode(crypto::RandomBytes(kCredentialIdBytes));
  made.credential.droplet_id = droplet_id;
  made.credential.created = now;
  if (public_key) {
    auto jwk = PublicJwkOf(*public_key);
    if (!jwk) return std::unexpected(jwk.error());
    made.credential.kind = store::CredentialKind::kKey;
    made.credential.public_jwk = *std::move(jwk);
    return made;
  }
  made.secret = NewClientSecret();
  made.credential.secret_hash = HashClientSecret(made.secret.Reveal());
  return made;
}

Json Handed(const NewCredential& made) {
  Json json = {{"client_id", ClientIdOf(made.credential.droplet_id)},
               {"credential_id", made.credential.id},
               {"kind", Name(made.credential.kind)}};
  if (!made.secret.empty()) json["client_secret"] = std::string(made.secret.Reveal());
  return json;
}

// The state that a change asks for; empty if it asks for none, or for one that does not exist.
std::optional<gate::DropletState> StateOf(const service::AdminBody& wanted) {
  const auto name = wanted.Text("state");
  return name ? gate::DropletStateNamed(*name) : std::nullopt;
}

// What is wrong with a change, whatever droplet it is for.
std::optional<base::Error> FaultOf(const service::AdminBody& wanted, DirectoryPublisher& directory) {
  store::Droplet judged;
  if (auto applied = ApplyFields(wanted, judged); !applied) return applied.error();
  if (wanted.Has("state") && !StateOf(wanted)) {
    return base::Error{"Must be active, suspended or retired", "state", ""};
  }
  if (wanted.Has("url")) {
    if (const auto admitted = directory.Admit(judged.url); !admitted) return admitted.error();
  }
  return std::nullopt;
}

// Revokes the droplet's tokens at the gate before the database is asked: if it cannot be read, they must still end.
// Returns false if there is nothing to revoke.
bool TellAhead(DropletTokens& tokens, int id, std::optional<gate::DropletState> state, base::Wall now) {
  if (!state || *state == gate::DropletState::kActive) return false;
  const auto known = tokens.Look(id);
  if (known && (!*known || (*known)->state != gate::DropletState::kActive)) return false;
  store::Droplet wanted;
  wanted.id = id;
  wanted.state = *state;
  return tokens.TellAhead(wanted, now);
}

struct Change {
  store::Droplet droplet;  // its current row
  bool moved = false;      // its state changed
};
std::expected<Change, Refusal> Store(store::Transaction& transaction, int id, const service::AdminBody& wanted,
                                     const DropletTokens& tokens, base::Wall now) {
  const auto before = FindToChange(transaction, id);
  if (!before) return std::unexpected(before.error());
  Change change{.droplet = *before};
  if (auto applied = ApplyFields(wanted, change.droplet); !applied) return Refuse(kFailed, applied.error());
  change.droplet.state = StateOf(wanted).value_or(before->state);
  change.droplet.changed = now;
  change.moved = change.droplet.state != before->state;
  store::UpdateDroplet(transaction, change.droplet);
  if (!change.moved) return change;
  if (change.droplet.state == gate::DropletState::kRetired) store::RevokeCredentialsOf(transaction, id, now);
  tokens.StoreRevocation(transaction, change.droplet, now);
  return change;
}

}  // namespace

service::HttpRoutes DropletAdmin::Routes() {
  using service::AdminBody;
  using service::AdminCall;
  using service::AdminRoute;
  using service::HttpRequest;
  return {AdminRoute(AdminCall::kEnrolDroplet, std::bind_front(&DropletAdmin::Enrol, this)),
          AdminRoute(AdminCall::kListDroplets, [this](const HttpRequest&, AdminBody&) { return List(); }),
          AdminRoute(AdminCall::kShowDroplet, [this](const HttpRequest& request, AdminBody&) { return Show(request); }),
          AdminRoute(AdminCall::kChangeDroplet, std::bind_front(&DropletAdmin::Change, this)),
          AdminRoute(AdminCall::kAddCredential, std::bind_front(&DropletAdmin::AddCredentialTo, this)),
          AdminRoute(AdminCall::kRevokeCredential,
                     [this](const HttpRequest& request, AdminBody&) { return RevokeOne(request); })};
}

void DropletAdmin::Tell(events::EventType type, int droplet_id, const std::string& details, base::Wall now) {
  const std::string subject = SubjectOf(droplet_id);
  context_.link.Log(
      {.time = now, .type = type, .principal = subject, .issuer = context_.registry().issuer, .details = details});
}

// The change is committed: if the file cannot be written now, a later tick writes it.
void DropletAdmin::PublishOrTell(base::Wall now) {
  const auto published = directory_.Publish(now);
  if (published) return;
  const std::string details = published.error().Text();
  context_.link.Log({.time = now, .type = events::type::kControlFailed, .details = details});
}

service::HttpResponse DropletAdmin::Enrol(const service::HttpRequest& request, const service::AdminBody& body) {
  const base::Wall now = request.now.wall;
  const auto id = body.Integer("id");
  if (!id || *id < gate::kMinDropletId || *id > gate::kMaxDropletId) {
    return service::AdminFault(kCannotBe, {"must be an integer from 1 to 999", "id", ""});
  }
  store::Droplet droplet{.id = static_cast<int>(*id),
                         .name = {},
                         .steward = {},
                         .url = {},
                         .roles = {},
                         .tokens_from = {},
                         .created = now,
                         .changed = now};
  if (auto applied = ApplyFields(body, droplet); !applied) return service::AdminFault(kCannotBe, applied.error());
  const auto address = directory_.Admit(droplet.url);
  if (!address) return service::AdminFault(kCannotBe, address.error());
  const auto made = MakeCredential(droplet.id, body.Text("public_key"), now);
  if (!made) return service::AdminFault(kCannotBe, made.error());

  const auto written = context_.database.Write([&](store::Transaction& transaction) -> std::expected<void, Refusal> {
    if (store::FindDroplet(transaction, droplet.id)) {
      return Refuse(kConflict, {"Already enrolled", ClientIdOf(droplet.id),
                                "take another id, or change this one with `gatehouse registry set`"});
    }
    store::AddDroplet(transaction, droplet);
    store::AddCredential(transaction, made->credential);
    return {};
  });
  if (!written) return service::AdminFault(kFailed, written.error());
  if (!*written) return service::AdminFault(written->error().status, written->error().why);
  PublishOrTell(now);
  Tell(events::type::kDropletEnrolled, droplet.id, "enrolled with credential id " + made->credential.id, now);
  Json json = Handed(*made);
  json["droplet"] = ToJson(droplet);
  json["address"] = *address ? Json((*address)->Text()) : Json(nullptr);
  return service::AdminAnswer(kCreated, json);
}

service::HttpResponse DropletAdmin::List() {
  const auto droplets =
      context_.database.Read([](store::Transaction& transaction) { return store::AllDroplets(transaction); });
  if (!droplets) return service::AdminFault(kFailed, droplets.error());
  Json list = Json::array();
  for (const store::Droplet& droplet : *droplets) list.push_back(ToJson(droplet));
  return service::AdminAnswer(kDone, {{"droplets", list}});
}

service::HttpResponse DropletAdmin::Show(const service::HttpRequest& request) {
  const auto id = DropletIdOf(request.tail);
  if (!id) return Unknown(request.tail);
  const auto read = context_.database.Read([&](store::Transaction& transaction) {
    return std::pair(store::FindDroplet(transaction, *id), store::CredentialsOf(transaction, *id));
  });
  if (!read) return service::AdminFault(kFailed, read.error());
  const auto& [droplet, credentials] = *read;
  if (!droplet) return Unknown(ClientIdOf(*id));
  Json json = ToJson(*droplet);
  json["credentials"] = Json::array();
  for (const store::Credential& credential : credentials)
    json["credentials"].push_back(ToJson(credential, request.now.wall));
  return service::AdminAnswer(kDone, json);
}

service::HttpResponse DropletAdmin::Change(const service::HttpRequest& request, const service::AdminBody& body) {
  const auto id = DropletIdOf(request.tail);
  if (!id) return Unknown(request.tail);
  if (const auto fault = FaultOf(body, directory_)) return service::AdminFault(kCannotBe, *fault);
  const auto state = StateOf(body);
  const base::Wall now = request.now.wall;
  const auto hold = revocations_.Hold();
  const bool ahead = TellAhead(tokens_, *id, state, now);
  const auto written = context_.database.Write(
      [&](store::Transaction& transaction) { return Store(transaction, *id, body, tokens_, now); });
  if (!written) return service::AdminFault(kFailed, ahead ? OnlyAtTheGate(written.error()) : written.error());
  if (!*written) return service::AdminFault(written->error().status, written->error().why);
  const auto& [changed, moved] = **written;
  if (state) {
    if (auto told = tokens_.TellGate(changed, now); !told) return service::AdminFault(kFailed, told.error());
  }
  PublishOrTell(now);
  Tell(events::type::kDropletChanged, *id, moved ? "now " + std::string(gate::Name(changed.state)) : "changed", now);
  return service::AdminAnswer(kDone, ToJson(changed));
}

service::HttpResponse DropletAdmin::AddCredentialTo(const service::HttpRequest& request,
                                                    const service::AdminBody& body) {
  const auto id = DropletIdOf(request.tail);
  if (!id) return Unknown(request.tail);
  const base::Wall now = request.now.wall;
  const auto public_key = body.Text("public_key");
  const std::string kind = body.Text("kind").value_or(public_key ? "key" : "secret");
  if (kind != "secret" && kind != "key") return service::AdminFault(kCannotBe, {"must be secret or key", "kind", ""});
  if ((kind == "key") != public_key.has_value()) {
    return service::AdminFault(kCannotBe, {"is only valid with kind key", "public_key", ""});
  }
  std::optional<base::Wall> expires;
  if (body.Has("expires")) {
    expires = body.Time("expires");
    if (!expires || *expires <= now) {
      return service::AdminFault(kCannotBe,
                                 {"must be a time in the future", "expires", "write it as 2026-01-31T12:00:00Z"});
    }
  }
  auto made = MakeCredential(*id, public_key, now);
  if (!made) return service::AdminFault(kCannotBe, made.error());
  made->credential.expires = expires;

  const auto written = context_.database.Write([&](store::Transaction& transaction) -> std::expected<void, Refusal> {
    if (const auto droplet = FindToChange(transaction, *id); !droplet) return std::unexpected(droplet.error());
    const auto alive =
        std::ranges::count_if(store::CredentialsOf(transaction, *id), [&](const store::Credential& credential) {
          return credential.Alive(now) && credential.kind == made->credential.kind;
        });
    const size_t most = made->credential.kind == store::CredentialKind::kSecret ? kMaxSecrets : kMaxKeys;
    if (static_cast<size_t>(alive) >= most) {
      return Refuse(kConflict, {"The droplet has the maximum number of credentials of this kind", ClientIdOf(*id),
                                "revoke one with `gatehouse registry credential revoke`"});
    }
    store::AddCredential(transaction, made->credential);
    return {};
  });
  if (!written) return service::AdminFault(kFailed, written.error());
  if (!*written) return service::AdminFault(written->error().status, written->error().why);
  Tell(events::type::kCredentialAdded, *id, "credential id " + made->credential.id + ", a " + kind, now);
  Json json = Handed(*made);
  json["expires"] = TimeOrNull(expires);
  return service::AdminAnswer(kCreated, json);
}

service::HttpResponse DropletAdmin::RevokeOne(const service::HttpRequest& request) {
  const base::Wall now = request.now.wall;
  // PostgreSQL rejects invalid text even in a query.
  if (!service::IsLine(request.tail, 2 * kCredentialIdBytes)) return Unknown("the credential");
  const auto written = context_.database.Write([&](store::Transaction& transaction) {
    auto credential = store::FindCredential(transaction, request.tail);
    const bool revoked = credential && store::RevokeCredential(transaction, request.tail, now);
    return std::pair(std::move(credential), revoked);
  });
  if (!written) return service::AdminFault(kFailed, written.error());
  const auto& [credential, revoked] = *written;
  if (!credential) return Unknown(request.tail);
  if (!revoked) return service::AdminFault(kConflict, {"Already revoked", credential->id, ""});
  Tell(events::type::kCredentialRevoked, credential->droplet_id, "credential id " + credential->id, now);
  return service::AdminAnswer(kDone, {{"credential_id", credential->id},
                                      {"client_id", ClientIdOf(credential->droplet_id)},
                                      {"revoked", base::TimeText(now)}});
}

}  // namespace gatehouse::registry
