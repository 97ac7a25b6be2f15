#include "control/store/migrations.h"

#include <array>
#include <string>

#include "control/store/database.h"
#include "control/store/soci.h"

namespace gatehouse::store {
namespace {

// Times are milliseconds since 1970; lists are JSON arrays; sealed columns contain the Sealer's output.
constexpr std::array<std::string_view, 12> kVersion1 = {
    R"(CREATE TABLE droplets (
         id INTEGER PRIMARY KEY CHECK (id BETWEEN 1 AND 999),
         name TEXT NOT NULL,
         steward TEXT NOT NULL,
         url TEXT NOT NULL,
         roles TEXT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'retired')),
         tokens_from BIGINT,
         created BIGINT NOT NULL,
         changed BIGINT NOT NULL))",
    R"(CREATE TABLE credentials (
         id TEXT PRIMARY KEY,
         droplet_id INTEGER NOT NULL REFERENCES droplets (id),
         kind TEXT NOT NULL CHECK (kind IN ('secret', 'key')),
         secret_hash TEXT NOT NULL,
         public_jwk TEXT NOT NULL,
         created BIGINT NOT NULL,
         expires BIGINT,
         revoked BIGINT,
         last_used BIGINT))",
    "CREATE INDEX credentials_of_droplet ON credentials (droplet_id)",
    R"(CREATE TABLE signing_keys (
         kid TEXT PRIMARY KEY,
         use TEXT NOT NULL CHECK (use IN ('registry', 'session')),
         state TEXT NOT NULL CHECK (state IN ('prepared', 'active', 'retired')),
         algorithm TEXT NOT NULL,
         sealed_private TEXT NOT NULL,
         public_jwk TEXT NOT NULL,
         created BIGINT NOT NULL,
         published BIGINT,
         active_since BIGINT,
         retired_at BIGINT,
         ends BIGINT))",
    // At most one key may sign: with two, it would be unclear which of them is published.
    "CREATE UNIQUE INDEX one_active_key ON signing_keys (use) WHERE state = 'active'",
    R"(CREATE TABLE assertions (
         jti TEXT NOT NULL,
         issuer TEXT NOT NULL,
         expires BIGINT NOT NULL,
         PRIMARY KEY (issuer, jti)))",
    "CREATE INDEX assertions_by_end ON assertions (expires)",
    R"(CREATE TABLE revocations (
         what TEXT NOT NULL CHECK (what IN ('jti', 'subject', 'key')),
         issuer TEXT NOT NULL,
         value TEXT NOT NULL,
         issued_before BIGINT,
         reason TEXT NOT NULL,
         since BIGINT NOT NULL,
         expires BIGINT,
         PRIMARY KEY (what, issuer, value)))",
    R"(CREATE TABLE users (
         id TEXT PRIMARY KEY,
         name TEXT NOT NULL UNIQUE,
         password_hash TEXT NOT NULL,
         roles TEXT NOT NULL,
         state TEXT NOT NULL CHECK (state IN ('active', 'disabled')),
         sealed_totp TEXT,
         totp_last_step BIGINT NOT NULL DEFAULT 0,
         created BIGINT NOT NULL,
         changed BIGINT NOT NULL,
         password_changed BIGINT NOT NULL))",
    R"(CREATE TABLE sessions (
         id TEXT PRIMARY KEY,
         user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
         created BIGINT NOT NULL,
         expires BIGINT NOT NULL,
         address TEXT NOT NULL,
         acr TEXT NOT NULL,
         ended BIGINT))",
    "CREATE INDEX sessions_of_user ON sessions (user_id)",
    "CREATE INDEX sessions_by_end ON sessions (expires)",
};

// Who added a revocation: clients' own revocations are limited, so that they take no room from operators.
constexpr std::array<std::string_view, 3> kVersion2 = {
    "ALTER TABLE revocations ADD COLUMN client TEXT NOT NULL DEFAULT ''",
    "UPDATE revocations SET client = 'unknown' WHERE reason = 'revoked by the client itself'",
    "CREATE INDEX revocations_by_client ON revocations (client)",
};

// Addresses of successful logins: guesses from elsewhere do not lock them out.
constexpr std::array<std::string_view, 2> kVersion3 = {
    R"(CREATE TABLE known_addresses (
         user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
         address TEXT NOT NULL,
         ends BIGINT NOT NULL,
         PRIMARY KEY (user_id, address)))",
    "CREATE INDEX known_addresses_by_end ON known_addresses (ends)",
};

