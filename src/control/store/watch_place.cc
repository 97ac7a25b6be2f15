#include "control/store/watch_place.h"

#include "control/store/columns.h"

namespace gatehouse::store {

std::optional<WatchPlace> FindWatchPlace(Transaction& transaction, const std::string& log) {
  WatchPlace place;
  long long file = 0;
  long long offset = 0;
  long long lines = 0;
  long long events = 0;
  transaction.session() << "SELECT file, inode, fingerprint, place, lines, events FROM watch_place WHERE log = :log",
      soci::into(file), soci::into(place.inode), soci::into(place.fingerprint), soci::into(offset), soci::into(lines),
      soci::into(events), soci::use(log);
  if (!transaction.session().got_data()) return std::nullopt;
  place.file = static_cast<uint64_t>(file);
  place.offset = static_cast<uint64_t>(offset);
  place.lines = static_cast<uint64_t>(lines);
  place.events = static_cast<uint64_t>(events);
  return place;
}

base::Result<> MoveWatchPlace(Transaction& transaction, const std::string& log, const std::optional<WatchPlace>& before,
                              const WatchPlace& after) {
  if (FindWatchPlace(transaction, log) != before) {
    return base::Fail("Another daemon follows the same event log with this database", {},
                      "run one daemon for each database");
  }
  const auto file = static_cast<long long>(after.file);
  const auto offset = static_cast<long long>(after.offset);
  const auto lines = static_cast<long long>(after.lines);
  const auto events = static_cast<long long>(after.events);
  transaction.session()
      << "INSERT INTO watch_place (log, file, inode, fingerprint, place, lines, events) VALUES (:log, :file, :inode, "
         ":fingerprint, :place, :lines, :events) ON CONFLICT (log) DO UPDATE SET file = excluded.file, "
         "inode = excluded.inode, fingerprint = excluded.fingerprint, place = excluded.place, lines = excluded.lines, "
         "events = excluded.events",
      soci::use(log), soci::use(file), soci::use(after.inode), soci::use(after.fingerprint), soci::use(offset),
      soci::use(lines), soci::use(events);
  return {};
}

}  // namespace gatehouse::store
