#include "control/people/account.h"

#include <chrono>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/counted.h"
#include "base/rfc3339.h"
#include "control/people/pages.h"
#include "control/people/paths.h"
#include "control/people/session_cookie.h"
#include "control/people/totp.h"
#include "jose/session_token.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kWrongPassword = "That is not your password";
constexpr std::string_view kChanged = "Your account has changed meanwhile. Log in again.";
constexpr int kConflict = 409;
constexpr int kUnprocessable = 422;
constexpr std::string_view kLoggedOut = "/_gatehouse/login?notice=logged-out";
constexpr std::string_view kPasswordChanged = "/_gatehouse/login?notice=password-changed";

// "2026-01-31 12:00 UTC"
std::string Minute(base::Wall time) {
  const std::string text = base::TimeText(time);
  constexpr size_t kDate = std::string_view("2026-01-31").size();
  constexpr size_t kMinute = std::string_view("12:00").size();
  return text.substr(0, kDate) + " " + text.substr(kDate + 1, kMinute) + " UTC";
}

service::HttpResponse ToLogin(std::string_view path) {
  service::HttpResponse response = service::SeeOther(path);
  response.headers.push_back(NoSessionCookie());
  return response;
}

}  // namespace

std::optional<SessionKeys::Proven> Account::Proven(const service::HttpRequest& request) const {
  const auto cookie = PresentedCookie(request);
  if (!cookie) return {};
  auto proven = desk_.keys.SessionOf(*cookie, request.now.wall);
  if (!proven || proven->subject != request.subject || proven->id != request.token_id) return {};
  return proven;
}

base::Result<std::optional<Account::Visitor>> Account::Who(const service::HttpRequest& request) {
  const auto proven = Proven(request);
  if (!proven) return std::nullopt;
  return desk_.database.Read([&](store::Transaction& transaction) -> std::optional<Visitor> {
    auto user = store::FindUser(transaction, proven->subject);
    auto session = store::FindSession(transaction, proven->id);
    const bool good = user && session && session->user_id == user->id && !session->ended &&
                      session->expires > request.now.wall && user->state == store::UserState::kActive;
    if (!good) return std::nullopt;
    return Visitor{.user = *std::move(user), .session = *std::move(session)};
  });
}

template <typename Act>
service::HttpResponse Account::AsVisitor(const service::HttpRequest& request, Act&& act) {
  const auto visitor = Who(request);
  if (!visitor) return ShowFailure(desk_, request, visitor.error());
  if (!*visitor) return ToLogin(path::kLogin);
  return act(**visitor);
}

std::optional<service::HttpResponse> Account::WrongPassword(const service::HttpRequest& request, const Visitor& visitor,
                                                            const base::SecretString& password, std::string_view what) {
  std::optional<std::chrono::seconds> wait;
  base::Result<Accounts::Check> check;
  const auto busy = InTurn(desk_, request, [&] {
    wait = desk_.attempts.Refused(Attempts::What::kConfirmation, visitor.user.name, request.now.steady);
    if (!wait) check = desk_.accounts.Open(visitor.user.name, password);
  });
  if (busy) return *busy;
  if (wait) {
    LogEvent(desk_, request, events::type::kLoginFailed, visitor.user.name, "too many attempts for one account",
             desk_.tried.Of(visitor.user.name, password.Reveal()));
    return ShowWait(*wait);
  }
  if (!check) return ShowFailure(desk_, request, check.error());
  if (check->opened) return {};
  LogEvent(desk_, request, events::type::kLoginFailed, visitor.user.name, what,
           desk_.tried.Of(visitor.user.name, password.Reveal()));
  return Page(request, visitor, kWrongPassword, kRefused);
}

service::HttpResponse Account::Page(const service::HttpRequest& request, const Visitor& visitor, std::string_view error,
                                    int status) {
  const auto live = desk_.database.Read([&](store::Transaction& transaction) {
    return store::LiveSessionsOf(transaction, visitor.user.id, request.now.wall);
  });
  if (!live) return ShowFailure(desk_, request, live.error());
  AccountPage page{.name = visitor.user.name,
                   .roles = visitor.user.roles,
                   .sessions = {},
                   .has_second_factor = visitor.user.sealed_totp.has_value(),
                   .must_have_second_factor = desk_.settings.second_factor_required,
                   .notice = {},
                   .error = std::string(error)};
  for (const store::Session& session : *live) {
    page.sessions.push_back({.since = Minute(session.created),
                             .until = Minute(session.expires),
                             .address = session.address,
                             .this_one = session.id == visitor.session.id});
  }
  return Show(page, status);
}

