// Incidents as they are read: JSON for programs, Markdown for people. What came from outside cannot write markup of its
// own. Shown by incident_text_test.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/incidents/incident_book.h"

namespace gatehouse::incidents {

// {"incidents": [...]}
[[nodiscard]] std::string IncidentsJson(const std::vector<store::Incident>& incidents);
// One of them, as that list has it; `done`: what was done to blocks, if anything.
[[nodiscard]] std::string IncidentJson(const store::Incident& incident, const std::string& done);
// With its subjects, its history, and the lines of the event log about them.
[[nodiscard]] std::string WholeIncidentJson(const IncidentBook::Whole& whole, const std::vector<std::string>& timeline);
// `gate` is its URL: a report is handed on to people who have several.
[[nodiscard]] std::string IncidentMarkdown(const IncidentBook::Whole& whole, const std::vector<std::string>& timeline,
                                           std::string_view gate);

// As Markdown that shows exactly this text: on one line, as code.
[[nodiscard]] std::string MarkdownCode(std::string_view text);
// As Markdown that shows this text and nothing else: no link, no image, no tag, no heading.
[[nodiscard]] std::string MarkdownText(std::string_view text);

}  // namespace gatehouse::incidents
