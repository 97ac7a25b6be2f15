#include "control/people/login.h"

#include <algorithm>
#include <array>
#include <utility>

#include "control/people/names.h"
#include "control/people/pages.h"
#include "control/people/paths.h"
#include "control/people/session_cookie.h"
#include "control/people/totp.h"
#include "jose/session_token.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kWrong = "Wrong name or password";
constexpr std::string_view kTooLate = "That took too long, or the page was sent twice. Log in again.";

// Notices above the login form, chosen by a word in the query: a URL cannot contain its own text.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kNotices = {{
    {"not-sent",
     "You were not logged in, so what you sent was not processed. Log in and send it again."},  // by the gate
    {"password-changed", "Your password was changed. Log in with the new one."},
    {"logged-out", "You are logged out."},
}};

std::string_view QueryValue(const service::HttpRequest& request, std::string_view name) {
  const auto found = std::ranges::find_if(request.query, [&](const auto& pair) { return pair.first == name; });
  return found == request.query.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace

service::HttpResponse Login::ShowForm(const service::HttpRequest& request) {
  LoginPage page{.name = {}, .next = std::string(QueryValue(request, "next")), .notice = {}, .error = {}};
  const auto* notice =
      std::ranges::find(kNotices, QueryValue(request, "notice"), &decltype(kNotices)::value_type::first);
  if (notice != kNotices.end()) page.notice = notice->second;
  return Show(page);
}

service::HttpResponse Login::Submit(const service::HttpRequest& request) {
  auto form = service::ReadForm(request);
  if (!form) return Show(LoginPage{.error = std::string(kUnreadable)}, 400);
  const std::string typed(service::FieldOf(*form, "name"));
  const std::string next(service::FieldOf(*form, "next"));
  const base::SecretString password = service::TakeField(*form, "password");

  const std::string counted = UserName(typed).value_or(typed);
  // Counted when its turn comes: a request without a place in the queue is not an attempt.
  std::optional<std::chrono::seconds> wait;
  base::Result<Accounts::Check> check;
  const auto busy = InTurn(desk_, request, [&] {
    wait = desk_.attempts.LoginRefused(Attempts::Step::kPassword, counted, request.client, request.now);
    if (!wait) check = desk_.accounts.Open(typed, password);
  });
  if (busy) return *busy;
  if (wait) {
    // The name as typed stays out of the log here, too.
    const auto known = desk_.accounts.Find(counted);
    const std::string_view principal = known && *known ? std::string_view((*known)->name) : std::string_view();
    LogEvent(desk_, request, events::type::kLoginFailed, principal, "too many attempts for one account",
             desk_.tried.Of(counted, password.Reveal()));
    return ShowWait(*wait);
  }
  if (!check) return ShowFailure(desk_, request, check.error());
  if (!check->opened) {
    // The name as typed stays out of the log: people type passwords there.
    LogEvent(desk_, request, events::type::kLoginFailed, check->known_as, check->why,
             desk_.tried.Of(counted, password.Reveal()));
    return Show(LoginPage{.name = typed, .next = next, .notice = {}, .error = std::string(kWrong)}, kRefused);
  }
  const store::User& user = *check->opened;
  const bool required = desk_.settings.second_factor_required;
  if (!user.sealed_totp && !required) return Enter(request, user, jose::kOneFactor, next);
  LoginTicket ticket{.user_id = user.id,
                     .password_changed = user.password_changed,
                     .deadline = request.now.wall + kTicketLife,
                     .next = IsOwnPath(next) ? next : std::string(),
                     .totp = {}};
  return user.sealed_totp ? AskForCode(ticket, {}, 200) : OfferTotp(user, std::move(ticket));
}

service::HttpResponse Login::OfferTotp(const store::User& user, LoginTicket ticket) {
  ticket.totp = NewTotpSecret();
  return Show(TotpPage{.secret = Grouped(Base32(ticket.totp.Reveal())),
                       .uri = OtpauthUri(issuer_, user.name, ticket.totp.Reveal()),
                       .ticket = tickets_.Write(ticket),
                       .error = {},
                       .at_login = true});
}

service::HttpResponse Login::AskForCode(const LoginTicket& ticket, std::string error, int status) {
  if (!ticket.totp.empty()) {
    return Show(
        TotpPage{
            .secret = {}, .uri = {}, .ticket = tickets_.Write(ticket), .error = std::move(error), .at_login = true},
        status);
  }
  return Show(CodePage{.ticket = tickets_.Write(ticket), .error = std::move(error)}, status);
}

service::HttpResponse Login::SubmitCode(const service::HttpRequest& request) {
  auto form = service::ReadForm(request);
  if (!form) return Show(LoginPage{.error = std::string(kUnreadable)}, 400);
  const auto ticket = tickets_.Redeem(service::FieldOf(*form, "ticket"), request.now.wall);
  const auto too_late = [&] { return Show(LoginPage{.error = std::string(kTooLate)}, kRefused); };
  if (!ticket) return too_late();
  const auto found = desk_.database.Read(
      [&](store::Transaction& transaction) { return store::FindUserById(transaction, ticket->user_id); });
  if (!found) return ShowFailure(desk_, request, found.error());
  const std::optional<store::User>& user = *found;
  const bool same = user && user->state == store::UserState::kActive &&
                    user->password_changed == ticket->password_changed &&
                    user->sealed_totp.has_value() == ticket->totp.empty();
  if (!same) return too_late();
  if (const auto wait = desk_.attempts.LoginRefused(Attempts::Step::kCode, user->name, request.client, request.now)) {
    LogEvent(desk_, request, events::type::kSecondFactorFailed, user->name, "too many codes for one account",
             desk_.tried.Of(user->name, service::FieldOf(*form, "code")));
    return ShowWait(*wait);
  }
  const auto spent = TakeCode(*user, *ticket, service::FieldOf(*form, "code"), request.now.wall);
  if (!spent) return ShowFailure(desk_, request, spent.error());
  if (!*spent) {
    LogEvent(desk_, request, events::type::kSecondFactorFailed, user->name, "wrong code",
             desk_.tried.Of(user->name, service::FieldOf(*form, "code")));
    return AskForCode(*ticket, std::string(kWrongCode), kRefused);
  }
  if (!ticket->totp.empty()) {
    LogEvent(desk_, request, events::type::kSecondFactorChanged, user->name, "set up at login");
  }
  return Enter(request, *user, jose::kTwoFactors, ticket->next);
}

base::Result<bool> Login::TakeCode(const store::User& user, const LoginTicket& ticket, std::string_view code,
                                   base::Wall now) {
  if (ticket.totp.empty()) return SpendCode(desk_, user, code, now);
  const auto step = MatchTotp(ticket.totp.Reveal(), code, now, 0);
  if (!step) return false;
  const std::string sealed = desk_.sealer.Seal(ticket.totp.Reveal(), TotpContext(user));
  return desk_.accounts.SetTotp(user, sealed, *step, "second factor set up", now);
}

service::HttpResponse Login::Enter(const service::HttpRequest& request, const store::User& user, std::string_view acr,
                                   std::string_view next) {
  const auto token = desk_.book.Open(user, acr, request.client, request.now.wall);
  if (!token) return ShowFailure(desk_, request, token.error());
  if (!*token) return Show(LoginPage{.error = std::string(kTooLate)}, kRefused);
  desk_.attempts.LoggedIn(user, request.client, request.now.wall);
  EndPresented(request);
  LogEvent(desk_, request, events::type::kLogin, user.name, acr == jose::kTwoFactors ? "two factors" : "password");
  service::HttpResponse response = service::SeeOther(IsOwnPath(next) ? next : path::kAccount);
  response.headers.push_back(SessionCookie(**token, desk_.book.life()));
  return response;
}

// Ends the browser's previous session: a login may be by another person.
void Login::EndPresented(const service::HttpRequest& request) {
  const auto cookie = PresentedCookie(request);
  if (!cookie) return;
  const auto proven = desk_.keys.SessionOf(*cookie, request.now.wall);
  if (!proven) return;
  const auto session =
      desk_.database.Read([&](store::Transaction& transaction) { return store::FindSession(transaction, proven->id); });
  if (!session || !*session || (*session)->ended) return;
  (void)desk_.book.End(**session, "another login", request.now.wall);
}

}  // namespace gatehouse::people
