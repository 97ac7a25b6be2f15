#include "control/store/revocations.h"

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

struct RevocationRow {
  StoredRevocation revocation;
  OptionalTimeColumn issued_before;
  OptionalTimeColumn expires;
  long long since = 0;

  StoredRevocation Take() const {
    StoredRevocation taken = revocation;
    taken.issued_before = issued_before.Get();
    taken.since = TimeOf(since);
    taken.expires = expires.Get();
    return taken;
  }
};

}  // namespace

std::vector<StoredRevocation> AllRevocations(Transaction& transaction) {
  RevocationRow row;
  soci::statement rows =
      (transaction.session().prepare
           << "SELECT what, issuer, value, issued_before, reason, since, expires, client FROM revocations ORDER BY "
              "since, what, issuer, value",
       soci::into(row.revocation.what), soci::into(row.revocation.issuer), soci::into(row.revocation.value),
       Into(row.issued_before), soci::into(row.revocation.reason), soci::into(row.since), Into(row.expires),
       soci::into(row.revocation.client));
  std::vector<StoredRevocation> revocations;
  rows.execute();
  while (rows.fetch()) revocations.push_back(row.Take());
  return revocations;
}

void PutRevocation(Transaction& transaction, const StoredRevocation& revocation) {
  OptionalTimeColumn issued_before(revocation.issued_before);
  OptionalTimeColumn expires(revocation.expires);
  const long long since = TimeColumn(revocation.since);
  transaction.session()
      << "INSERT INTO revocations (what, issuer, value, issued_before, reason, since, expires, client) VALUES "
         "(:what, :issuer, :value, :issued_before, :reason, :since, :expires, :client) "
         "ON CONFLICT (what, issuer, value) DO UPDATE SET issued_before = excluded.issued_before, "
         "reason = excluded.reason, since = excluded.since, expires = excluded.expires, client = excluded.client",
      soci::use(revocation.what), soci::use(revocation.issuer), soci::use(revocation.value), Use(issued_before),
      soci::use(revocation.reason), soci::use(since), Use(expires), soci::use(revocation.client);
}

bool RemoveRevocation(Transaction& transaction, const std::string& what, const std::string& issuer,
                      const std::string& value) {
  soci::statement removal =
      (transaction.session().prepare
           << "DELETE FROM revocations WHERE what = :what AND issuer = :issuer AND value = :value",
       soci::use(what), soci::use(issuer), soci::use(value));
  removal.execute(true);
  return removal.get_affected_rows() == 1;
}

int64_t CountRevocationsBy(Transaction& transaction, const std::string& client, base::Wall now) {
  const long long time = TimeColumn(now);
  long long count = 0;
  transaction.session() << "SELECT count(*) FROM revocations WHERE client = :client AND expires > :now",
      soci::into(count), soci::use(client), soci::use(time);
  return count;
}

void ForgetRevocations(Transaction& transaction, base::Wall now) {
  const long long end = TimeColumn(now);
  transaction.session() << "DELETE FROM revocations WHERE expires IS NOT NULL AND expires <= :now", soci::use(end);
}

}  // namespace gatehouse::store
