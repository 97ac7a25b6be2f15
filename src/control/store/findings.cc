#include "control/store/findings.h"

#include <array>
#include <nlohmann/json.hpp>

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

constexpr std::array<std::string_view, 2> kActions = {"report", "block"};

struct FindingRow {
  StoredFinding stored;
  int severity = 0;
  std::string subject_kind;
  long long events = 0;
  std::string evidence;
  std::string action;
  long long block_for = 0;
  soci::indicator has_block_for = soci::i_null;
  int observed = 0;
  long long at = 0;
  long long id = 0;
  OptionalTimeColumn blocked_until;

  StoredFinding Take() const;
};

std::string EvidenceColumn(const std::vector<detect::Evidence>& evidence) {
  nlohmann::json list = nlohmann::json::array();
  for (const detect::Evidence& one : evidence) {
    list.push_back({{"file", one.position.file}, {"offset", one.position.offset}, {"line", one.line}});
  }
  return list.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::vector<detect::Evidence> EvidenceOf(const std::string& column) {
  std::vector<detect::Evidence> evidence;
  const auto list = nlohmann::json::parse(column, nullptr, false);
  if (!list.is_array()) return evidence;
  for (const auto& one : list) {
    if (!one.is_object()) continue;
    evidence.push_back(
        {.position = {.file = one.value("file", uint64_t{0}), .offset = one.value("offset", uint64_t{0})},
         .line = one.value("line", std::string())});
  }
  return evidence;
}

StoredFinding FindingRow::Take() const {
  StoredFinding taken = stored;
  detect::Finding& finding = taken.finding;
  taken.id = id;
  finding.severity = static_cast<gate::Severity>(severity);
  finding.subject.kind = detect::SubjectKindNamed(subject_kind).value_or(detect::SubjectKind::kGate);
  finding.events = static_cast<uint64_t>(events);
  finding.evidence = EvidenceOf(evidence);
  finding.action = EnumOf<detect::Action>(kActions, action);
  if (has_block_for == soci::i_ok) finding.block_for = std::chrono::seconds(block_for);
  finding.observed = observed != 0;
  finding.time = TimeOf(at);
  taken.blocked_until = blocked_until.Get();
  return taken;
}

auto NewestRows(soci::session& sql, FindingRow& row) {
  StoredFinding& stored = row.stored;
  detect::Finding& finding = stored.finding;
  return (sql.prepare << "SELECT id, rule, severity, subject_kind, subject_name, subject_issuer, sentence, events, "
                         "evidence, action, block_for, observed, at, blocked_until, not_blocked FROM findings ORDER BY "
                         "id DESC LIMIT :most",
          soci::into(row.id), soci::into(finding.rule), soci::into(row.severity), soci::into(row.subject_kind),
          soci::into(finding.subject.name), soci::into(finding.subject.issuer), soci::into(finding.sentence),
          soci::into(row.events), soci::into(row.evidence), soci::into(row.action),
          soci::into(row.block_for, row.has_block_for), soci::into(row.observed), soci::into(row.at),
          Into(row.blocked_until), soci::into(stored.not_blocked));
}

template <typename Statement>
std::vector<StoredFinding> All(Statement& rows, FindingRow& row) {
  std::vector<StoredFinding> findings;
  rows.execute();
  while (rows.fetch()) findings.push_back(row.Take());
  return findings;
}

}  // namespace

void AddFinding(Transaction& transaction, StoredFinding& stored) {
  const detect::Finding& finding = stored.finding;
  long long id = 0;
  transaction.session() << "SELECT coalesce(max(id), 0) + 1 FROM findings", soci::into(id);
  stored.id = id;
  const int severity = static_cast<int>(finding.severity);
  const std::string kind(Name(finding.subject.kind));
  const auto events = static_cast<long long>(finding.events);
  const std::string evidence = EvidenceColumn(finding.evidence);
  const std::string action(Name(finding.action));
  long long block_for = finding.block_for ? finding.block_for->count() : 0;
  soci::indicator has_block_for = finding.block_for ? soci::i_ok : soci::i_null;
  const int observed = finding.observed ? 1 : 0;
  const long long at = TimeColumn(finding.time);
  OptionalTimeColumn blocked_until(stored.blocked_until);
  transaction.session()
      << "INSERT INTO findings (id, rule, severity, subject_kind, subject_name, subject_issuer, sentence, events, "
         "evidence, action, block_for, observed, at, blocked_until, not_blocked) VALUES (:id, :rule, :severity, "
         ":subject_kind, :subject_name, :subject_issuer, :sentence, :events, :evidence, :action, :block_for, "
         ":observed, :at, :blocked_until, :not_blocked)",
      soci::use(id), soci::use(finding.rule), soci::use(severity), soci::use(kind), soci::use(finding.subject.name),
      soci::use(finding.subject.issuer), soci::use(finding.sentence), soci::use(events), soci::use(evidence),
      soci::use(action), soci::use(block_for, has_block_for, kNoName), soci::use(observed), soci::use(at),
      Use(blocked_until), soci::use(stored.not_blocked);
}

std::vector<StoredFinding> NewestFindings(Transaction& transaction, int limit) {
  FindingRow row;
  soci::statement rows = (NewestRows(transaction.session(), row), soci::use(limit));
  return All(rows, row);
}

int64_t CountBlocks(Transaction& transaction, std::string_view rule, const detect::Subject& subject, base::Wall since) {
  const std::string rule_name(rule);
  const std::string kind(Name(subject.kind));
  const long long from = TimeColumn(since);
  long long count = 0;
  transaction.session()
      << "SELECT count(*) FROM findings WHERE subject_name = :name AND rule = :rule AND subject_kind = :kind AND "
         "subject_issuer = :issuer AND blocked_until IS NOT NULL AND at >= :since",
      soci::into(count), soci::use(subject.name), soci::use(rule_name), soci::use(kind), soci::use(subject.issuer),
      soci::use(from);
  return count;
}

void ForgetFindings(Transaction& transaction, base::Wall before) {
  const long long end = TimeColumn(before);
  transaction.session() << "DELETE FROM findings WHERE at < :before", soci::use(end);
}

}  // namespace gatehouse::store
