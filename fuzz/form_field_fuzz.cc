// Any bytes as a form of either kind: what is found is bounded, and a field that was put behind it is found, or the
// form names it twice.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "gate/form_field.h"

namespace {

void Promise(bool kept) {
  if (!kept) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  constexpr std::string_view kName = "_method";
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const auto kind : {gate::FormKind::kEncoded, gate::FormKind::kMultipart}) {
    const auto found = gate::FindFormField(kind, text, kName);
    if (found && *found) Promise((*found)->size() <= 3 * gate::kMaxFormValue);
    const std::string added =
        kind == gate::FormKind::kEncoded
            ? "&_method=DELETE"
            : "\r\n--b\r\nContent-Disposition: form-data; name=\"_method\"\r\n\r\nDELETE\r\n--b--\r\n";
    const auto behind = gate::FindFormField(kind, text + added, kName);
    if (size + added.size() <= gate::MaxFormBytes(kind)) Promise(!behind || behind->has_value());
  }
  (void)gate::FormKindOf(text);
  return 0;
}
