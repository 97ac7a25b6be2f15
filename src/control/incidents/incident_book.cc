#include "control/incidents/incident_book.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/bytes.h"

namespace gatehouse::incidents {
namespace {

constexpr std::string_view kDetection = "detection";

std::string WordsOf(const store::StoredFinding& stored) {
  const detect::Finding& finding = stored.finding;
  std::string words = fmt::format("{} ({}, rule {})", finding.sentence, finding.subject.Text(), finding.rule);
  if (finding.observed) words += "; only observed";
  if (!stored.not_blocked.empty()) words += "; not blocked: " + stored.not_blocked;
  return words;
}

std::vector<std::string> LinesOf(const detect::Finding& finding) {
  std::vector<std::string> lines;
  for (const detect::Evidence& evidence : finding.evidence) {
    if (!evidence.line.empty()) lines.push_back(evidence.line);
  }
  return lines;
}

base::Result<> CheckText(const IncidentBook::Act& act) {
  const bool printable = std::ranges::none_of(act.text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
  });
  if (act.text.size() > kMaxNoteBytes || !base::IsUtf8(act.text) || !printable) {
    return base::Fail(fmt::format("The text is longer than {} bytes, or holds control characters", kMaxNoteBytes),
                      "text", "shorten it, or keep it elsewhere and name the place");
  }
  if (!act.stage && !act.severity && act.text.empty())
    return base::Fail("A note needs a text", "text", "write what is to be noted");
  if (act.stage == store::IncidentStage::kClosed && act.text.empty()) {
    return base::Fail("An incident is closed with what was learned from it", "text",
                      "write what will be done to prevent it in the future, or why nothing is needed");
  }
  return {};
}

base::Result<> CheckSeverity(const store::Incident& incident, const IncidentBook::Act& act) {
  if (!act.severity) return {};
  if (incident.stage == store::IncidentStage::kClosed) {
    return base::Fail("The incident is closed: its severity stays", "severity", "add a note");
  }
  if (*act.severity == incident.severity && !act.stage && act.text.empty()) {
    return base::Fail(fmt::format("The severity is {} already", gate::Name(incident.severity)), "severity",
                      "give another one, or add a note");
  }
  return {};
}

base::Result<> CheckStage(const store::Incident& incident, const IncidentBook::Act& act) {
  if (!act.stage) return {};
  if (*act.stage == incident.stage) {
    return base::Fail(fmt::format("The incident is {} already", Name(incident.stage)), "stage",
                      "add a note, or go on to a later stage");
  }
  if (*act.stage < incident.stage) {
    return base::Fail(fmt::format("The incident is {}, and stages go one way: it cannot be {} again",
                                  Name(incident.stage), Name(*act.stage)),
                      "stage", "add a note; if it starts again, detection opens another incident");
  }
  return {};
}

// "detected → assessed; severity medium → high; 192.0.2.1 is blocked for 60 s: the note"
std::string WordsOf(const store::Incident& incident, const IncidentBook::Act& act) {
  std::vector<std::string> words;
  if (act.stage) words.push_back(fmt::format("{} → {}", Name(incident.stage), Name(*act.stage)));
  if (act.severity) {
    const bool other = *act.severity != incident.severity;
    words.push_back(fmt::format("severity {}{}{}", other ? gate::Name(incident.severity) : "", other ? " → " : "",
                                gate::Name(*act.severity)));
  }
  if (!act.done.empty()) words.push_back(act.done);
  const std::string changes = fmt::format("{}", fmt::join(words, "; "));
  return changes.empty() || act.text.empty() ? changes + act.text : changes + ": " + act.text;
}

}  // namespace

