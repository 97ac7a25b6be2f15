#include "control/store/droplets.h"

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

// One row of a SELECT of kColumns.
struct DropletRow {
  Droplet droplet;
  std::string roles;
  std::string state;
  OptionalTimeColumn tokens_from;
  long long created = 0;
  long long changed = 0;

  Droplet Take() const {
    Droplet taken = droplet;
    taken.roles = WordsOf(roles);
    const auto named = gate::DropletStateNamed(state);
    if (!named) throw soci::soci_error("a droplet has an unknown state");
    taken.state = *named;
    taken.tokens_from = tokens_from.Get();
    taken.created = TimeOf(created);
    taken.changed = TimeOf(changed);
    return taken;
  }
};
constexpr const char* kSelect =
    "SELECT id, name, steward, url, roles, state, tokens_from, created, changed FROM droplets ";

auto DropletRows(soci::session& sql, DropletRow& row, const char* order) {
  return (sql.prepare << kSelect << order, soci::into(row.droplet.id), soci::into(row.droplet.name),
          soci::into(row.droplet.steward), soci::into(row.droplet.url), soci::into(row.roles), soci::into(row.state),
          Into(row.tokens_from), soci::into(row.created), soci::into(row.changed));
}

}  // namespace

std::vector<Droplet> AllDroplets(Transaction& transaction) {
  DropletRow row;
  soci::statement rows = DropletRows(transaction.session(), row, "ORDER BY id");
  std::vector<Droplet> droplets;
  rows.execute();
  while (rows.fetch()) droplets.push_back(row.Take());
  return droplets;
}

std::optional<Droplet> FindDroplet(Transaction& transaction, int id) {
  DropletRow row;
  soci::statement rows = (DropletRows(transaction.session(), row, "WHERE id = :id"), soci::use(id));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

void AddDroplet(Transaction& transaction, const Droplet& droplet) {
  const std::string roles = WordsColumn(droplet.roles);
  const std::string state(gate::Name(droplet.state));
  const long long created = TimeColumn(droplet.created);
  const long long changed = TimeColumn(droplet.changed);
  OptionalTimeColumn tokens_from(droplet.tokens_from);
  transaction.session()
      << "INSERT INTO droplets (id, name, steward, url, roles, state, tokens_from, created, changed) VALUES "
         "(:id, :name, :steward, :url, :roles, :state, :tokens_from, :created, :changed)",
      soci::use(droplet.id), soci::use(droplet.name), soci::use(droplet.steward), soci::use(droplet.url),
      soci::use(roles), soci::use(state), Use(tokens_from), soci::use(created), soci::use(changed);
}

void UpdateDroplet(Transaction& transaction, const Droplet& droplet) {
  const std::string roles = WordsColumn(droplet.roles);
  const std::string state(gate::Name(droplet.state));
  const long long changed = TimeColumn(droplet.changed);
  OptionalTimeColumn tokens_from(droplet.tokens_from);
  transaction.session()
      << "UPDATE droplets SET name = :name, steward = :steward, url = :url, roles = :roles, state = :state, "
         "tokens_from = :tokens_from, changed = :changed WHERE id = :id",
      soci::use(droplet.name), soci::use(droplet.steward), soci::use(droplet.url), soci::use(roles), soci::use(state),
      Use(tokens_from), soci::use(changed), soci::use(droplet.id);
}

}  // namespace gatehouse::store
