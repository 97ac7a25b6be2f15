#include "control/registry/trust_admin.h"

#include <functional>
#include <nlohmann/json.hpp>

#include "base/rfc3339.h"
#include "control/registry/client_id.h"
#include "control/service/admin_answer.h"
#include "jose/token_issue.h"

namespace gatehouse::registry {
namespace {

using Json = nlohmann::ordered_json;
using service::kCannotBe;
using service::kConflict;
using service::kDone;
using service::kFailed;
using service::kNotThere;
using service::TimeOrNull;

constexpr size_t kMaxValueBytes = 256;
constexpr size_t kMaxReasonBytes = 200;
constexpr std::string_view kDroplet = "droplet";

struct Target {
  std::string what;
  std::string value;
  std::optional<int> droplet;  // set if the tokens of a droplet are meant
};

base::Result<Target> ReadTarget(const service::AdminBody& body) {
  Target target{.what = body.Text("what").value_or(""), .value = body.Text("value").value_or(""), .droplet = {}};
  if (target.what != kDroplet && !RevokedNamed(target.what)) {
    return base::Fail("Must be jti, subject, key or droplet", "what");
  }
  if (target.value.empty() || !service::IsLine(target.value, kMaxValueBytes)) {
    return base::Fail("Must be one line of 1 to 256 bytes", "value");
  }
  if (target.what == kDroplet) {
    target.droplet = DropletIdOf(target.value);
    if (!target.droplet) return base::Fail("Must be a droplet's id from 1 to 999", "value");
  } else if (target.what == state::Name(state::Revoked::kSubject)) {
    target.droplet = DropletOfSubject(target.value);
  }
  return target;
}

}  // namespace

service::HttpRoutes TrustAdmin::Routes() {
  using service::AdminBody;
  using service::AdminCall;
  using service::AdminRoute;
  using service::HttpRequest;
  return {AdminRoute(AdminCall::kRotateKeys, std::bind_front(&TrustAdmin::Rotate, this)),
          AdminRoute(AdminCall::kListKeys, [this](const HttpRequest&, AdminBody&) { return Keys(); }),
          AdminRoute(AdminCall::kRevoke, std::bind_front(&TrustAdmin::Revoke, this)),
          AdminRoute(AdminCall::kUnrevoke, std::bind_front(&TrustAdmin::Unrevoke, this)),
          AdminRoute(AdminCall::kListRevocations,
                     [this](const HttpRequest& request, AdminBody&) { return List(request.now.wall); })};
}

service::HttpResponse TrustAdmin::Rotate(const service::HttpRequest& request, const service::AdminBody& body) {
  const auto rotation = ring_.Rotate(body.Flag("immediately").value_or(false), request.now.wall);
  if (!rotation) return service::AdminFault(kFailed, rotation.error());
  if (rotation->waiting) {
    return service::AdminFault(kConflict, {"A key is prepared already and becomes active after its overlap",
                                           "signing key " + rotation->kid, "wait for it, or rotate --immediately"});
  }
  return service::AdminAnswer(
      kDone, {{"kid", rotation->kid},
              {"state", Name(rotation->active ? store::KeyState::kActive : store::KeyState::kPrepared)},
              {"active_at", base::TimeText(rotation->active_at)}});
}

service::HttpResponse TrustAdmin::Keys() {
  const auto keys = ring_.List();
  if (!keys) return service::AdminFault(kFailed, keys.error());
  Json list = Json::array();
  for (const store::SigningKey& key : *keys) {
    list.push_back({{"kid", key.kid},
                    {"state", Name(key.state)},
                    {"algorithm", key.algorithm},
                    {"created", base::TimeText(key.created)},
                    {"published", TimeOrNull(key.published)},
                    {"active_since", TimeOrNull(key.active_since)},
                    {"retired_at", TimeOrNull(key.retired_at)},
                    {"served_until", TimeOrNull(key.ends)}});
  }
  return service::AdminAnswer(kDone, {{"keys", list}});
}

// All tokens issued until now expire within the longest lifetime of a token, so the entry can expire then, too.
base::Result<> TrustAdmin::RevokePlain(state::Revoked what, const std::string& value, const std::string& reason,
                                       base::Wall now) {
  store::StoredRevocation revocation{.what = std::string(state::Name(what)),
                                     .issuer = context_.registry().issuer,
                                     .value = value,
                                     .issued_before = {},
                                     .reason = reason,
                                     .since = now,
                                     .expires = now + jose::kMaxIssuedLife + std::chrono::seconds(1)};
  if (what == state::Revoked::kSubject) revocation.issued_before = now;
  auto revoked = revocations_.Revoke(revocation, now);
  // A stolen key must be revoked even if no successor can be created: do both, then report errors.
  base::Result<bool> withdrawn = false;
  if (what == state::Revoked::kKeyId) withdrawn = ring_.Withdraw(value, now);
  if (!revoked) return revoked;
  if (!withdrawn) return std::unexpected(withdrawn.error());
  Tell(events::type::kRevoked, what, value, reason, now);
  return {};
}

void TrustAdmin::Tell(events::EventType type, state::Revoked what, const std::string& value, const std::string& reason,
                      base::Wall now) {
  const std::string details = state::EventText(what, value) + (reason.empty() ? "" : ": " + reason);
  events::Event event{.time = now, .type = type, .issuer = context_.registry().issuer, .details = details};
  if (what == state::Revoked::kSubject) event.principal = value;
  context_.link.Log(event);
}

service::HttpResponse TrustAdmin::Revoke(const service::HttpRequest& request, const service::AdminBody& body) {
  const auto target = ReadTarget(body);
  if (!target) return service::AdminFault(kCannotBe, target.error());
  const std::string reason = body.Text("reason").value_or("");
  if (!service::IsLine(reason, kMaxReasonBytes)) {
    return service::AdminFault(kCannotBe, {"must be one line of at most 200 bytes", "reason", ""});
  }
  const base::Wall now = request.now.wall;
  if (target->droplet) {
    const auto revoked = droplets_.RevokeTokens(*target->droplet, now, reason, now);
    if (!revoked) return service::AdminFault(kFailed, revoked.error());
    if (!*revoked) {
      return service::AdminFault(kNotThere,
                                 {"is not known", ClientIdOf(*target->droplet), "look at `gatehouse registry list`"});
    }
  } else if (const auto revoked = RevokePlain(*RevokedNamed(target->what), target->value, reason, now); !revoked) {
    return service::AdminFault(kFailed, revoked.error());
  }
  return service::AdminAnswer(kDone,
                              {{"what", target->what}, {"value", target->value}, {"since", base::TimeText(now)}});
}

service::HttpResponse TrustAdmin::Unrevoke(const service::HttpRequest& request, const service::AdminBody& body) {
  const auto target = ReadTarget(body);
  if (!target) return service::AdminFault(kCannotBe, target.error());
  if (target->droplet) {
    return service::AdminFault(kConflict, {"Revoking a droplet's tokens cannot be undone", target->value,
                                           "resume the droplet if it is suspended; it gets new tokens by itself"});
  }
  if (target->what == state::Name(state::Revoked::kKeyId)) {
    return service::AdminFault(kConflict, {"A revoked key cannot be used again", target->value, ""});
  }
  const auto removed = revocations_.Unrevoke(target->what, context_.registry().issuer, target->value);
  if (!removed) return service::AdminFault(kFailed, removed.error());
  if (!*removed) return service::AdminFault(kNotThere, {"is not revoked", target->value, ""});
  Tell(events::type::kRevocationRemoved, *RevokedNamed(target->what), target->value, {}, request.now.wall);
  return service::AdminAnswer(kDone, {{"what", target->what}, {"value", target->value}});
}

service::HttpResponse TrustAdmin::List(base::Wall now) {
  const auto revocations = revocations_.List();
  if (!revocations) return service::AdminFault(kFailed, revocations.error());
  Json list = Json::array();
  for (const store::StoredRevocation& revocation : *revocations) {
    if (revocation.expires && *revocation.expires <= now) continue;  // stored for a while after its end, without effect
    list.push_back({{"what", revocation.what},
                    {"issuer", revocation.issuer},
                    {"value", revocation.value},
                    {"issued_before", TimeOrNull(revocation.issued_before)},
                    {"reason", revocation.reason},
                    {"since", base::TimeText(revocation.since)},
                    {"expires", TimeOrNull(revocation.expires)}});
  }
  return service::AdminAnswer(kDone, {{"revocations", list}});
}

}  // namespace gatehouse::registry
