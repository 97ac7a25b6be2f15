#include "control/service/admin_protocol.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"

namespace gatehouse::service {
namespace {

using enum AdminType;

constexpr AdminMember kEnrol[] = {{"id", kInteger, true}, {"name", kText, true}, {"steward", kText, true},
                                  {"url", kText, true},   {"roles", kTexts},     {"public_key"}};
constexpr AdminMember kDroplet[] = {{"name"}, {"steward"}, {"url"}, {"roles", kTexts}, {"state"}};
constexpr AdminMember kCredential[] = {{"kind"}, {"public_key"}, {"expires", kTime}};
constexpr AdminMember kRotate[] = {{"immediately", kFlag}};
constexpr AdminMember kRevocation[] = {{"what", kText, true}, {"value", kText, true}, {"reason"}};
constexpr AdminMember kNoRevocation[] = {{"what", kText, true}, {"value", kText, true}};
constexpr AdminMember kNewUser[] = {
    {"name", kText, true}, {"roles", kTexts}, {"password", kSecret}, {"password_hash", kSecret}};
constexpr AdminMember kUser[] = {{"state"}, {"roles", kTexts}, {"password", kSecret}};
constexpr AdminMember kIncidentAct[] = {
    {"stage"}, {"severity"}, {"text"}, {"who"}, {"for_seconds", kInteger}, {"no_block", kFlag}, {"unblock", kFlag}};

// In the order of AdminCall. The path of one thing is below that of its list; its parts are below its own path.
constexpr std::array kCalls = std::to_array<AdminCallInfo>({
    {AdminCall::kStatus, "GET", "/admin/status"},
    {AdminCall::kEnrolDroplet, "POST", "/admin/droplets", kEnrol},
    {AdminCall::kListDroplets, "GET", "/admin/droplets"},
    {AdminCall::kShowDroplet, "GET", "/admin/droplets/*"},
    {AdminCall::kChangeDroplet, "POST", "/admin/droplets/*", kDroplet},
    {AdminCall::kAddCredential, "POST", "/admin/droplets/*/credentials", kCredential},
    {AdminCall::kRevokeCredential, "DELETE", "/admin/credentials/*"},
    {AdminCall::kRotateKeys, "POST", "/admin/rotate", kRotate},
    {AdminCall::kListKeys, "GET", "/admin/keys"},
    {AdminCall::kRevoke, "POST", "/admin/revoke", kRevocation},
    {AdminCall::kUnrevoke, "POST", "/admin/unrevoke", kNoRevocation},
    {AdminCall::kListRevocations, "GET", "/admin/revocations"},
    {AdminCall::kAddUser, "POST", "/admin/users", kNewUser},
    {AdminCall::kListUsers, "GET", "/admin/users"},
    {AdminCall::kChangeUser, "POST", "/admin/users/*", kUser},
    {AdminCall::kResetSecondFactor, "DELETE", "/admin/users/*/second-factor"},
    {AdminCall::kEndSessions, "DELETE", "/admin/users/*/sessions"},
    {AdminCall::kListSessions, "GET", "/admin/sessions"},
    {AdminCall::kListFindings, "GET", "/admin/findings"},
    {AdminCall::kShowWatch, "GET", "/admin/watch"},
    {AdminCall::kListIncidents, "GET", "/admin/incidents"},
    {AdminCall::kShowIncident, "GET", "/admin/incidents/*"},
    {AdminCall::kReportIncident, "GET", "/admin/incidents/*/report"},
    {AdminCall::kActOnIncident, "POST", "/admin/incidents/*", kIncidentAct},
    {AdminCall::kListAlerts, "GET", "/admin/alerts"},
    {AdminCall::kTestAlert, "POST", "/admin/alerts/*/test"},
});

constexpr bool InOrder() {
  for (size_t i = 0; i < kCalls.size(); ++i) {
    if (static_cast<size_t>(kCalls[i].call) != i) return false;
  }
  return true;
}
static_assert(InOrder());

}  // namespace

std::span<const AdminCallInfo> AllAdminCalls() { return kCalls; }

const AdminCallInfo& Describe(AdminCall call) { return kCalls[static_cast<size_t>(call)]; }

std::string AdminPath(AdminCall call, std::string_view about) {
  std::string path(Describe(call).path);
  const size_t star = path.find('*');
  if (star != std::string::npos) path.replace(star, 1, base::PercentEncode(about));
  return path;
}

}  // namespace gatehouse::service
