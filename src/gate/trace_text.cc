#include "gate/trace_text.h"

#include <fmt/format.h>

namespace gatehouse::gate {

std::string_view VerdictWord(const StageReport& report) {
  if (report.decision.allowed()) return "pass";
  return report.observed ? "observe" : "refuse";
}

std::string WhyWords(const StageReport& report) {
  const ReasonInfo& info = Describe(report.decision.reason);
  if (report.decision.allowed()) return report.note;
  std::string why = fmt::format("{}: {}", info.name, info.sentence);
  if (!report.decision.where.empty()) why += fmt::format(" [{}]", report.decision.where);
  if (!report.note.empty()) why += fmt::format(" ({})", report.note);
  return why;
}

}  // namespace gatehouse::gate
