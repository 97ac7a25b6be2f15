#include "control/store/users.h"

#include <array>

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

constexpr std::array<std::string_view, 2> kUserStates = {"active", "disabled"};

struct UserRow {
  User user;
  std::string roles;
  std::string state;
  std::string sealed_totp;
  soci::indicator has_totp = soci::i_null;
  long long totp_last_step = 0;
  long long created = 0;
  long long changed = 0;
  long long password_changed = 0;

  User Take() const {
    User taken = user;
    taken.roles = WordsOf(roles);
    taken.state = EnumOf<UserState>(kUserStates, state);
    if (has_totp == soci::i_ok) taken.sealed_totp = sealed_totp;
    taken.totp_last_step = totp_last_step;
    taken.created = TimeOf(created);
    taken.changed = TimeOf(changed);
    taken.password_changed = TimeOf(password_changed);
    return taken;
  }
};

auto UserRows(soci::session& sql, UserRow& row, const char* condition) {
  return (sql.prepare << "SELECT id, name, password_hash, roles, state, sealed_totp, totp_last_step, created, changed, "
                         "password_changed FROM users "
                      << condition,
          soci::into(row.user.id), soci::into(row.user.name), soci::into(row.user.password_hash), soci::into(row.roles),
          soci::into(row.state), soci::into(row.sealed_totp, row.has_totp), soci::into(row.totp_last_step),
          soci::into(row.created), soci::into(row.changed), soci::into(row.password_changed));
}

std::optional<User> FindBy(soci::session& sql, const char* condition, const std::string& value) {
  UserRow row;
  soci::statement rows = (UserRows(sql, row, condition), soci::use(value));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

}  // namespace

std::string_view Name(UserState state) { return kUserStates[static_cast<size_t>(state)]; }

bool AddUser(Transaction& transaction, const User& user) {
  if (FindUser(transaction, user.name)) return false;
  const std::string roles = WordsColumn(user.roles);
  const std::string state(Name(user.state));
  const std::string sealed = user.sealed_totp.value_or("");
  soci::indicator has_totp = user.sealed_totp ? soci::i_ok : soci::i_null;
  const long long step = user.totp_last_step;
  const long long created = TimeColumn(user.created);
  const long long changed = TimeColumn(user.changed);
  const long long password_changed = TimeColumn(user.password_changed);
  transaction.session()
      << "INSERT INTO users (id, name, password_hash, roles, state, sealed_totp, totp_last_step, created, changed, "
         "password_changed) VALUES (:id, :name, :password_hash, :roles, :state, :sealed_totp, :totp_last_step, "
         ":created, :changed, :password_changed)",
      soci::use(user.id), soci::use(user.name), soci::use(user.password_hash), soci::use(roles), soci::use(state),
      soci::use(sealed, has_totp), soci::use(step), soci::use(created), soci::use(changed), soci::use(password_changed);
  return true;
}

std::optional<User> FindUser(Transaction& transaction, const std::string& name) {
  return FindBy(transaction.session(), "WHERE name = :name", name);
}

std::optional<User> FindUserById(Transaction& transaction, const std::string& id) {
  return FindBy(transaction.session(), "WHERE id = :id", id);
}

std::vector<User> AllUsers(Transaction& transaction) {
  UserRow row;
  soci::statement rows = UserRows(transaction.session(), row, "ORDER BY name");
  std::vector<User> users;
  rows.execute();
  while (rows.fetch()) users.push_back(row.Take());
  return users;
}

void SetUserAccess(Transaction& transaction, const std::string& id, UserState state,
                   const std::vector<std::string>& roles, base::Wall now) {
  const std::string word(Name(state));
  const std::string list = WordsColumn(roles);
  const long long changed = TimeColumn(now);
  transaction.session() << "UPDATE users SET state = :state, roles = :roles, changed = :changed WHERE id = :id",
      soci::use(word), soci::use(list), soci::use(changed), soci::use(id);
}

void SetUserPassword(Transaction& transaction, const std::string& id, const std::string& hash, base::Wall now) {
  const long long changed = TimeColumn(now);
  transaction.session()
      << "UPDATE users SET password_hash = :hash, changed = :changed, password_changed = :password_changed "
         "WHERE id = :id",
      soci::use(hash), soci::use(changed), soci::use(changed), soci::use(id);
}

bool RenewUserHash(Transaction& transaction, const std::string& id, const std::string& old_hash,
                   const std::string& new_hash) {
  soci::statement update =
      (transaction.session().prepare
           << "UPDATE users SET password_hash = :new_hash WHERE id = :id AND password_hash = :old_hash",
       soci::use(new_hash), soci::use(id), soci::use(old_hash));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

void SetUserTotp(Transaction& transaction, const std::string& id, const std::optional<std::string>& sealed,
                 int64_t step, base::Wall now) {
  const std::string text = sealed.value_or("");
  soci::indicator has_totp = sealed ? soci::i_ok : soci::i_null;
  const long long last = step;
  const long long changed = TimeColumn(now);
  transaction.session()
      << "UPDATE users SET sealed_totp = :sealed, totp_last_step = :step, changed = :changed WHERE id = :id",
      soci::use(text, has_totp), soci::use(last), soci::use(changed), soci::use(id);
}

bool SpendTotpStep(Transaction& transaction, const std::string& id, int64_t step) {
  const long long last = step;
  soci::statement update = (transaction.session().prepare
                                << "UPDATE users SET totp_last_step = :step WHERE id = :id AND totp_last_step < :least",
                            soci::use(last), soci::use(id), soci::use(last));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

}  // namespace gatehouse::store
