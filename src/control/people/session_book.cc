#include "control/people/session_book.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "control/service/unwritten.h"
#include "jose/jws_writer.h"
#include "jose/session_token.h"
#include "jose/token_issue.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kDisabled = "account disabled";
constexpr std::chrono::minutes kSessionCleaning{10};
constexpr std::chrono::minutes kFaultToldEvery{1};

int64_t Seconds(base::Wall time) { return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count(); }

base::Result<std::string> SignSession(const SessionKeys::Signer& signer, const store::User& user,
                                      const store::Session& session) {
  jose::ClaimsText claims;
  claims.Add("iss", jose::kSessionIssuer);
  claims.Add("sub", user.name);
  claims.Add("aud", jose::kSessionAudience);
  claims.Add("iat", Seconds(session.created));
  claims.Add("exp", Seconds(session.expires));
  claims.Add("jti", session.id);
  if (!user.roles.empty()) claims.Add("roles", user.roles);
  claims.Add("acr", session.acr);
  return jose::SignCompact(signer.key, crypto::Algorithm::kEs256, signer.kid, jose::kSessionType, claims.Finish());
}

// The gate's one entry for all sessions of the account until now.
state::Revocation AllOf(const std::string& name, std::string_view reason, base::Wall now) {
  return {.what = state::Revoked::kSubject,
          .issuer = std::string(jose::kSessionIssuer),
          .value = name,
          .issued_before = now,
          .reason = std::string(reason),
          .since = now,
          .expires = now + jose::kMaxSessionLife + std::chrono::seconds(1)};
}

// The same as an order, which must stay until the daemon and its database work again.
state::Revocation OrderToDisable(const std::string& name, base::Wall now) {
  state::Revocation order = AllOf(name, service::UnwrittenReason(kDisabled), now);
  order.expires = {};
  return order;
}

}  // namespace

base::Result<> SessionBook::Begin(base::Now now) {
  static_cast<void>(retention_.Until(now));
  if (auto told = TellAllEnded(now.wall); !told) return told;
  Reconcile(now.wall);
  return {};
}

// TellEach keeps sessions for which the gate has no room. An Error comes from the database.
base::Result<> SessionBook::TellAllEnded(base::Wall now) {
  const auto ended =
      database_.Read([&](store::Transaction& transaction) { return store::EndedSessions(transaction, now); });
  if (!ended) return std::unexpected(ended.error());
  (void)TellEach(*ended, "ended before", now);
  return {};
}

void SessionBook::Reconcile(base::Wall now) {
  const auto refused = [&](const store::Session& session, const std::string& name) {
    jose::Claims principal;
    principal.issuer = jose::kSessionIssuer;
    principal.subject = name;
    principal.token_id = session.id;
    principal.issued_at = std::chrono::floor<std::chrono::seconds>(session.created);
    return link_.IsRevoked(principal, now);
  };
  const auto dead = database_.Read([&](store::Transaction& transaction) {
    std::vector<store::Session> dead_ones;
    std::map<std::string, std::string> names;
    for (const store::User& user : store::AllUsers(transaction)) names[user.id] = user.name;
    for (store::Session& session : store::LiveSessions(transaction, now)) {
      if (refused(session, names[session.user_id])) dead_ones.push_back(std::move(session));
    }
    return dead_ones;
  });
  const auto write = [&] {
    return database_.Write([&](store::Transaction& transaction) {
      for (const store::Session& session : *dead) store::EndSession(transaction, session.id, now);
    });
  };
  if (dead && (dead->empty() || write())) return;
  const std::scoped_lock lock(mutex_);
  unwritten_ = true;
}

void SessionBook::Tick(base::Now now) {
  const base::Wall forget = retention_.Until(now);
  if (retention_.WentBack()) (void)TellAllEnded(now.wall);
  std::vector<store::Session> again;
  bool unwritten = false;
  {
    const std::scoped_lock lock(mutex_);
    again = std::exchange(untold_, {});
    unwritten = std::exchange(unwritten_, false);
  }
  // Failures are kept for the next try.
  if (!again.empty()) (void)TellEach(again, "ended", now.wall);
  if (unwritten) Reconcile(now.wall);
  if (now.wall < next_cleaning_ && now.wall > next_cleaning_ - 2 * kSessionCleaning) return;
  next_cleaning_ = now.wall + kSessionCleaning;
  (void)database_.Write([&](store::Transaction& transaction) { store::ForgetSessions(transaction, forget); });
}

