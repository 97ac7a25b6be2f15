// gatehouse token inspect: what tokens say of themselves, decoded and NOT verified. Says so loudly, twice.
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "gate/identify/jwt.h"

namespace gatehouse::cli {
namespace {

struct TokenInspectOptions {
  Format format = Format::kText;
};

constexpr int kMaxDepth = 32;

// The JSON of one base64url part; null where it is none, or nests deeper than any token should.
std::optional<Json> ReadPart(std::string_view part) {
  const auto bytes = base::Base64UrlDecode(part);
  if (!bytes) return {};
  const auto bounded = [](int depth, Json::parse_event_t, Json&) { return depth < kMaxDepth; };
  Json value = Json::parse(*bytes, bounded, /*allow_exceptions=*/false);
  if (!value.is_object()) return {};
  return value;
}

std::string TimeNote(const Json& payload, const char* claim) {
  const auto found = payload.find(claim);
  if (found == payload.end() || !found->is_number_integer()) return {};
  return std::string("  ") + claim + " = " + TimeText(found->get<int64_t>());
}

// Header and payload, or empty where the text is no token at all.
std::optional<std::pair<Json, Json>> Decode(const LineReader::Line& line) {
  const std::string_view token = base::TrimSpace(line.text);
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (line.too_long || token.size() > gate::kMaxTokenBytes || second == std::string_view::npos) return {};
  if (token.find('.', second + 1) != std::string_view::npos) return {};
  auto header = ReadPart(token.substr(0, first));
  auto payload = ReadPart(token.substr(first + 1, second - first - 1));
  if (!header || !payload) return {};
  return std::pair{std::move(*header), std::move(*payload)};
}

void Show(const Json& header, const Json& payload, Format format) {
  if (format == Format::kJson) {
    PrintJson(Json{{"verified", false}, {"readable", true}, {"header", header}, {"payload", payload}});
    return;
  }
  constexpr int kIndent = 2;
  const auto text = [](const Json& part) { return part.dump(kIndent, ' ', true, Json::error_handler_t::replace); };
  Print("header  " + text(header));
  Print("payload " + text(payload));
  for (const char* claim : {"iat", "nbf", "exp"}) {
    if (const std::string note = TimeNote(payload, claim); !note.empty()) Print(note);
  }
  Print(Paint("NOT VERIFIED", Tone::kBad, Stream::kData) + ": anybody can have written this");
}

ExitCode InspectTokens(const TokenInspectOptions& options) {
  Say(Paint("NOT VERIFIED:", Tone::kBad, Stream::kWords) +
      " this only decodes; neither signature nor time nor issuer is checked. Use 'gatehouse token verify'.");
  bool all_readable = true;
  LineReader lines(STDIN_FILENO);
  while (const auto line = lines.Next()) {
    if (const auto decoded = Decode(*line)) {
      Show(decoded->first, decoded->second, options.format);
      continue;
    }
    all_readable = false;
    if (options.format == Format::kJson) {
      PrintJson(Json{{"verified", false}, {"readable", false}});
    } else {
      Print("not a token: three parts of base64url, the first two of them JSON objects, are expected");
    }
  }
  return all_readable ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

void AddTokenInspect(CLI::App& token, Action& chosen) {
  auto options = std::make_shared<TokenInspectOptions>();
  CLI::App* command = token.add_subcommand("inspect", "Decode tokens from stdin without verifying them");
  AddFormatOption(*command, options->format);
  SetExamples(*command, {"gatehouse token inspect < token", "gatehouse token inspect --format json < tokens.txt"});
  SetAction(*command, chosen, options, InspectTokens);
}

}  // namespace gatehouse::cli