service::HttpResponse Account::ShowAccount(const service::HttpRequest& request) {
  return AsVisitor(request, [&](const Visitor& visitor) { return Page(request, visitor, {}, 200); });
}

service::HttpResponse Account::SubmitAccount(const service::HttpRequest& request) {
  return AsVisitor(request, [&](const Visitor& visitor) {
    auto form = service::ReadForm(request);
    if (!form) return Page(request, visitor, kUnreadable, 400);
    const std::string_view action = service::FieldOf(*form, "action");
    if (action == "totp-begin") return BeginTotp(request, visitor, *form);
    if (action == "totp-confirm") return ConfirmTotp(request, visitor, *form);
    if (action == "totp-remove") return RemoveTotp(request, visitor, *form);
    return Page(request, visitor, kUnreadable, 400);
  });
}

service::HttpResponse Account::BeginTotp(const service::HttpRequest& request, const Visitor& visitor,
                                         service::Form& form) {
  if (visitor.user.sealed_totp) return Page(request, visitor, "There is a second factor already", kConflict);
  const base::SecretString password = service::TakeField(form, "password");
  if (auto wrong = WrongPassword(request, visitor, password, "wrong password, for a second factor")) return *wrong;
  const base::SecretString secret = NewTotpSecret();
  return Show(TotpPage{.secret = Grouped(Base32(secret.Reveal())),
                       .uri = OtpauthUri(issuer_, visitor.user.name, secret.Reveal()),
                       .ticket = tickets_.Write(visitor.user.id, secret, request.now.wall),
                       .error = {}});
}

service::HttpResponse Account::ConfirmTotp(const service::HttpRequest& request, const Visitor& visitor,
                                           service::Form& form) {
  if (visitor.user.sealed_totp) return Page(request, visitor, "There is a second factor already", kConflict);
  std::string ticket(service::FieldOf(form, "ticket"));
  const auto secret = tickets_.Read(visitor.user.id, ticket, request.now.wall);
  if (!secret) return Page(request, visitor, "That took too long. Set it up again.", kRefused);
  if (const auto wait = desk_.attempts.Refused(Attempts::What::kCode, visitor.user.name, request.now.steady)) {
    return ShowWait(*wait);
  }
  const auto step = MatchTotp(secret->Reveal(), service::FieldOf(form, "code"), request.now.wall, 0);
  if (!step) {
    return Show(TotpPage{.secret = {}, .uri = {}, .ticket = std::move(ticket), .error = std::string(kWrongCode)},
                kRefused);
  }
  const std::string sealed = desk_.sealer.Seal(secret->Reveal(), TotpContext(visitor.user));
  const auto set = desk_.accounts.SetTotp(visitor.user, sealed, *step, "second factor set up", request.now.wall);
  if (!set) return ShowFailure(desk_, request, set.error());
  if (!*set) return Page(request, visitor, kChanged, kConflict);
  return Reenter(request, visitor.user.name, jose::kTwoFactors, "set up");
}

service::HttpResponse Account::RemoveTotp(const service::HttpRequest& request, const Visitor& visitor,
                                          service::Form& form) {
  if (!visitor.user.sealed_totp) return Page(request, visitor, "There is no second factor", kConflict);
  if (desk_.settings.second_factor_required) return Page(request, visitor, "This site asks for one", kRefused);
  const base::SecretString password = service::TakeField(form, "password");
  if (auto wrong = WrongPassword(request, visitor, password, "wrong password, for a second factor")) return *wrong;
  if (const auto wait = desk_.attempts.Refused(Attempts::What::kCode, visitor.user.name, request.now.steady)) {
    return ShowWait(*wait);
  }
  const auto spent = SpendCode(desk_, visitor.user, service::FieldOf(form, "code"), request.now.wall);
  if (!spent) return ShowFailure(desk_, request, spent.error());
  if (!*spent) {
    LogEvent(desk_, request, events::type::kSecondFactorFailed, visitor.user.name,
             "wrong code, to remove the second factor");
    return Page(request, visitor, kWrongCode, kRefused);
  }
  const auto set = desk_.accounts.SetTotp(visitor.user, {}, 0, "second factor removed", request.now.wall);
  if (!set) return ShowFailure(desk_, request, set.error());
  if (!*set) return Page(request, visitor, kChanged, kConflict);
  return Reenter(request, visitor.user.name, jose::kOneFactor, "removed");
}

