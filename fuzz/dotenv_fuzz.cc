// `.env` files. What is read can be written back byte for byte; every value can be spelled again and means the same;
// one that is changed changes alone.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "dotenv/document.h"
#include "dotenv/repair.h"

namespace {

using namespace gatehouse;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const dotenv::Repaired repaired = dotenv::RepairDotenv(text);
  for (const dotenv::Repair& repair : repaired.repairs) Require(!repair.what.empty());
  for (const base::Error& problem : dotenv::Document::Problems(text, "f")) Require(!problem.what.empty());
  auto document = dotenv::Document::Parse(text, "f");
  if (!document) {
    Require(!document.error().what.empty() && document.error().where.starts_with("f"));
    return 0;
  }
  Require(document->Text().Reveal() == text);
  for (const dotenv::Setting& setting : document->Settings()) {
    Require(dotenv::IsSettingName(setting.name) && setting.line > 0);
    const auto spelled = dotenv::SpellValue(setting.value.Reveal());
    Require(spelled.has_value());
    const auto again = dotenv::ParseDotenv("A=" + std::string(spelled->Reveal()), "g");
    Require(again && again->size() == 1 && again->front().value.Reveal() == setting.value.Reveal());
  }
  const std::vector<dotenv::Setting> before = document->Settings();
  if (before.empty() || text.size() > dotenv::kMaxFileBytes / 2) return 0;
  Require(document->Set(before.front().name, "# it's \"new\"\n").has_value());
  const auto after = dotenv::ParseDotenv(document->Text().Reveal(), "h");
  Require(after && after->size() == before.size());
  for (size_t i = 1; i < before.size(); ++i) {
    Require((*after)[i].name == before[i].name && (*after)[i].value.Reveal() == before[i].value.Reveal());
  }
  return 0;
}
