#include "control/store/incidents.h"

#include <algorithm>
#include <array>

#include "control/store/columns.h"

namespace gatehouse::store {
namespace {

constexpr std::array<std::string_view, kIncidentStages> kStages = {"detected",      "assessed",  "contained",
                                                                   "investigating", "recovered", "closed"};
constexpr std::array<std::string_view, 4> kStepKinds = {"finding", "stage", "note", "block"};

constexpr const char* kColumns =
    "id, stage, severity, rule, subject_kind, subject_name, subject_issuer, sentence, opened, changed, last_finding, "
    "findings, subjects, lessons";

detect::SubjectKind KindOf(std::string_view word) {
  const auto kind = detect::SubjectKindNamed(word);
  if (!kind) throw soci::soci_error("a column contains an unknown word");
  return *kind;
}

gate::Severity SeverityOf(int column) {
  return static_cast<gate::Severity>(std::clamp(column, 0, static_cast<int>(gate::Severity::kCritical)));
}

struct IncidentRow {
  long long id = 0;
  std::string stage;
  int severity = 0;
  std::string rule;
  std::string subject_kind;
  std::string subject_name;
  std::string subject_issuer;
  std::string sentence;
  long long opened = 0;
  long long changed = 0;
  long long last_finding = 0;
  long long findings = 0;
  long long subjects = 0;
  std::string lessons;

  IncidentRow() = default;
  explicit IncidentRow(const Incident& incident)
      : id(incident.id),
        stage(Name(incident.stage)),
        severity(static_cast<int>(incident.severity)),
        rule(incident.rule),
        subject_kind(detect::Name(incident.subject.kind)),
        subject_name(incident.subject.name),
        subject_issuer(incident.subject.issuer),
        sentence(incident.sentence),
        opened(TimeColumn(incident.opened)),
        changed(TimeColumn(incident.changed)),
        last_finding(TimeColumn(incident.last_finding)),
        findings(incident.findings),
        subjects(incident.subjects),
        lessons(incident.lessons) {}

