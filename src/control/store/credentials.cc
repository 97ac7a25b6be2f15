#include "control/store/credentials.h"

#include <array>

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

constexpr std::array<std::string_view, 2> kCredentialKinds = {"secret", "key"};

struct CredentialRow {
  Credential credential;
  std::string kind;
  long long created = 0;
  OptionalTimeColumn expires;
  OptionalTimeColumn revoked;
  OptionalTimeColumn last_used;

  Credential Take() const {
    Credential taken = credential;
    taken.kind = EnumOf<CredentialKind>(kCredentialKinds, kind);
    taken.created = TimeOf(created);
    taken.expires = expires.Get();
    taken.revoked = revoked.Get();
    taken.last_used = last_used.Get();
    return taken;
  }
};

auto CredentialRows(soci::session& sql, CredentialRow& row, const char* condition) {
  Credential& credential = row.credential;
  return (sql.prepare << "SELECT id, droplet_id, kind, secret_hash, public_jwk, created, expires, revoked, last_used "
                         "FROM credentials WHERE "
                      << condition,
          soci::into(credential.id), soci::into(credential.droplet_id), soci::into(row.kind),
          soci::into(credential.secret_hash), soci::into(credential.public_jwk), soci::into(row.created),
          Into(row.expires), Into(row.revoked), Into(row.last_used));
}

}  // namespace

std::string_view Name(CredentialKind kind) { return kCredentialKinds[static_cast<size_t>(kind)]; }

void AddCredential(Transaction& transaction, const Credential& credential) {
  const std::string kind(Name(credential.kind));
  const long long created = TimeColumn(credential.created);
  OptionalTimeColumn expires(credential.expires);
  OptionalTimeColumn revoked(credential.revoked);
  OptionalTimeColumn last_used(credential.last_used);
  transaction.session()
      << "INSERT INTO credentials (id, droplet_id, kind, secret_hash, public_jwk, created, expires, revoked, "
         "last_used) "
         "VALUES (:id, :droplet_id, :kind, :secret_hash, :public_jwk, :created, :expires, :revoked, :last_used)",
      soci::use(credential.id), soci::use(credential.droplet_id), soci::use(kind), soci::use(credential.secret_hash),
      soci::use(credential.public_jwk), soci::use(created), Use(expires), Use(revoked), Use(last_used);
}

std::vector<Credential> CredentialsOf(Transaction& transaction, int droplet_id) {
  CredentialRow row;
  soci::statement rows = (CredentialRows(transaction.session(), row, "droplet_id = :droplet_id ORDER BY created, id"),
                          soci::use(droplet_id));
  std::vector<Credential> credentials;
  rows.execute();
  while (rows.fetch()) credentials.push_back(row.Take());
  return credentials;
}

std::optional<Credential> FindCredential(Transaction& transaction, const std::string& id) {
  CredentialRow row;
  soci::statement rows = (CredentialRows(transaction.session(), row, "id = :id"), soci::use(id));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

bool RevokeCredential(Transaction& transaction, const std::string& id, base::Wall now) {
  const long long revoked = TimeColumn(now);
  soci::statement update =
      (transaction.session().prepare << "UPDATE credentials SET revoked = :revoked WHERE id = :id AND revoked IS NULL",
       soci::use(revoked), soci::use(id));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

void RevokeCredentialsOf(Transaction& transaction, int droplet_id, base::Wall now) {
  const long long revoked = TimeColumn(now);
  transaction.session()
      << "UPDATE credentials SET revoked = :revoked WHERE droplet_id = :droplet_id AND revoked IS NULL",
      soci::use(revoked), soci::use(droplet_id);
}

void SetSecretHash(Transaction& transaction, const std::string& id, const std::string& hash) {
  transaction.session() << "UPDATE credentials SET secret_hash = :hash WHERE id = :id", soci::use(hash), soci::use(id);
}

void TouchCredential(Transaction& transaction, const std::string& id, base::Wall used) {
  const long long last_used = TimeColumn(used);
  transaction.session() << "UPDATE credentials SET last_used = :last_used WHERE id = :id", soci::use(last_used),
      soci::use(id);
}

}  // namespace gatehouse::store