base::Result<std::optional<std::string>> SessionBook::Open(const store::User& user, std::string_view acr,
                                                           const base::IpAddress& address, base::Wall now) {
  const auto signer = keys_.signer();
  if (!signer) return base::Fail("There is no key to sign sessions with");
  store::Session session;
  session.id = jose::NewTokenId();
  session.user_id = user.id;
  // Whole seconds, as in the token, so that the cookie, the token and the row expire together.
  session.created = std::chrono::floor<std::chrono::seconds>(now);
  session.expires = session.created + life_;
  session.address = address.Text();
  session.acr = acr;
  // If all sessions of the account were just ended by one entry, it also covers tokens of the same second.
  jose::Claims principal;
  principal.issuer = jose::kSessionIssuer;
  principal.subject = user.name;
  principal.token_id = session.id;
  principal.issued_at = std::chrono::floor<std::chrono::seconds>(session.created);
  if (link_.IsRevoked(principal, now)) {
    return base::Fail("The account's sessions were ended this second", user.name, "log in again");
  }

  // The oldest sessions, which end to make room for it; nothing if the account was replaced meanwhile.
  const auto crowded_out =
      database_.Write([&](store::Transaction& transaction) -> std::optional<std::vector<store::Session>> {
        const auto current = store::FindUserById(transaction, user.id);
        const bool unchanged = current && current->state == store::UserState::kActive &&
                               current->password_changed == user.password_changed && current->roles == user.roles &&
                               (!current->sealed_totp || acr == jose::kTwoFactors);
        if (!unchanged) return std::nullopt;
        std::vector<store::Session> live = store::LiveSessionsOf(transaction, user.id, now);  // oldest first
        live.resize(live.size() < kMaxSessionsOfUser ? 0 : live.size() + 1 - kMaxSessionsOfUser);
        for (const store::Session& oldest : live) store::EndSession(transaction, oldest.id, now);
        store::AddSession(transaction, session);
        return live;
      });
  if (!crowded_out) return std::unexpected(crowded_out.error());
  if (!*crowded_out) return std::nullopt;
  (void)TellEach(**crowded_out, "too many sessions", now);
  auto token = SignSession(*signer, user, session);
  if (!token) return std::unexpected(token.error());
  return *std::move(token);
}

base::Result<size_t> SessionBook::EndAllOf(const store::User& user, std::string_view reason, base::Wall now) {
  const auto ahead = EndAtGate(user.name, user.id, {}, reason, now);
  auto ended =
      database_.Write([&](store::Transaction& transaction) { return store::EndSessionsOf(transaction, user.id, now); });
  // The gate refuses them until they expire; Tick tells the database when it works.
  if (!ended) return ahead;
  const size_t count = ended->size();
  if (auto told = Tell(user, *std::move(ended), reason, now); !told) return std::unexpected(told.error());
  return count;
}

base::Result<size_t> SessionBook::EndAtGate(const std::string& name, const std::string& user_id,
                                            const std::string& session, std::string_view reason, base::Wall now) {
  const store::Session presented{.id = session, .user_id = user_id, .expires = now + jose::kMaxSessionLife};
  bool each = session.empty() || TellOne(presented, reason, now).has_value();
  const auto live =
      database_.Read([&](store::Transaction& transaction) { return store::LiveSessionsOf(transaction, user_id, now); });
  each = each && live && !user_id.empty() &&
         std::ranges::all_of(*live, [&](const store::Session& one) { return TellOne(one, reason, now).has_value(); });
  // If they cannot be listed, or there is no room for each: one entry for all of them.
  const auto told = each ? base::Result<>{} : TellAllOf(name, reason, now);
  {
    const std::scoped_lock lock(mutex_);
    unwritten_ = true;
  }
  if (!told) return std::unexpected(told.error());
  return live ? live->size() : 0;
}

base::Result<> SessionBook::DisableAtGate(const std::string& name, base::Wall now) {
  base::Result<> told;
  {
    const std::scoped_lock lock(entries_);
    told = link_.Revoke(OrderToDisable(name, now), now);
  }
  // Only now: SettleDisabled in another thread takes the mark away after a look at the gate's entries.
  const std::scoped_lock lock(mutex_);
  may_be_undisabled_ = true;
  return told;
}

std::vector<state::Revocation> SessionBook::OrdersToDisable(base::Wall now) const {
  auto orders = service::UnwrittenOf(link_, jose::kSessionIssuer, now);
  std::erase_if(orders, [](const state::Revocation& order) { return order.reason != kDisabled; });
  return orders;
}

