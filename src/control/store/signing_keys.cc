#include "control/store/signing_keys.h"

#include <array>

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

constexpr std::array<std::string_view, 2> kUses = {"registry", "session"};
constexpr std::array<std::string_view, 3> kKeyStates = {"prepared", "active", "retired"};

struct KeyRow {
  SigningKey key;
  std::string use;
  std::string state;
  long long created = 0;
  OptionalTimeColumn published;
  OptionalTimeColumn active_since;
  OptionalTimeColumn retired_at;
  OptionalTimeColumn ends;

  SigningKey Take() const {
    SigningKey taken = key;
    taken.use = EnumOf<KeyUse>(kUses, use);
    taken.state = EnumOf<KeyState>(kKeyStates, state);
    taken.created = TimeOf(created);
    taken.published = published.Get();
    taken.active_since = active_since.Get();
    taken.retired_at = retired_at.Get();
    taken.ends = ends.Get();
    return taken;
  }
};

}  // namespace

std::string_view Name(KeyUse use) { return kUses[static_cast<size_t>(use)]; }
std::string_view Name(KeyState state) { return kKeyStates[static_cast<size_t>(state)]; }

std::vector<SigningKey> SigningKeysOf(Transaction& transaction, KeyUse use) {
  KeyRow row;
  const std::string wanted(Name(use));
  soci::statement rows =
      (transaction.session().prepare
           << "SELECT kid, use, state, algorithm, sealed_private, public_jwk, created, published, active_since, "
              "retired_at, ends FROM signing_keys WHERE use = :use ORDER BY created, kid",
       soci::into(row.key.kid), soci::into(row.use), soci::into(row.state), soci::into(row.key.algorithm),
       soci::into(row.key.sealed_private), soci::into(row.key.public_jwk), soci::into(row.created), Into(row.published),
       Into(row.active_since), Into(row.retired_at), Into(row.ends), soci::use(wanted));
  std::vector<SigningKey> keys;
  rows.execute();
  while (rows.fetch()) keys.push_back(row.Take());
  return keys;
}

void AddSigningKey(Transaction& transaction, const SigningKey& key) {
  const std::string use(Name(key.use));
  const std::string state(Name(key.state));
  const long long created = TimeColumn(key.created);
  OptionalTimeColumn published(key.published);
  OptionalTimeColumn active_since(key.active_since);
  OptionalTimeColumn retired_at(key.retired_at);
  OptionalTimeColumn ends(key.ends);
  transaction.session()
      << "INSERT INTO signing_keys (kid, use, state, algorithm, sealed_private, public_jwk, created, published, "
         "active_since, retired_at, ends) VALUES (:kid, :use, :state, :algorithm, :sealed_private, :public_jwk, "
         ":created, "
         ":published, :active_since, :retired_at, :ends)",
      soci::use(key.kid), soci::use(use), soci::use(state), soci::use(key.algorithm), soci::use(key.sealed_private),
      soci::use(key.public_jwk), soci::use(created), Use(published), Use(active_since), Use(retired_at), Use(ends);
}

void MarkPublished(Transaction& transaction, const std::string& kid, base::Wall now) {
  const long long published = TimeColumn(now);
  transaction.session() << "UPDATE signing_keys SET published = :published WHERE kid = :kid AND published IS NULL",
      soci::use(published), soci::use(kid);
}

bool ActivateSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now,
                        base::Wall old_ends) {
  soci::session& sql = transaction.session();
  const std::string wanted(Name(use));
  const long long since = TimeColumn(now);
  const long long ends = TimeColumn(old_ends);
  int ready = 0;
  sql << "SELECT count(*) FROM signing_keys WHERE kid = :kid AND use = :use AND state = 'prepared' AND published IS "
         "NOT "
         "NULL",
      soci::use(kid), soci::use(wanted), soci::into(ready);
  if (ready != 1) return false;
  sql << "UPDATE signing_keys SET state = 'retired', retired_at = :retired_at, ends = :ends "
         "WHERE use = :use AND state = 'active'",
      soci::use(since), soci::use(ends), soci::use(wanted);
  sql << "UPDATE signing_keys SET state = 'active', active_since = :since WHERE kid = :kid", soci::use(since),
      soci::use(kid);
  return true;
}

bool RetireSigningKey(Transaction& transaction, KeyUse use, const std::string& kid, base::Wall now, base::Wall ends) {
  const std::string wanted(Name(use));
  const long long retired_at = TimeColumn(now);
  const long long end = TimeColumn(ends);
  soci::statement update =
      (transaction.session().prepare << "UPDATE signing_keys SET state = 'retired', retired_at = :retired_at, "
                                        "ends = :ends WHERE kid = :kid AND use = :use",
       soci::use(retired_at), soci::use(end), soci::use(kid), soci::use(wanted));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

std::vector<std::string> DropEndedKeys(Transaction& transaction, KeyUse use, base::Wall now) {
  std::vector<std::string> dropped;
  for (const SigningKey& key : SigningKeysOf(transaction, use)) {
    if (key.state != KeyState::kRetired || !key.ends || *key.ends > now) continue;
    transaction.session() << "DELETE FROM signing_keys WHERE kid = :kid", soci::use(key.kid);
    dropped.push_back(key.kid);
  }
  return dropped;
}

}  // namespace gatehouse::store
