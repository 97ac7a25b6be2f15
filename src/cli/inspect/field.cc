// gatehouse inspect field: judges ordinary input by its effect in a query, a page, a command line or a file name.
#include "gate/inspect/field/field.h"

#include <algorithm>
#include <array>

#include "cli/commands.h"
#include "cli/inspect/judge_lines.h"

namespace gatehouse::cli {
namespace {

using field::Family;

constexpr std::string_view kFamilies = "sql|markup|command|path|header";

struct FieldOptions {
  field::Mode mode = field::Mode::kBalanced;
  std::vector<Family> against;  // empty: all
  LineOptions lines;
};

base::Result<field::Mode> ParseFieldMode(std::string_view word) {
  if (word == "balanced") return field::Mode::kBalanced;
  if (word == "strict") return field::Mode::kStrict;
  return base::Fail("Unknown mode: " + std::string(word), {}, "write balanced or strict");
}

base::Result<Family> ParseFamily(std::string_view word) {
  const Family family = field::FamilyNamed(word);
  if (family != Family::kNone) return family;
  return base::Fail("Unknown kind of attack: " + std::string(word), {}, "write " + std::string(kFamilies));
}

constexpr std::array<gate::Reason, field::kFamilyCount> kReasons = {
    gate::Reason::kAllowed,      gate::Reason::kFieldSql,  gate::Reason::kFieldMarkup,
    gate::Reason::kFieldCommand, gate::Reason::kFieldPath, gate::Reason::kFieldHeader};

Outcome InspectFields(const FieldOptions& options) {
  uint8_t families = options.against.empty() ? field::kAllFamilies : uint8_t{0};
  for (const Family family : options.against) families |= field::BitOf(family);
  return JudgeLines(options.lines, [&](std::string_view text) {
    const field::Finding finding = field::JudgeField(text, families);
    const bool allow = finding.score < field::Threshold(options.mode);
    const gate::Reason reason = allow ? gate::Reason::kAllowed : kReasons[static_cast<size_t>(finding.family)];
    LineVerdict verdict = Judged(reason);
    verdict.score = finding.score;
    if (finding.family != Family::kNone) {
      verdict.signals = EmptyList();
      verdict.signals.Add(
          Object({{"name", finding.signal}, {"kind", field::Name(finding.family)}, {"weight", finding.score}}));
    }
    return verdict;
  });
}

}  // namespace

Command InspectFieldCommand() {
  auto options = std::make_shared<FieldOptions>();
  return {.help = "Find SQL, markup, commands and paths in fields: {\"text\": \"the field\"} per line",
          .options = {Parsed("--mode", options->mode, ParseFieldMode, "balanced|strict",
                             "balanced: refuse clear attacks (default); strict: suspicious fields, too"),
                      Each("--against", options->against, ParseFamily, std::string(kFamilies),
                           "Look only for this kind of attack"),
                      PlainOption(options->lines), VerdictFormatOption(options->lines)},
          .examples = {R"(echo '{"text": "1 OR 1=1"}' | gatehouse inspect field --format text)",
                       "gatehouse inspect field --against sql --against path < fields.jsonl"},
          .action = Runs(options, InspectFields)};
}

}  // namespace gatehouse::cli
