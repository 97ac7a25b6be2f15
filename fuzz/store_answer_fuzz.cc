// What stores answer: judged, read as JSON and as times, and a field picked from it, none of which may fall over.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/rfc3339.h"
#include "fetch/fetch.h"
#include "secrets/answer.h"
#include "secrets/field.h"

// The input's first line is a pointer, the rest the answer's body; the first byte is its status too.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(input.find('\n'), input.size());
  const std::string_view pointer = input.substr(0, line);
  fetch::Answer answer;
  answer.status = size > 0 ? 200 + data[0] * 2 : 200;
  answer.headers.emplace_back("retry-after", std::string(pointer));
  answer.body = base::SecretString(std::string(input.substr(std::min(line + 1, input.size()))));

  static_cast<void>(fetch::LooksLikeHtml(answer));
  static_cast<void>(base::ParseTimeText(pointer));
  const auto error = secrets::StatusError(answer, "The store", {}, base::Wall{});
  if (error.retry_after && *error.retry_after > secrets::kLongestRetryAfter) std::abort();
  secrets::AnswerJson json;
  if (json.Read(answer)) static_cast<void>(secrets::FindString(json.root(), {"data", "metadata", "version"}));
  if (pointer.starts_with('/')) {
    const auto field = secrets::PickField(answer.body, pointer);
    if (field && field->Reveal().size() > answer.body.Reveal().size()) std::abort();
  }
  return 0;
}
