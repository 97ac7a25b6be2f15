#include "control/incidents/incident_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/rfc3339.h"
#include "control/service/admin_body.h"
#include "control/service/json_text.h"

namespace gatehouse::incidents {
namespace {

using Json = nlohmann::ordered_json;

Json Object(const detect::Subject& subject) {
  Json object = {{"kind", detect::Name(subject.kind)}, {"name", subject.name}};
  if (!subject.issuer.empty()) object["issuer"] = subject.issuer;
  return object;
}

Json Object(const store::Incident& incident) {
  return {{"id", incident.id},
          {"stage", Name(incident.stage)},
          {"severity", gate::Name(incident.severity)},
          {"rule", incident.rule},
          {"subject", Object(incident.subject)},
          {"about", incident.subject.Text()},
          {"sentence", incident.sentence},
          {"opened", base::TimeText(incident.opened)},
          {"changed", base::TimeText(incident.changed)},
          {"last_finding", base::TimeText(incident.last_finding)},
          {"findings", incident.findings},
          {"subjects", incident.subjects},
          {"lessons", incident.lessons}};
}

// A line of the event log, as the object that it is; as text where it is none.
Json EventOf(const std::string& line) {
  Json event = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  return event.is_object() ? event : Json(line);
}

std::string Word(const Json& event, const char* name) {
  const auto member = event.is_object() ? event.find(name) : event.end();
  return event.is_object() && member != event.end() && member->is_string() ? member->get<std::string>() : std::string();
}

std::string EventLine(const std::string& line) {
  const Json event = EventOf(line);
  if (!event.is_object()) return fmt::format("- {}\n", MarkdownCode(line));
  std::string what = Word(event, "type");
  for (const char* name : {"reason", "method", "path", "details"}) {
    if (const std::string word = Word(event, name); !word.empty()) what += " " + word;
  }
  if (const auto count = event.find("count"); count != event.end() && count->is_number_unsigned()) {
    what += fmt::format(" x{}", count->get<uint64_t>());
  }
  if (Word(event, "mode") == "observed") what += " (only observed)";
  std::string who = Word(event, "address");
  if (const std::string principal = Word(event, "principal"); !principal.empty()) {
    who += (who.empty() ? "" : " ") + principal;
  }
  return fmt::format("- {}: {}{}{}\n", Word(event, "time"), MarkdownCode(what), who.empty() ? "" : ", ",
                     who.empty() ? "" : MarkdownCode(who));
}

}  // namespace

std::string IncidentsJson(const std::vector<store::Incident>& incidents) {
  Json list = Json::array();
  for (const store::Incident& incident : incidents) list.push_back(Object(incident));
  return service::JsonText({{"incidents", list}});
}

std::string IncidentJson(const store::Incident& incident, const std::string& done) {
  Json json = Object(incident);
  if (!done.empty()) json["done"] = done;
  return service::JsonText(json);
}

std::string WholeIncidentJson(const IncidentBook::Whole& whole, const std::vector<std::string>& timeline) {
  Json json = Object(whole.incident);
  Json subjects = Json::array();
  for (const detect::Subject& subject : whole.subjects) subjects.push_back(Object(subject));
  json["all_subjects"] = subjects;
  Json history = Json::array();
  for (const store::IncidentEntry& entry : whole.entries) {
    Json one = {{"at", base::TimeText(entry.at)}, {"who", entry.who}, {"kind", Name(entry.kind)}, {"text", entry.text}};
    Json evidence = Json::array();
    for (const std::string& line : entry.evidence) evidence.push_back(EventOf(line));
    if (!evidence.empty()) one["evidence"] = evidence;
    history.push_back(one);
  }
  json["history"] = history;
  Json events = Json::array();
  for (const std::string& line : timeline) events.push_back(EventOf(line));
  json["timeline"] = events;
  return service::JsonText(json);
}

std::string MarkdownCode(std::string_view text) {
  std::string shown;
  size_t longest = 0;
  size_t run = 0;
  for (const char c : text) {
    shown += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fmt::format("{} {} {}", fence, shown, fence);
}

std::string MarkdownText(std::string_view text) {
  std::string shown;
  bool line_begins = true;  // where '-', '+', '=' and "1." mean something
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      shown += "  \n  ";
      line_begins = true;
      continue;
    }
    const bool url = text.substr(i).starts_with("://") || (c == '.' && text.substr(0, i).ends_with("www"));
    const bool markup = std::string_view("\\`*_[]<>#!|&~").contains(c) || url;
    if (markup || (line_begins && std::string_view("-+=.)").contains(c))) shown += '\\';
    shown += c;
    line_begins = line_begins && (c == ' ' || c == '\t' || base::IsDigit(c));
  }
  return shown;
}

std::string IncidentMarkdown(const IncidentBook::Whole& whole, const std::vector<std::string>& timeline,
                             std::string_view gate) {
  const store::Incident& incident = whole.incident;
  std::string out = fmt::format("# Incident {}: {}\n\n", incident.id, MarkdownText(incident.sentence));
  out +=
      fmt::format("| | |\n|---|---|\n| Gate | {} |\n| Stage | {} |\n| Severity | {} |\n| Rule | {} |\n| About | {} |\n",
                  MarkdownText(gate), Name(incident.stage), gate::Name(incident.severity), MarkdownText(incident.rule),
                  MarkdownText(incident.subject.Text()));
  out += fmt::format(
      "| Opened | {} |\n| Last finding | {} |\n| Last change | {} |\n| Findings | {} |\n| Subjects | {} |\n\n",
      base::TimeText(incident.opened), base::TimeText(incident.last_finding), base::TimeText(incident.changed),
      incident.findings, incident.subjects);
  out += "## What happened and what was done\n\n";
  for (const store::IncidentEntry& entry : whole.entries) {
    out += fmt::format("- {} ({}, {}): {}\n", base::TimeText(entry.at), MarkdownText(entry.who), Name(entry.kind),
                       MarkdownText(entry.text));
    for (const std::string& line : entry.evidence) out += "  " + EventLine(line);
  }
  if (whole.subjects.size() > 1) {
    out += "\n## Who is involved\n\n";
    for (const detect::Subject& subject : whole.subjects) out += fmt::format("- {}\n", MarkdownText(subject.Text()));
  }
  out += "\n## Lessons learned\n\n";
  out += incident.lessons.empty() ? "Not closed yet.\n" : MarkdownText(incident.lessons) + "\n";
  out += "\n## Timeline of events\n\n";
  if (timeline.empty()) out += "The event log has nothing about them any more.\n";
  for (const std::string& line : timeline) out += EventLine(line);
  return out;
}

}  // namespace gatehouse::incidents
