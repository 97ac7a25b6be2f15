// Any bytes as a seal: read as one that holds together, or refused.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "events/seal.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse::events;
  const auto seal = ParseSeal(std::string_view(reinterpret_cast<const char*>(data), size), nullptr);
  if (!seal) return 0;
  if (seal->whole_bytes > size || seal->signed_lines > seal->lines.size()) std::abort();
  SealChain chain(seal->head);
  for (const SealedLine& line : seal->lines) chain.Add(line);
  if (chain.Text() != seal->chain) std::abort();
  return 0;
}
