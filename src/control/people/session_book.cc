#include "control/people/session_book.h"

#include <algorithm>
#include <utility>

#include "gate/identify/jws_writer.h"
#include "gate/identify/session.h"
#include "gate/identify/token_issue.h"

namespace gatehouse::control {
namespace {

constexpr std::chrono::minutes kCleaning{10};

int64_t Seconds(base::Wall time) { return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(); }

base::Result<std::string> SignSession(const SessionKeys::Signer& signer, const User& user, const Session& session) {
  gate::ClaimsText claims;
  claims.Add("iss", gate::kSessionIssuer);
  claims.Add("sub", user.name);
  claims.Add("aud", gate::kSessionAudience);
  claims.Add("iat", Seconds(session.created));
  claims.Add("exp", Seconds(session.expires));
  claims.Add("jti", session.id);
  if (!user.roles.empty()) claims.Add("roles", user.roles);
  claims.Add("acr", session.acr);
  return gate::SignCompact(signer.key, crypto::Algorithm::kEs256, signer.kid, gate::kSessionType, claims.Finish());
}

}  // namespace

base::Result<> SessionBook::Begin(base::Wall now) {
  std::vector<Session> ended;
  auto read = database_.Read([&](soci::session& sql) -> base::Result<> {
    ended = EndedSessions(sql, now);
    return {};
  });
  if (!read) return read;
  return Tell(ended, "ended before the daemon started", now);
}

void SessionBook::Tick(base::Wall now) {
  std::vector<Session> again;
  {
    const std::scoped_lock lock(mutex_);
    again = std::exchange(untold_, {});
  }
  // What fails is kept once more by Tell.
  if (!again.empty()) (void)Tell(again, "ended", now);
  if (now < next_cleaning_ && now > next_cleaning_ - 2 * kCleaning) return;
  next_cleaning_ = now + kCleaning;
  (void)database_.Write([&](soci::session& sql) -> base::Result<> {
    ForgetSessions(sql, now);
    return {};
  });
}

base::Result<std::optional<std::string>> SessionBook::Open(const User& user, std::string_view acr,
                                                           const base::IpAddress& address, base::Wall now) {
  const auto signer = keys_.signer();
  if (!signer) return base::Fail("there is no key to sign sessions with");
  Session session;
  session.id = gate::NewTokenId();
  session.user_id = user.id;
  // Whole seconds, as the token has them: the cookie, the token and the row end together.
  session.created = std::chrono::floor<std::chrono::seconds>(now);
  session.expires = session.created + life_;
  session.address = address.Text();
  session.acr = acr;

  bool unchanged = false;
  std::vector<Session> crowded_out;
  const auto written = database_.Write([&](soci::session& sql) -> base::Result<> {
    crowded_out.clear();
    const auto current = FindUserById(sql, user.id);
    unchanged = current && current->state == UserState::kActive && current->password_changed == user.password_changed &&
                current->roles == user.roles && (!current->sealed_totp || acr == gate::kTwoFactors);
    if (!unchanged) return {};
    std::vector<Session> live = LiveSessionsOf(sql, user.id, now);
    for (size_t i = 0; i + kMaxSessionsOfUser <= live.size(); ++i) {
      EndSession(sql, live[i].id, now);
      crowded_out.push_back(live[i]);
    }
    AddSession(sql, session);
    return {};
  });
  if (!written) return std::unexpected(written.error());
  if (!unchanged) return std::nullopt;
  (void)Tell(crowded_out, "too many sessions", now);
  auto token = SignSession(*signer, user, session);
  if (!token) return std::unexpected(token.error());
  return *std::move(token);
}

base::Result<size_t> SessionBook::EndAllOf(const std::string& user_id, std::string_view reason, base::Wall now) {
  std::vector<Session> ended;
  const auto written = database_.Write([&](soci::session& sql) -> base::Result<> {
    ended = EndSessionsOf(sql, user_id, now);
    return {};
  });
  if (!written) return std::unexpected(written.error());
  if (auto told = Tell(ended, reason, now); !told) return std::unexpected(told.error());
  return ended.size();
}

base::Result<> SessionBook::End(const Session& session, std::string_view reason, base::Wall now) {
  auto written = database_.Write([&](soci::session& sql) -> base::Result<> {
    EndSession(sql, session.id, now);
    return {};
  });
  if (!written) return written;
  return Tell({session}, reason, now);
}

base::Result<> SessionBook::Tell(const std::vector<Session>& ended, std::string_view reason, base::Wall now) {
  base::Result<> result;
  for (const Session& session : ended) {
    if (session.expires <= now) continue;
    auto told = TellOne(session, reason, now);
    if (told) continue;
    result = std::move(told);
    const std::scoped_lock lock(mutex_);
    untold_.push_back(session);
  }
  return result;
}

base::Result<> SessionBook::TellOne(const Session& session, std::string_view reason, base::Wall now) {
  return link_.Revoke({.what = state::Revoked::kTokenId,
                       .issuer = std::string(gate::kSessionIssuer),
                       .value = session.id,
                       .issued_before = {},
                       .reason = std::string(reason),
                       .since = now,
                       .expires = session.expires},
                      now);
}

}  // namespace gatehouse::control
