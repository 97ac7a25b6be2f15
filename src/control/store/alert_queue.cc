#include "control/store/alert_queue.h"

#include <algorithm>

#include "control/store/columns.h"

namespace gatehouse::store {

int64_t QueueAlert(Transaction& transaction, QueuedAlert& alert) {
  soci::session& sql = transaction.session();
  // An id is never used twice, even after the queue was empty.
  sql << "UPDATE alert_ids SET last = last + 1";
  long long id = 0;
  sql << "SELECT last FROM alert_ids", soci::into(id);
  alert.id = id;
  const long long created = TimeColumn(alert.created);
  sql << "INSERT INTO alerts (id, channel, created, content) VALUES (:id, :channel, :created, :content)", soci::use(id),
      soci::use(alert.channel), soci::use(created), soci::use(alert.content);
  const int64_t over = CountAlerts(transaction, alert.channel) - kMaxQueuedAlerts;
  if (over <= 0) return 0;
  const long long count = over;
  sql << "DELETE FROM alerts WHERE id IN (SELECT id FROM alerts WHERE channel = :channel ORDER BY id LIMIT :count)",
      soci::use(alert.channel), soci::use(count);
  return over;
}

std::vector<QueuedAlert> OldestAlerts(Transaction& transaction, const std::string& channel, int limit) {
  soci::session& sql = transaction.session();
  long long id = 0;
  long long created = 0;
  std::string content;
  soci::statement rows =
      (sql.prepare << "SELECT id, created, content FROM alerts WHERE channel = :channel ORDER BY id LIMIT :limit",
       soci::into(id), soci::into(created), soci::into(content), soci::use(channel), soci::use(limit));
  std::vector<QueuedAlert> alerts;
  rows.execute();
  while (rows.fetch()) alerts.push_back({id, channel, TimeOf(created), content});
  return alerts;
}

void RemoveAlerts(Transaction& transaction, const std::string& channel, int64_t up_to) {
  soci::session& sql = transaction.session();
  const long long id = up_to;
  sql << "DELETE FROM alerts WHERE channel = :channel AND id <= :id", soci::use(channel), soci::use(id);
}

void RemoveAlertsOfOthers(Transaction& transaction, const std::vector<std::string>& channels) {
  soci::session& sql = transaction.session();
  std::vector<std::string> there;
  std::string channel;
  soci::statement rows = (sql.prepare << "SELECT DISTINCT channel FROM alerts", soci::into(channel));
  rows.execute();
  while (rows.fetch()) there.push_back(channel);
  for (const std::string& name : there) {
    if (std::ranges::find(channels, name) != channels.end()) continue;
    sql << "DELETE FROM alerts WHERE channel = :channel", soci::use(name);
  }
}

void AddMessage(Transaction& transaction, const std::string& channel, base::Wall sent) {
  soci::session& sql = transaction.session();
  const long long at = TimeColumn(sent);
  const long long before = TimeColumn(sent - kMessageCounts);
  sql << "DELETE FROM alert_messages WHERE sent <= :before", soci::use(before);
  sql << "INSERT INTO alert_messages (channel, sent) VALUES (:channel, :sent)", soci::use(channel), soci::use(at);
}

std::vector<base::Wall> MessagesOfHour(Transaction& transaction, const std::string& channel, base::Wall now) {
  soci::session& sql = transaction.session();
  const long long before = TimeColumn(now - kMessageCounts);
  const long long until = TimeColumn(now);
  long long sent = 0;
  soci::statement rows =
      (sql.prepare << "SELECT sent FROM alert_messages WHERE channel = :channel AND sent > :before AND sent <= :until "
                      "ORDER BY sent",
       soci::into(sent), soci::use(channel), soci::use(before), soci::use(until));
  std::vector<base::Wall> messages;
  rows.execute();
  while (rows.fetch()) messages.push_back(TimeOf(sent));
  return messages;
}

int64_t CountAlerts(Transaction& transaction, const std::string& channel) {
  soci::session& sql = transaction.session();
  long long count = 0;
  sql << "SELECT count(*) FROM alerts WHERE channel = :channel", soci::into(count), soci::use(channel);
  return count;
}

}  // namespace gatehouse::store
