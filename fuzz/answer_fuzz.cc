// Any bytes as an answer, cut where the first byte says: what comes out is the same as in one piece, what is held back
// is bounded, and a secret behind it is taken out, in base64 too. The same for the strings that are escaped, and for
// the value of a header.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "answers/header_redactor.h"
#include "answers/json_escapes.h"
#include "answers/stream_redactor.h"
#include "base/bytes.h"
#include "gate/respond/json_escaper.h"

namespace {

using namespace gatehouse;

void Promise(bool kept) {
  if (!kept) std::abort();
}

const answers::SecretFinder& Finder() {
  static const std::vector<std::string> canaries = {"canary-7f3a91"};
  static const answers::SecretFinder finder = answers::SecretFinder::Make(true, canaries).value();
  return finder;
}

// Assembled, so that no scanner takes this file for one that leaks.
const std::string kKey = std::string("ghp") + "_0123456789abcdefghijABCDEFGHIJ012345";

std::string Redacted(std::string_view text, size_t cut) {
  static patterns::Scratch scratch = Finder().MakeScratch().value();
  answers::StreamRedactor redactor(Finder(), scratch);
  std::string out;
  for (const std::string_view view : redactor.Feed(text.substr(0, cut), false)) out += view;
  Promise(redactor.held() <= answers::kMostHeld);
  for (const std::string_view view : redactor.Feed(text.substr(cut), true)) out += view;
  Promise(redactor.held() == 0);
  return out;
}

std::string Escaped(std::string_view text, size_t cut) {
  static const std::vector<gate::StringPlace> places = {gate::StringPlace::Parse("/a/*").value(),
                                                        gate::StringPlace::Parse("").value()};
  gate::JsonEscaper escaper(places);
  std::string out(escaper.Feed(text.substr(0, cut)));
  out += escaper.Feed(text.substr(cut));
  out += escaper.Finish();
  return out;
}

// An escape is held back until it is whole, and what it stands for is the same.
std::string Unescaped(std::string_view text, size_t cut) {
  answers::JsonEscapes escapes;
  std::string out(escapes.Feed(text.substr(0, cut)));
  out += escapes.Feed(text.substr(cut));
  out += escapes.Finish();
  Promise(out.size() <= text.size());
  return out;
}

// What is sent instead has nothing that would be removed again.
void InAHeader(std::string_view text) {
  static patterns::Scratch scratch = Finder().MakeScratch().value();
  for (const std::string_view name : {"Location", "Set-Cookie", "X-Debug"}) {
    answers::Removed removed;
    const auto sent = answers::RedactedHeader(Finder(), scratch, name, text, removed);
    Promise(sent.has_value() == (removed.secrets + removed.canaries > 0));
    Promise(!sent.value_or(std::string(text)).contains("canary-7f3a91"));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t cut = text.size() * data[0] / 255;
  Promise(Escaped(text, cut) == Escaped(text, 0));
  Promise(Unescaped(text, cut) == Unescaped(text, 0));
  (void)Redacted(text, cut);
  const std::string with = std::string(text) + "\n canary-7f3a91 \n";
  Promise(!Redacted(with, cut).contains("canary-7f3a91") || text.contains("PRIVATE KEY"));
  // In base64, behind any bytes.
  const std::string code = base::Base64Encode(std::string(text) + "\n" + kKey + "\n");
  Promise(!Redacted(code, code.size() * data[0] / 255).contains(code.substr(code.size() - 24, 16)) ||
          text.contains("canary-7f3a91"));
  InAHeader(text);
  return 0;
}