IncidentBook::Taken IncidentBook::Take(store::Transaction& sql, const store::StoredFinding& stored) {
  const detect::Finding& finding = stored.finding;
  Taken taken;
  if (auto open = store::OpenIncidentFor(sql, finding, finding.time - kSameRuleJoins)) {
    taken.incident = std::move(*open);
  } else {
    taken.opened = true;
    taken.incident = {.severity = finding.severity,
                      .rule = finding.rule,
                      .subject = finding.subject,
                      .sentence = finding.sentence,
                      .opened = finding.time,
                      .changed = finding.time,
                      .last_finding = finding.time,
                      .subjects = 0};
    store::AddIncident(sql, taken.incident);
  }
  store::Incident& incident = taken.incident;
  const gate::Severity before = incident.severity;
  taken.worse = finding.severity > before && finding.severity > store::MostSevereFinding(sql, incident, stored.id);
  if (taken.worse) incident.severity = finding.severity;
  ++incident.findings;
  incident.last_finding = std::max(incident.last_finding, finding.time);
  incident.changed = std::max(incident.changed, finding.time);
  if (store::AddIncidentSubject(sql, incident.id, finding.subject)) ++incident.subjects;
  std::string words = WordsOf(stored);
  if (taken.worse) words += fmt::format("; severity {} → {}", gate::Name(before), gate::Name(incident.severity));
  (void)store::AddIncidentEntry(sql, incident.id,
                                {.at = finding.time,
                                 .who = std::string(kDetection),
                                 .kind = store::EntryKind::kFinding,
                                 .text = words,
                                 .evidence = LinesOf(finding)});
  if (stored.blocked_until) {
    (void)store::AddIncidentEntry(
        sql, incident.id,
        {.at = finding.time,
         .who = std::string(kDetection),
         .kind = store::EntryKind::kBlock,
         .text = fmt::format("{} is blocked for {} s", finding.subject.Text(),
                             std::chrono::round<std::chrono::seconds>(*stored.blocked_until - finding.time).count())});
  }
  (void)store::UpdateIncident(sql, incident);
  return taken;
}

base::Result<std::optional<IncidentBook::Whole>> IncidentBook::Find(int64_t id) const {
  std::optional<Whole> whole;
  const auto read = database_.Read([&](store::Transaction& sql) -> base::Result<> {
    whole.reset();
    const auto incident = store::FindIncident(sql, id);
    if (incident) whole = Whole{*incident, store::IncidentSubjects(sql, id), store::IncidentEntries(sql, id)};
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return whole;
}

base::Result<std::vector<store::Incident>> IncidentBook::Newest(bool open, int limit) const {
  std::vector<store::Incident> incidents;
  const auto read = database_.Read([&](store::Transaction& sql) -> base::Result<> {
    incidents = store::NewestIncidents(sql, open, limit);
    return {};
  });
  if (!read) return std::unexpected(read.error());
  return incidents;
}

base::Result<store::Incident> IncidentBook::Do(const Act& asked, base::Wall now, const Also& also) {
  if (auto good = CheckText(asked); !good) return std::unexpected(good.error());
  store::Incident incident;
  const auto written = database_.Write([&](store::Transaction& sql) -> base::Result<> {
    const auto found = store::FindIncident(sql, asked.incident);
    if (!found) return base::Fail(std::string(kNoSuch), std::to_string(asked.incident));
    incident = *found;
    Act act = asked;
    // Assessed again: the stage stays.
    if (act.severity && act.stage == store::IncidentStage::kAssessed && incident.stage >= *act.stage) act.stage.reset();
    if (auto good = CheckSeverity(incident, act); !good) return good;
    if (auto good = CheckStage(incident, act); !good) return good;
    const std::string text = WordsOf(incident, act);
    incident.severity = act.severity.value_or(incident.severity);
    if (act.stage) {
      incident.stage = *act.stage;
      if (*act.stage == store::IncidentStage::kClosed) incident.lessons = act.text;
    }
    const bool kept = store::AddIncidentEntry(sql, incident.id,
                                              {.at = now,
                                               .who = act.who,
                                               .kind = act.stage ? store::EntryKind::kStage : store::EntryKind::kNote,
                                               .text = text});
    if (!kept && !act.stage) {
      return base::Fail(fmt::format("The incident has its {} entries", store::kMaxEntries), "text",
                        "keep further notes elsewhere");
    }
    incident.changed = now;
    (void)store::UpdateIncident(sql, incident);
    if (also) also(sql, *found, incident);
    return {};
  });
  if (!written) return std::unexpected(written.error());
  return incident;
}

void IncidentBook::Forget(base::Wall now) {
  (void)database_.Write([&](store::Transaction& sql) -> base::Result<> {
    store::ForgetIncidents(sql, now - kIncidentsKept);
    return {};
  });
}

}  // namespace gatehouse::incidents
