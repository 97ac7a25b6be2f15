#include "control/store/assertions.h"

#include "control/store/columns.h"

namespace gatehouse::store {

bool UseAssertion(Transaction& transaction, const std::string& issuer, const std::string& jti, base::Wall expires) {
  const long long end = TimeColumn(expires);
  soci::statement insert = (transaction.session().prepare
                                << "INSERT INTO assertions (jti, issuer, expires) VALUES (:jti, :issuer, :expires) "
                                   "ON CONFLICT (issuer, jti) DO NOTHING",
                            soci::use(jti), soci::use(issuer), soci::use(end));
  insert.execute(true);
  return insert.get_affected_rows() == 1;
}

void ForgetAssertions(Transaction& transaction, base::Wall now) {
  const long long end = TimeColumn(now);
  transaction.session() << "DELETE FROM assertions WHERE expires <= :now", soci::use(end);
}

}  // namespace gatehouse::store
