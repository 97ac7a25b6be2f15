// THE list of what can be asked on the daemon's admin socket: method, path, and what the body may hold. The daemon's
// parts serve by it, the command line asks by it; doc/control.md is its manual. The protocol is between programs of one
// version. Shown by admin_protocol_test.cc.
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

// What a member of a body may be. A time is RFC 3339 in UTC, or seconds since 1970; a secret is a text that is wiped.
enum class AdminType : uint8_t { kText, kSecret, kInteger, kFlag, kTexts, kTime };

struct AdminMember {
  std::string_view name;
  AdminType type = AdminType::kText;
  bool required = false;
};

struct AdminCallInfo {
  AdminCall call;
  std::string_view method;
  std::string_view path;                      // "/admin/droplets/*": the star stands for what it is about
  std::span<const AdminMember> members = {};  // of the body, a flat JSON object; none: the body is not looked at
};

[[nodiscard]] std::span<const AdminCallInfo> AllAdminCalls();
[[nodiscard]] const AdminCallInfo& Describe(AdminCall call);

// The path with `about`, percent-encoded, in the place of its star.
[[nodiscard]] std::string AdminPath(AdminCall call, std::string_view about = {});

}  // namespace gatehouse::service
