// Any bytes as a field, as a query and as forms: every reading is bounded, every token is inside of the text, and what
// is found has a score between 0 and 1.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gate/form_fields.h"
#include "gate/inspect/field/field.h"
#include "gate/inspect/field/readings.h"
#include "gate/inspect/field/sql_tokens.h"

namespace {

void Promise(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const field::Readings readings = field::ReadingsOf(text);
  Promise(readings.layers.size() <= field::kMaxLayers);
  for (const std::string& layer : readings.layers) Promise(layer.size() <= size);
  for (const auto place : {field::SqlPlace::kPlain, field::SqlPlace::kSingle, field::SqlPlace::kDouble}) {
    const field::SqlTokens tokens = field::TokeniseSql(text, place);
    Promise(tokens.letters.size() == tokens.texts.size() && tokens.letters.size() <= size + 1);
    for (const std::string_view token : tokens.texts) {
      Promise(token.empty() || (token.data() >= text.data() && token.data() + token.size() <= text.data() + size));
    }
  }
  const field::Finding finding = field::JudgeField(text);
  Promise(finding.score >= 0 && finding.score <= 1);
  Promise((finding.family == field::Family::kNone) == finding.signal.empty());
  const auto judge = [](std::string_view name, std::string_view value) {
    (void)field::JudgeField(name);
    return field::JudgeField(value).score < field::kRefuse;
  };
  (void)gate::ForEachQueryField(text, judge);
  (void)gate::ForEachFormField("multipart/form-data; boundary=b", text, judge);
  (void)gate::ForEachFormField(text, text, judge);
  return 0;
}