std::optional<state::Revocation> SessionBook::FindOrderToDisable(const std::string& name, base::Wall now) const {
  auto orders = OrdersToDisable(now);
  const auto order = std::ranges::find(orders, name, &state::Revocation::value);
  return order == orders.end() ? std::nullopt : std::optional(std::move(*order));
}

base::Result<> SessionBook::SettleDisabled(base::Wall now,
                                           const std::function<base::Result<>(const std::string& name)>& disable) {
  const std::scoped_lock settling(settling_);
  {
    const std::scoped_lock lock(mutex_);
    if (!std::exchange(may_be_undisabled_, false)) return {};
  }
  base::Result<> result;
  for (const state::Revocation& order : OrdersToDisable(now)) {
    auto done = disable(order.value);
    if (done) {
      Release(order.value, now);
      continue;
    }
    result = std::move(done);
    const std::scoped_lock lock(mutex_);
    may_be_undisabled_ = true;
  }
  return result;
}

void SessionBook::ForgetDisabled(const std::string& name, base::Wall now) {
  const std::scoped_lock settling(settling_);
  {
    const std::scoped_lock lock(mutex_);
    if (!may_be_undisabled_) return;
  }
  Release(name, now);
}

void SessionBook::Release(const std::string& name, base::Wall now) {
  const std::scoped_lock lock(entries_);
  auto plain = FindOrderToDisable(name, now);
  if (!plain) return;
  plain->expires = plain->issued_before.value_or(now) + jose::kMaxSessionLife + std::chrono::seconds(1);
  (void)(plain->expires > now ? link_.Revoke(*plain, now) : link_.Unrevoke(plain->what, plain->issuer, plain->value));
}

base::Result<> SessionBook::End(const store::Session& session, std::string_view reason, base::Wall now) {
  const auto ahead = TellOne(session, reason, now);
  auto written =
      database_.Write([&](store::Transaction& transaction) { store::EndSession(transaction, session.id, now); });
  if (!written) {
    const std::scoped_lock lock(mutex_);
    unwritten_ = true;
    return written;
  }
  return ahead ? base::Result<>{} : TellEach({session}, reason, now);
}

base::Result<> SessionBook::Tell(const store::User& user, std::vector<store::Session> ended, std::string_view reason,
                                 base::Wall now) {
  {
    const std::scoped_lock lock(mutex_);
    std::ranges::copy_if(untold_, std::back_inserter(ended),
                         [&](const store::Session& session) { return session.user_id == user.id; });
    std::erase_if(untold_, [&](const store::Session& session) { return session.user_id == user.id; });
  }
  auto each = TellEach(ended, reason, now);
  if (each) return each;
  if (auto told = TellAllOf(user.name, reason, now); !told) return each;
  const std::scoped_lock lock(mutex_);
  std::erase_if(untold_, [&](const store::Session& session) { return session.user_id == user.id; });
  return {};
}

// After the first one without room, the rest is not tried; all are kept for the next try.
base::Result<> SessionBook::TellEach(const std::vector<store::Session>& ended, std::string_view reason,
                                     base::Wall now) {
  base::Result<> result;
  for (const store::Session& session : ended) {
    if (session.expires <= now) continue;
    if (result) result = TellOne(session, reason, now);
    if (result) continue;
    const std::scoped_lock lock(mutex_);
    untold_.push_back(session);
  }
  if (result) return result;
  {
    const std::scoped_lock lock(mutex_);
    if (fault_told_at_ && now >= *fault_told_at_ && now - *fault_told_at_ < kFaultToldEvery) return result;
    fault_told_at_ = now;
  }
  const std::string details = "sessions that have ended are still valid at the gate: " + result.error().Text();
  link_.Log({.time = now, .type = events::type::kOrdersNotInForce, .details = details});
  return result;
}

base::Result<> SessionBook::TellAllOf(const std::string& name, std::string_view reason, base::Wall now) {
  const std::scoped_lock lock(entries_);
  // An order has the same entry, and must not be lost.
  return link_.Revoke(FindOrderToDisable(name, now) ? OrderToDisable(name, now) : AllOf(name, reason, now), now);
}

base::Result<> SessionBook::TellOne(const store::Session& session, std::string_view reason, base::Wall now) {
  return link_.Revoke({.what = state::Revoked::kTokenId,
                       .issuer = std::string(jose::kSessionIssuer),
                       .value = session.id,
                       .issued_before = {},
                       .reason = std::string(reason),
                       .since = now,
                       .expires = session.expires,
                       .made_by = state::MadeBy::kSession},
                      now);
}

}  // namespace gatehouse::people
