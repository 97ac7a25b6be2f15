// References from outside: what is accepted keeps what the header promises, and found references lie in their text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "secrets/find_references.h"
#include "secrets/reference.h"

namespace {

using namespace gatehouse;

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const secrets::FoundReference& found : secrets::FindReferences(input)) {
    Require(secrets::IsReference(found.text) && input.contains(found.text) && found.line >= 1);
  }
  const auto reference = secrets::ParseReference(input);
  if (!reference) return 0;
  Require(secrets::IsReference(input) && input.size() <= secrets::kMaxReferenceBytes && reference->text == input);
  Require(!reference->path.empty() && !reference->path.contains('\0'));
  Require(reference->pointer.empty() || reference->pointer.starts_with('/'));
  Require(!(reference->optional && reference->fallback));
  for (const auto& [name, value] : reference->parameters) Require(reference->Parameter(name) == value);
  return 0;
}