// The account's rights have changed: all sessions have ended, and this browser gets a new one with a new id.
service::HttpResponse Account::Reenter(const service::HttpRequest& request, const std::string& name,
                                       std::string_view acr, std::string_view details) {
  LogEvent(desk_, request, events::type::kSecondFactorChanged, name, details);
  const auto user = desk_.accounts.Find(name);
  if (!user) return ShowFailure(desk_, request, user.error());
  if (!*user) return ToLogin(path::kLogin);
  const auto token = desk_.book.Open(**user, acr, request.client, request.now.wall);
  if (!token) return ShowFailure(desk_, request, token.error());
  if (!*token) return ToLogin(path::kLogin);
  service::HttpResponse response = service::SeeOther(path::kAccount);
  response.headers.push_back(SessionCookie(**token, desk_.book.life()));
  return response;
}

service::HttpResponse Account::ShowPassword(const service::HttpRequest& request) {
  return AsVisitor(request, [&](const Visitor& visitor) {
    return Show(PasswordPage{.name = visitor.user.name, .error = {}, .broken = {}});
  });
}

service::HttpResponse Account::SubmitPassword(const service::HttpRequest& request) {
  return AsVisitor(request, [&](const Visitor& visitor) {
    const auto again = [&](int status, std::string_view error, std::vector<std::string> broken = {}) {
      return Show(PasswordPage{.name = visitor.user.name, .error = std::string(error), .broken = std::move(broken)},
                  status);
    };
    auto form = service::ReadForm(request);
    if (!form) return again(400, kUnreadable);
    const base::SecretString old = service::TakeField(*form, "password");
    const base::SecretString wanted = service::TakeField(*form, "new");
    const base::SecretString repeated = service::TakeField(*form, "again");
    if (auto wrong = WrongPassword(request, visitor, old, "wrong password, for a new one")) {
      return wrong->status == kRefused ? again(kRefused, kWrongPassword) : *wrong;
    }
    const auto verdict = desk_.accounts.Judge(wanted, visitor.user.name);
    if (!verdict) return ShowFailure(desk_, request, verdict.error());
    std::vector<std::string> broken;
    for (const passwords::Rule rule : verdict->broken) broken.emplace_back(passwords::Sentence(rule));
    if (wanted.Reveal() == old.Reveal()) broken.emplace_back("to differ from the old one");
    if (!broken.empty()) return again(kUnprocessable, {}, std::move(broken));
    if (wanted.Reveal() != repeated.Reveal()) {
      return again(kUnprocessable, "The new password and its repetition are not the same");
    }
    base::Result<std::string> hash;
    if (auto busy = InTurn(desk_, request, [&] { hash = desk_.accounts.Hash(wanted); })) return *busy;
    if (!hash) return ShowFailure(desk_, request, hash.error());
    const auto set = desk_.accounts.SetPassword(visitor.user, *hash, "password changed", request.now.wall);
    if (!set) return ShowFailure(desk_, request, set.error());
    if (!*set) return again(kConflict, kChanged);
    LogEvent(desk_, request, events::type::kPasswordChanged, visitor.user.name, "by the user");
    return ToLogin(kPasswordChanged);
  });
}

service::HttpResponse Account::Logout(const service::HttpRequest& request) {
  const auto proven = Proven(request);
  if (!proven) return ToLogin(path::kLogin);
  // Uses the cookie's proof, not the database: the gate can be told even while the database fails.
  const auto visitor = Who(request);
  if (!visitor || !*visitor) {
    const auto out = desk_.book.EndAtGate(proven->subject, {}, proven->id, "logged out", request.now.wall);
    if (!out) return ShowFailure(desk_, request, out.error());
    LogEvent(desk_, request, events::type::kLogout, proven->subject,
             visitor ? "at the gate" : "at the gate; the database is told later: " + visitor.error().Text());
    return ToLogin(kLoggedOut);
  }
  const store::User& user = (*visitor)->user;
  const auto ended = desk_.book.EndAllOf(user, "logged out", request.now.wall);
  if (!ended) return ShowFailure(desk_, request, ended.error());
  LogEvent(desk_, request, events::type::kLogout, user.name, base::Counted(*ended, "session") + " ended");
  return ToLogin(kLoggedOut);
}

}  // namespace gatehouse::people
