// What the daemon answers on its admin socket, and the console's calls alike: JSON, or a fault as problem+json (RFC
// 9457) with `detail`, `where` and `fix`. Shown by admin_body_test.cc.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "control/service/admin_body.h"
#include "control/service/admin_protocol.h"
#include "control/service/http.h"

namespace gatehouse::service {

inline constexpr int kDone = 200;
inline constexpr int kCreated = 201;
inline constexpr int kUnreadable = 400;  // the body is not what the call's list of members says
inline constexpr int kNotThere = 404;
inline constexpr int kConflict = 409;  // what it is about is in a state that does not allow it
inline constexpr int kCannotBe = 422;  // the body can be read, and one of its values cannot be
inline constexpr int kFailed = 500;    // through no fault of who asks

[[nodiscard]] HttpResponse AdminAnswer(int status, const nlohmann::ordered_json& json);
[[nodiscard]] HttpResponse AdminFault(int status, const base::Error& error);
// With more members, for programs.
[[nodiscard]] HttpResponse AdminFault(int status, const base::Error& error, const nlohmann::ordered_json& more);

[[nodiscard]] nlohmann::ordered_json TimeOrNull(const std::optional<base::Wall>& time);

// The route of a call: `handle` gets a body that is as the call's list of members says. Anything else is a fault.
using AdminHandler = std::function<HttpResponse(const HttpRequest& request, AdminBody& body)>;
[[nodiscard]] HttpRoute AdminRoute(AdminCall call, AdminHandler handle);

}  // namespace gatehouse::service