// Findings in the event log, and the position up to which it was read; evidence is stored as JSON.
constexpr std::array<std::string_view, 4> kVersion4 = {
    R"(CREATE TABLE findings (
         id BIGINT PRIMARY KEY,
         rule TEXT NOT NULL,
         severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 4),
         subject_kind TEXT NOT NULL,
         subject_name TEXT NOT NULL,
         subject_issuer TEXT NOT NULL,
         sentence TEXT NOT NULL,
         events BIGINT NOT NULL,
         evidence TEXT NOT NULL,
         action TEXT NOT NULL CHECK (action IN ('report', 'block')),
         block_for BIGINT,
         observed INTEGER NOT NULL,
         at BIGINT NOT NULL,
         blocked_until BIGINT,
         not_blocked TEXT NOT NULL))",
    "CREATE INDEX findings_by_subject ON findings (subject_name, rule)",
    "CREATE INDEX findings_by_time ON findings (at)",
    R"(CREATE TABLE watch_place (
         log TEXT PRIMARY KEY,
         file BIGINT NOT NULL,
         inode TEXT NOT NULL,
         fingerprint TEXT NOT NULL,
         place BIGINT NOT NULL,
         lines BIGINT NOT NULL,
         events BIGINT NOT NULL))",
};

// Incidents with their history, and the queue of alerts.
constexpr std::array<std::string_view, 8> kVersion5 = {
    R"(CREATE TABLE incidents (
         id BIGINT PRIMARY KEY,
         stage TEXT NOT NULL
           CHECK (stage IN ('detected', 'assessed', 'contained', 'investigating', 'recovered', 'closed')),
         severity INTEGER NOT NULL CHECK (severity BETWEEN 0 AND 4),
         rule TEXT NOT NULL,
         subject_kind TEXT NOT NULL,
         subject_name TEXT NOT NULL,
         subject_issuer TEXT NOT NULL,
         sentence TEXT NOT NULL,
         opened BIGINT NOT NULL,
         changed BIGINT NOT NULL,
         last_finding BIGINT NOT NULL,
         findings BIGINT NOT NULL,
         subjects BIGINT NOT NULL,
         lessons TEXT NOT NULL))",
    R"(CREATE TABLE incident_subjects (
         incident BIGINT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
         number BIGINT NOT NULL,
         kind TEXT NOT NULL,
         name TEXT NOT NULL,
         issuer TEXT NOT NULL,
         PRIMARY KEY (incident, kind, name, issuer)))",
    "CREATE INDEX incident_subjects_by_name ON incident_subjects (name)",
    R"(CREATE TABLE incident_entries (
         incident BIGINT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
         number BIGINT NOT NULL,
         at BIGINT NOT NULL,
         who TEXT NOT NULL,
         kind TEXT NOT NULL CHECK (kind IN ('finding', 'stage', 'note', 'block')),
         text TEXT NOT NULL,
         evidence TEXT NOT NULL,
         PRIMARY KEY (incident, number)))",
    R"(CREATE TABLE alerts (
         id BIGINT PRIMARY KEY,
         channel TEXT NOT NULL,
         created BIGINT NOT NULL,
         content TEXT NOT NULL))",
    "CREATE INDEX alerts_by_channel ON alerts (channel, id)",
    "CREATE TABLE alert_ids (last BIGINT NOT NULL)",
    "INSERT INTO alert_ids (last) VALUES (0)",
};

// When a receiver of alerts was told: so many messages an hour, across restarts.
constexpr std::string_view kVersion6[] = {
    "CREATE TABLE alert_messages (channel TEXT NOT NULL, sent BIGINT NOT NULL)",
    "CREATE INDEX alert_messages_by_channel ON alert_messages (channel, sent)",
};

constexpr std::array<std::span<const std::string_view>, kSchemaVersion> kMigrations = {kVersion1, kVersion2, kVersion3,
                                                                                       kVersion4, kVersion5, kVersion6};

}  // namespace

std::span<const std::span<const std::string_view>> Migrations() { return kMigrations; }

base::Result<> Migrate(soci::session& sql) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
  int version = 0;
  soci::indicator known = soci::i_null;
  sql << "SELECT max(version) FROM schema_version", soci::into(version, known);
  if (known == soci::i_null) {
    version = 0;
    sql << "INSERT INTO schema_version (version) VALUES (0)";
  }
  if (version > kSchemaVersion) {
    return base::Fail("The database has schema version " + std::to_string(version) + ", this program knows " +
                          std::to_string(kSchemaVersion),
                      {}, "run the newer Gatehouse that upgraded it, or restore a backup from before");
  }
  if (version == kSchemaVersion) return {};
  for (auto step = static_cast<size_t>(version); step < kMigrations.size(); ++step) {
    for (const std::string_view statement : kMigrations[step]) sql << std::string(statement);
  }
  sql << "UPDATE schema_version SET version = :version", soci::use(kSchemaVersion);
  return {};
}

}  // namespace gatehouse::store
