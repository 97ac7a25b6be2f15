#include "control/store/sessions.h"

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

struct SessionRow {
  Session session;
  long long created = 0;
  long long expires = 0;
  OptionalTimeColumn ended;

  Session Take() const {
    Session taken = session;
    taken.created = TimeOf(created);
    taken.expires = TimeOf(expires);
    taken.ended = ended.Get();
    return taken;
  }
};

auto SessionRows(soci::session& sql, SessionRow& row, const char* condition) {
  Session& session = row.session;
  return (sql.prepare << "SELECT id, user_id, created, expires, address, acr, ended FROM sessions WHERE " << condition,
          soci::into(session.id), soci::into(session.user_id), soci::into(row.created), soci::into(row.expires),
          soci::into(session.address), soci::into(session.acr), Into(row.ended));
}

std::vector<Session> All(soci::statement& rows, const SessionRow& row) {
  std::vector<Session> sessions;
  rows.execute();
  while (rows.fetch()) sessions.push_back(row.Take());
  return sessions;
}

}  // namespace

void AddSession(Transaction& transaction, const Session& session) {
  const long long created = TimeColumn(session.created);
  const long long expires = TimeColumn(session.expires);
  OptionalTimeColumn ended(session.ended);
  transaction.session() << "INSERT INTO sessions (id, user_id, created, expires, address, acr, ended) "
                           "VALUES (:id, :user_id, :created, :expires, :address, :acr, :ended)",
      soci::use(session.id), soci::use(session.user_id), soci::use(created), soci::use(expires),
      soci::use(session.address), soci::use(session.acr), Use(ended);
}

std::optional<Session> FindSession(Transaction& transaction, const std::string& id) {
  SessionRow row;
  soci::statement rows = (SessionRows(transaction.session(), row, "id = :id"), soci::use(id));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

std::vector<Session> LiveSessions(Transaction& transaction, base::Wall now) {
  SessionRow row;
  const long long time = TimeColumn(now);
  soci::statement rows =
      (SessionRows(transaction.session(), row, "ended IS NULL AND expires > :now ORDER BY created, id"),
       soci::use(time));
  return All(rows, row);
}

std::vector<Session> LiveSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now) {
  SessionRow row;
  const long long time = TimeColumn(now);
  soci::statement rows = (SessionRows(transaction.session(), row,
                                      "user_id = :user_id AND ended IS NULL AND expires > :now ORDER BY created, id"),
                          soci::use(user_id), soci::use(time));
  return All(rows, row);
}

std::vector<Session> EndedSessions(Transaction& transaction, base::Wall now) {
  SessionRow row;
  const long long time = TimeColumn(now);
  soci::statement rows =
      (SessionRows(transaction.session(), row, "ended IS NOT NULL AND expires > :now ORDER BY created, id"),
       soci::use(time));
  return All(rows, row);
}

void EndSession(Transaction& transaction, const std::string& id, base::Wall now) {
  const long long ended = TimeColumn(now);
  transaction.session() << "UPDATE sessions SET ended = :ended WHERE id = :id AND ended IS NULL", soci::use(ended),
      soci::use(id);
}

std::vector<Session> EndSessionsOf(Transaction& transaction, const std::string& user_id, base::Wall now) {
  std::vector<Session> live = LiveSessionsOf(transaction, user_id, now);
  const long long ended = TimeColumn(now);
  transaction.session() << "UPDATE sessions SET ended = :ended WHERE user_id = :user_id AND ended IS NULL",
      soci::use(ended), soci::use(user_id);
  for (Session& session : live) session.ended = now;
  return live;
}

void ForgetSessions(Transaction& transaction, base::Wall now) {
  const long long time = TimeColumn(now);
  transaction.session() << "DELETE FROM sessions WHERE expires <= :now", soci::use(time);
}

}  // namespace gatehouse::store
