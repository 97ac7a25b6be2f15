#include "gate/inspect/field/field.h"

#include <algorithm>
#include <array>

#include "gate/inspect/field/command.h"
#include "gate/inspect/field/header_lines.h"
#include "gate/inspect/field/markup.h"
#include "gate/inspect/field/other_query.h"
#include "gate/inspect/field/readings.h"
#include "gate/inspect/field/sql.h"
#include "gate/inspect/field/traversal.h"

namespace gatehouse::field {
namespace {

constexpr std::array<std::string_view, kFamilyCount> kNames = {"none", "sql", "markup", "command", "path", "header"};

}  // namespace

Finding JudgeField(std::string_view text, uint8_t families) {
  const Readings readings = ReadingsOf(text);
  Strongest strongest(families);
  readings.ForEach([&strongest](std::string_view reading) {
    if (strongest.sure()) return;
    FindTraversal(reading, strongest);
    FindMarkup(reading, strongest);
    FindCommand(reading, strongest);
    FindSql(reading, strongest);
    FindOtherQuery(reading, strongest);
  });
  FindHeaderLine(readings, strongest);
  if (readings.overlong) strongest.Tell(Family::kPath, kStrong, "ascii in more bytes than it needs");
  if (readings.nul) strongest.Tell(Family::kPath, 0.8, "nul byte");
  return strongest.best();
}

std::string_view Name(Family family) { return kNames[static_cast<size_t>(family)]; }

Family FamilyNamed(std::string_view name) {
  const auto at = std::ranges::find(kNames, name);
  return at == kNames.end() ? Family::kNone : static_cast<Family>(at - kNames.begin());
}

}  // namespace gatehouse::field
