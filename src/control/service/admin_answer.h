// The daemon's responses on its admin socket and to the console: JSON, or a fault as problem+json (RFC
// 9457) with `detail`, `where` and `fix`. Tests: admin_body_test.cc.
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
inline constexpr int kUnreadable = 400;  // the body does not match the call's list of members
inline constexpr int kNotThere = 404;
inline constexpr int kConflict = 409;  // the state of the thing does not allow the call
inline constexpr int kCannotBe = 422;  // the body is well-formed, but a value in it is invalid
inline constexpr int kFailed = 500;    // an error that the caller did not cause

[[nodiscard]] HttpResponse AdminAnswer(int status, const nlohmann::ordered_json& json);
[[nodiscard]] HttpResponse AdminFault(int status, const base::Error& error);
// The same, with further members for programs.
[[nodiscard]] HttpResponse AdminFault(int status, const base::Error& error, const nlohmann::ordered_json& more);

[[nodiscard]] nlohmann::ordered_json TimeOrNull(const std::optional<base::Wall>& time);

// The route of a call: `handle` only gets a body that matches the call's list of members; any other body is a fault.
using AdminHandler = std::function<HttpResponse(const HttpRequest& request, AdminBody& body)>;
[[nodiscard]] HttpRoute AdminRoute(AdminCall call, AdminHandler handle);

}  // namespace gatehouse::service
