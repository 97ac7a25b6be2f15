// The list of all calls on the daemon's admin socket: method, path, and the members of the body. The daemon's
// parts and the command line both use it; doc/control.md describes it. Both programs must have the same
// version. Tests: admin_protocol_test.cc.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gatehouse::service {

enum class AdminCall : uint8_t {
  kStatus,
  kEnrolDroplet,
  kListDroplets,
  kShowDroplet,
  kChangeDroplet,
  kAddCredential,
  kRevokeCredential,
  kRotateKeys,
  kListKeys,
  kRevoke,
  kUnrevoke,
  kListRevocations,
  kAddUser,
  kListUsers,
  kChangeUser,
  kResetSecondFactor,
  kEndSessions,
  kListSessions,
  kListFindings,
  kShowWatch,
  kListIncidents,
  kShowIncident,
  kReportIncident,
  kActOnIncident,
  kListAlerts,
  kTestAlert,
};

// The types of a body's members. A time is RFC 3339 in UTC, or seconds since 1970; a secret is a text that is wiped.
enum class AdminType : uint8_t { kText, kSecret, kInteger, kFlag, kTexts, kTime };

struct AdminMember {
  std::string_view name;
  AdminType type = AdminType::kText;
  bool required = false;
};

struct AdminCallInfo {
  AdminCall call;
  std::string_view method;
  std::string_view path;                      // "/admin/droplets/*": the star stands for the id or name
  std::span<const AdminMember> members = {};  // of the body, a flat JSON object; none: the body is ignored
};

[[nodiscard]] std::span<const AdminCallInfo> AllAdminCalls();
[[nodiscard]] const AdminCallInfo& Describe(AdminCall call);

// The path with its star replaced by `about`, percent-encoded.
[[nodiscard]] std::string AdminPath(AdminCall call, std::string_view about = {});

}  // namespace gatehouse::service
