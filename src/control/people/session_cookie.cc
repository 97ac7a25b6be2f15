#include "control/people/session_cookie.h"

#include <algorithm>
#include <vector>

#include "gate/identify/session.h"
#include "gate/request/request.h"
#include "jose/session_token.h"

namespace gatehouse::people {
namespace {

std::pair<std::string, std::string> Cookie(std::string_view value, std::chrono::seconds life) {
  return {"Set-Cookie", std::string(jose::kSessionCookie) + "=" + std::string(value) + "; Path=/; Max-Age=" +
                            std::to_string(life.count()) + "; Secure; HttpOnly; SameSite=Strict"};
}

}  // namespace

std::pair<std::string, std::string> SessionCookie(std::string_view token, std::chrono::seconds life) {
  return Cookie(token, std::min(life, jose::kMaxSessionLife));
}

std::pair<std::string, std::string> NoSessionCookie() { return Cookie("", std::chrono::seconds(0)); }

std::optional<std::string> PresentedCookie(const service::HttpRequest& request) {
  std::vector<gate::Header> lines;
  for (const auto& [name, value] : request.headers) {
    if (name == "cookie") lines.push_back({.name = name, .value = value});
  }
  const auto found = gate::FindSessionCookie(gate::ReadHeaders(lines));
  if (!found) return {};
  return std::string(*found);
}

}  // namespace gatehouse::people
