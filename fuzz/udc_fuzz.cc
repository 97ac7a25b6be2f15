// A body of a UDC route, from its bytes to the verdict, and the readers of the fields on their own.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "gate/inspect/body.h"
#include "gate/inspect/file_name.h"
#include "gate/inspect/timestamp.h"
#include "gate/inspect/udc_message.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  static json::Parser parser;
  const std::string_view text(reinterpret_cast<const char*>(data), size);

  if (const auto body = parser.Parse(text, {})) {
    const auto message = gate::ReadUdcMessage(*body);
    const auto in_range = [](int droplet) { return droplet >= 1 && droplet <= 999; };
    if (message && !(in_range(message->source) && in_range(message->target))) std::abort();
    if (!message && message.error() == gate::Reason::kAllowed) std::abort();
  }
  if (gate::IsTimestamp(text) && (size < 8 || size > 64)) std::abort();

  gate::KnownHeaders headers;
  headers.content_type = {text, 1};
  static_cast<void>(gate::CheckJsonHeaders(headers, text));
  if (const auto name = gate::PlainFileName(text); name && (name->empty() || name->front() == '/')) std::abort();
  return 0;
}
