// Answers a request as the server does that has these routes, without one.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "control/service/http.h"

namespace gatehouse::service::testing {

// Empty if none of the routes is for the request.
[[nodiscard]] inline std::optional<HttpResponse> AnswerBy(const std::vector<HttpRoute>& routes, HttpRequest& request) {
  for (const HttpRoute& route : routes) {
    auto tail = MatchPath(route.path, request.path);
    if (route.method != request.method || !tail) continue;
    request.tail = *std::move(tail);
    return route.handle(request);
  }
  return std::nullopt;
}

}  // namespace gatehouse::service::testing