  [[nodiscard]] Incident Take() const {
    return {.id = id,
            .stage = EnumOf<IncidentStage>(kStages, stage),
            .severity = SeverityOf(severity),
            .rule = rule,
            .subject = {KindOf(subject_kind), subject_name, subject_issuer},
            .sentence = sentence,
            .opened = TimeOf(opened),
            .changed = TimeOf(changed),
            .last_finding = TimeOf(last_finding),
            .findings = findings,
            .subjects = subjects,
            .lessons = lessons};
  }
};

auto IncidentRows(soci::session& sql, IncidentRow& row, const std::string& rest) {
  return (sql.prepare << "SELECT " << kColumns << " FROM incidents " << rest, soci::into(row.id), soci::into(row.stage),
          soci::into(row.severity), soci::into(row.rule), soci::into(row.subject_kind), soci::into(row.subject_name),
          soci::into(row.subject_issuer), soci::into(row.sentence), soci::into(row.opened), soci::into(row.changed),
          soci::into(row.last_finding), soci::into(row.findings), soci::into(row.subjects), soci::into(row.lessons));
}

}  // namespace

std::string_view Name(IncidentStage stage) { return kStages[static_cast<size_t>(stage)]; }

std::optional<IncidentStage> IncidentStageNamed(std::string_view name) {
  const auto* const found = std::ranges::find(kStages, name);
  if (found == kStages.end()) return std::nullopt;
  return static_cast<IncidentStage>(found - kStages.begin());
}

std::string_view Name(EntryKind kind) { return kStepKinds[static_cast<size_t>(kind)]; }

void AddIncident(Transaction& transaction, Incident& incident) {
  soci::session& sql = transaction.session();
  long long last = 0;
  soci::indicator known = soci::i_null;
  sql << "SELECT max(id) FROM incidents", soci::into(last, known);
  incident.id = known == soci::i_null ? 1 : last + 1;
  const IncidentRow row(incident);
  sql << "INSERT INTO incidents (id, stage, severity, rule, subject_kind, subject_name, subject_issuer, sentence, "
         "opened, changed, last_finding, findings, subjects, lessons) VALUES (:id, :stage, :severity, :rule, "
         ":subject_kind, :subject_name, :subject_issuer, :sentence, :opened, :changed, :last_finding, :findings, "
         ":subjects, :lessons)",
      soci::use(row.id), soci::use(row.stage), soci::use(row.severity), soci::use(row.rule),
      soci::use(row.subject_kind), soci::use(row.subject_name), soci::use(row.subject_issuer), soci::use(row.sentence),
      soci::use(row.opened), soci::use(row.changed), soci::use(row.last_finding), soci::use(row.findings),
      soci::use(row.subjects), soci::use(row.lessons);
}

std::optional<Incident> FindIncident(Transaction& transaction, int64_t id) {
  soci::session& sql = transaction.session();
  IncidentRow row;
  const long long wanted = id;
  soci::statement rows = (IncidentRows(sql, row, "WHERE id = :id"), soci::use(wanted));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

std::vector<Incident> NewestIncidents(Transaction& transaction, bool open, int limit) {
  soci::session& sql = transaction.session();
  IncidentRow row;
  soci::statement rows =
      (IncidentRows(sql, row, std::string(open ? "WHERE stage <> 'closed' " : "") + "ORDER BY id DESC LIMIT :limit"),
       soci::use(limit));
  std::vector<Incident> incidents;
  rows.execute();
  while (rows.fetch()) incidents.push_back(row.Take());
  return incidents;
}

std::optional<Incident> OpenIncidentFor(Transaction& transaction, const detect::Finding& finding,
                                        base::Wall same_rule_since) {
  soci::session& sql = transaction.session();
  const std::string kind(detect::Name(finding.subject.kind));
  {
    IncidentRow row;
    soci::statement rows =
        (IncidentRows(sql, row,
                      "WHERE stage <> 'closed' AND id IN (SELECT incident FROM incident_subjects WHERE kind "
                      "= :kind AND name = :name AND issuer = :issuer) ORDER BY id DESC LIMIT 1"),
         soci::use(kind), soci::use(finding.subject.name), soci::use(finding.subject.issuer));
    if (rows.execute(true)) return row.Take();
  }
  IncidentRow row;
  const long long since = TimeColumn(same_rule_since);
  soci::statement rows =
      (IncidentRows(sql, row,
                    "WHERE stage <> 'closed' AND rule = :rule AND last_finding >= :since ORDER BY id DESC LIMIT 1"),
       soci::use(finding.rule), soci::use(since));
  if (!rows.execute(true)) return std::nullopt;
  return row.Take();
}

bool UpdateIncident(Transaction& transaction, const Incident& incident) {
  soci::session& sql = transaction.session();
  const IncidentRow row(incident);
  soci::statement update =
      (sql.prepare << "UPDATE incidents SET stage = :stage, severity = :severity, changed = :changed, last_finding = "
                      ":last_finding, findings = :findings, subjects = :subjects, lessons = :lessons WHERE id = :id",
       soci::use(row.stage), soci::use(row.severity), soci::use(row.changed), soci::use(row.last_finding),
       soci::use(row.findings), soci::use(row.subjects), soci::use(row.lessons), soci::use(row.id));
  update.execute(true);
  return update.get_affected_rows() == 1;
}

// What is about one of its subjects since it was opened has joined it: no two open incidents share a subject.
gate::Severity MostSevereFinding(Transaction& transaction, const Incident& incident, int64_t before_id) {
  const long long id = incident.id;
  const long long before = before_id;
  const long long opened = TimeColumn(incident.opened);
  const long long last = TimeColumn(incident.last_finding);
  int severity = 0;
  transaction.session()
      << "SELECT coalesce(max(f.severity), 0) FROM incident_subjects s JOIN findings f ON f.subject_name = s.name AND "
         "f.subject_kind = s.kind AND f.subject_issuer = s.issuer WHERE s.incident = :incident AND f.id < :before AND "
         "f.at >= :opened AND f.at <= :last",
      soci::into(severity), soci::use(id), soci::use(before), soci::use(opened), soci::use(last);
  return SeverityOf(severity);
}

int64_t CountIncidents(Transaction& transaction, IncidentStage stage) {
  soci::session& sql = transaction.session();
  const std::string name(Name(stage));
  long long count = 0;
  sql << "SELECT count(*) FROM incidents WHERE stage = :stage", soci::into(count), soci::use(name);
  return count;
}

bool AddIncidentSubject(Transaction& transaction, int64_t incident, const detect::Subject& subject) {
  soci::session& sql = transaction.session();
  const long long id = incident;
  const std::string kind(detect::Name(subject.kind));
  long long there = 0;
  sql << "SELECT count(*) FROM incident_subjects WHERE incident = :incident AND kind = :kind AND name = :name AND "
         "issuer = :issuer",
      soci::into(there), soci::use(id), soci::use(kind), soci::use(subject.name), soci::use(subject.issuer);
  if (there > 0) return false;
  long long count = 0;
  sql << "SELECT count(*) FROM incident_subjects WHERE incident = :incident", soci::into(count), soci::use(id);
  if (count < kMaxSubjects) {
    sql << "INSERT INTO incident_subjects (incident, number, kind, name, issuer) VALUES (:incident, :number, :kind, "
           ":name, :issuer)",
        soci::use(id), soci::use(count), soci::use(kind), soci::use(subject.name), soci::use(subject.issuer);
  }
  return true;
}

std::vector<detect::Subject> IncidentSubjects(Transaction& transaction, int64_t incident) {
  soci::session& sql = transaction.session();
  const long long id = incident;
  std::string kind;
  std::string name;
  std::string issuer;
  soci::statement rows =
      (sql.prepare << "SELECT kind, name, issuer FROM incident_subjects WHERE incident = :incident ORDER BY number",
       soci::into(kind), soci::into(name), soci::into(issuer), soci::use(id));
  std::vector<detect::Subject> subjects;
  rows.execute();
  while (rows.fetch()) subjects.push_back({KindOf(kind), name, issuer});
  return subjects;
}

bool AddIncidentEntry(Transaction& transaction, int64_t incident, IncidentEntry entry) {
  soci::session& sql = transaction.session();
  const long long id = incident;
  const std::string kind(Name(entry.kind));
  long long same = 0;
  long long last = 0;
  soci::indicator known = soci::i_null;
  sql << "SELECT count(*) FROM incident_entries WHERE incident = :incident AND kind = :kind", soci::into(same),
      soci::use(id), soci::use(kind);
  sql << "SELECT max(number) FROM incident_entries WHERE incident = :incident", soci::into(last, known), soci::use(id);
  if (known == soci::i_null) last = 0;
  if (last >= kMaxEntries || (entry.kind == EntryKind::kFinding && same >= kMaxFindingEntries)) return false;
  const long long number = last + 1;
  const long long at = TimeColumn(entry.at);
  const std::string evidence = WordsColumn(entry.evidence);
  sql << "INSERT INTO incident_entries (incident, number, at, who, kind, text, evidence) VALUES (:incident, :number, "
         ":at, :who, :kind, :text, :evidence)",
      soci::use(id), soci::use(number), soci::use(at), soci::use(entry.who), soci::use(kind), soci::use(entry.text),
      soci::use(evidence);
  return true;
}

std::vector<IncidentEntry> IncidentEntries(Transaction& transaction, int64_t incident) {
  soci::session& sql = transaction.session();
  const long long id = incident;
  long long number = 0;
  long long at = 0;
  std::string who;
  std::string kind;
  std::string text;
  std::string evidence;
  soci::statement rows =
      (sql.prepare << "SELECT number, at, who, kind, text, evidence FROM incident_entries WHERE incident = :incident "
                      "ORDER BY number",
       soci::into(number), soci::into(at), soci::into(who), soci::into(kind), soci::into(text), soci::into(evidence),
       soci::use(id));
  std::vector<IncidentEntry> entries;
  rows.execute();
  while (rows.fetch()) {
    entries.push_back({number, TimeOf(at), who, EnumOf<EntryKind>(kStepKinds, kind), text, WordsOf(evidence)});
  }
  return entries;
}

void ForgetIncidents(Transaction& transaction, base::Wall closed_before) {
  soci::session& sql = transaction.session();
  const long long end = TimeColumn(closed_before);
  sql << "DELETE FROM incidents WHERE stage = 'closed' AND changed < :end", soci::use(end);
}

}  // namespace gatehouse::store
