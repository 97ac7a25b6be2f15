#include "control/store/known_addresses.h"

#include "control/store/columns.h"

namespace gatehouse::store {

void PutKnownAddress(Transaction& transaction, const std::string& user_id, const std::string& address,
                     base::Wall ends) {
  soci::session& sql = transaction.session();
  const long long end = TimeColumn(ends);
  sql << "INSERT INTO known_addresses (user_id, address, ends) VALUES (:user_id, :address, :ends) "
         "ON CONFLICT (user_id, address) DO UPDATE SET ends = excluded.ends",
      soci::use(user_id), soci::use(address), soci::use(end);
  const long long most = kMaxKnownAddresses;
  sql << "DELETE FROM known_addresses WHERE user_id = :user_id AND address NOT IN "
         "(SELECT address FROM known_addresses WHERE user_id = :same ORDER BY ends DESC, address LIMIT :most)",
      soci::use(user_id), soci::use(user_id), soci::use(most);
}

bool IsKnownAddress(Transaction& transaction, const std::string& user_name, const std::string& address,
                    base::Wall now) {
  const long long time = TimeColumn(now);
  long long count = 0;
  transaction.session()
      << "SELECT count(*) FROM known_addresses JOIN users ON users.id = known_addresses.user_id "
         "WHERE users.name = :name AND known_addresses.address = :address AND known_addresses.ends > :now",
      soci::into(count), soci::use(user_name), soci::use(address), soci::use(time);
  return count > 0;
}

void ForgetKnownAddressesOf(Transaction& transaction, const std::string& user_id) {
  transaction.session() << "DELETE FROM known_addresses WHERE user_id = :user_id", soci::use(user_id);
}

void ForgetKnownAddresses(Transaction& transaction, base::Wall now) {
  const long long time = TimeColumn(now);
  transaction.session() << "DELETE FROM known_addresses WHERE ends <= :now", soci::use(time);
}

}  // namespace gatehouse::store
