// Any bytes as a stream, in pieces of any size: what comes out does not depend on the pieces, and what redaction leaves
// alone comes out as it went in.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "redact/stream.h"

namespace {

std::string Through(std::string_view text, size_t piece) {
  static auto stream = gatehouse::redact::Stream::Make();
  if (!stream) std::abort();
  std::string out;
  for (size_t at = 0; at < text.size(); at += piece) stream->Feed(text.substr(at, piece), out);
  stream->Finish(out);
  stream->Feed("\n<>\n", out);  // ends a private key that was left open
  stream->Finish(out);
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (Through(text, size) != Through(text, static_cast<size_t>(data[0]) + 1)) std::abort();
  return 0;
}
