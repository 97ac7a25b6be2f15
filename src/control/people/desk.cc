#include "control/people/desk.h"

#include "control/people/pages.h"
#include "control/people/paths.h"
#include "control/people/totp.h"
#include "jose/session_token.h"

namespace gatehouse::people {

void LogEvent(Desk& desk, const service::HttpRequest& request, events::EventType type, std::string_view principal,
              std::string_view details, std::string_view tried) {
  events::Event event;
  event.time = request.now.wall;
  event.type = type;
  event.method = request.method;
  event.path = request.path;
  event.principal = principal;
  event.issuer = jose::kSessionIssuer;
  event.address = request.client;
  event.trace_id = request.trace_id;
  event.tried = tried;
  event.details = details;
  desk.link.Log(event);
}

service::HttpResponse ShowFailure(Desk& desk, const service::HttpRequest& request, const base::Error& error) {
  LogEvent(desk, request, events::type::kControlFailed, {}, error.Text());
  return Show(MessagePage{.title = "Something went wrong",
                          .text = "An error occurred. Nothing was changed that was not shown to you. Try again later.",
                          .link = std::string(path::kLogin),
                          .link_text = "Log in"},
              500);
}

service::HttpResponse ShowWait(std::chrono::seconds wait) {
  service::HttpResponse response =
      Show(MessagePage{.title = "Too many attempts",
                       .text = "There were too many attempts for this account. Try again in " +
                               std::to_string(wait.count()) + (wait.count() == 1 ? " second." : " seconds."),
                       .link = std::string(path::kLogin),
                       .link_text = "Back to the login"},
           429);
  response.headers.emplace_back("Retry-After", std::to_string(wait.count()));
  return response;
}

std::optional<service::HttpResponse> InTurn(Desk& desk, const service::HttpRequest& request,
                                            const std::function<void()>& work) {
  if (desk.hashes.Run(request, work) == service::HashQueue::Outcome::kDone) return {};
  service::HttpResponse response =
      Show(MessagePage{.title = "Too busy",
                       .text = "Too many people log in at this moment. Try again in a few seconds.",
                       .link = std::string(path::kLogin),
                       .link_text = "Back to the login"},
           503);
  response.headers.emplace_back("Retry-After", std::to_string(service::HashQueue::kRetryAfter.count()));
  return response;
}

base::Result<bool> SpendCode(Desk& desk, const store::User& user, std::string_view code, base::Wall now) {
  if (!user.sealed_totp) return false;
  const auto secret = desk.sealer.Open(*user.sealed_totp, TotpContext(user));
  if (!secret) {
    return base::Fail("The second factor of an account cannot be opened", "control.key_encryption",
                      "it was sealed with another key: bring back the key file that belongs to this database, or take "
                      "the second factor away with 'gatehouse user reset-second-factor'");
  }
  const auto step = MatchTotp(secret->Reveal(), code, now, user.totp_last_step);
  if (!step) return false;
  return desk.database.Write(
      [&](store::Transaction& transaction) { return store::SpendTotpStep(transaction, user.id, *step); });
}

std::string TotpContext(const store::User& user) { return "totp:" + user.id; }

}  // namespace gatehouse::people
