// gatehouse token inspect: shows the content of tokens, decoded but NOT verified. The output says so twice.
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "cli/commands.h"
#include "cli/terminal/line_reader.h"
#include "jose/jwt.h"

namespace gatehouse::cli {
namespace {

struct TokenInspectOptions {
  Format format = Format::kText;
};

using Part = nlohmann::ordered_json;  // a decoded part, members in their original order

constexpr int kMaxDepth = 32;

// Decodes the JSON of one base64url part; nothing if it is invalid or nested too deeply.
std::optional<Part> ReadPart(std::string_view part) {
  const auto bytes = base::Base64UrlDecode(part);
  if (!bytes) return {};
  const auto bounded = [](int depth, Part::parse_event_t, Part&) { return depth < kMaxDepth; };
  Part value = Part::parse(*bytes, bounded, /*allow_exceptions=*/false);
  if (!value.is_object()) return {};
  return value;
}

std::string TimeNote(const Part& payload, const char* claim) {
  const auto found = payload.find(claim);
  if (found == payload.end() || !found->is_number_integer()) return {};
  const auto unix_seconds = found->get<int64_t>();
  if (unix_seconds < 0 || unix_seconds > base::kLastSecond) return {};
  return std::string("  ") + claim + " = " + TimeText(base::Wall(std::chrono::seconds(unix_seconds)));
}

struct Decoded {
  Part header;
  Part payload;
};

// Returns header and payload, or nothing if the text is not a token.
std::optional<Decoded> Decode(const LineReader::Line& line) {
  const std::string_view token = base::TrimSpace(line.text);
  const size_t first = token.find('.');
  const size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (line.too_long || token.size() > jose::kMaxTokenBytes || second == std::string_view::npos) return {};
  if (token.find('.', second + 1) != std::string_view::npos) return {};
  auto header = ReadPart(token.substr(0, first));
  auto payload = ReadPart(token.substr(first + 1, second - first - 1));
  if (!header || !payload) return {};
  return Decoded{std::move(*header), std::move(*payload)};
}

std::string Dump(const Part& part, int indent) { return part.dump(indent, ' ', true, Part::error_handler_t::replace); }

void Show(const Decoded& token, Format format) {
  constexpr int kOneLine = -1;
  constexpr int kIndent = 2;
  if (format == Format::kJson) {
    Print(Dump(Part{{"verified", false}, {"readable", true}, {"header", token.header}, {"payload", token.payload}},
               kOneLine));
    return;
  }
  Print("header  " + Dump(token.header, kIndent));
  Print("payload " + Dump(token.payload, kIndent));
  for (const char* claim : {"iat", "nbf", "exp"}) {
    if (const std::string note = TimeNote(token.payload, claim); !note.empty()) Print(note);
  }
  Print(Paint("NOT VERIFIED", Tone::kBad, Stream::kData) + ": anyone could have written this");
}

Outcome InspectTokens(const TokenInspectOptions& options) {
  Say(Paint("NOT VERIFIED:", Tone::kBad, Stream::kWords) +
      " this only decodes; neither signature nor time nor issuer is checked. Use 'gatehouse token verify'.");
  bool all_readable = true;
  LineReader lines(STDIN_FILENO);
  while (const auto line = lines.Next()) {
    if (const auto decoded = Decode(*line)) {
      Show(*decoded, options.format);
      continue;
    }
    all_readable = false;
    if (options.format == Format::kJson) {
      PrintJson(Object({{"verified", false}, {"readable", false}}));
    } else {
      Print("not a token: three parts of base64url, the first two of them JSON objects, are expected");
    }
  }
  return all_readable ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command TokenInspectCommand() {
  auto options = std::make_shared<TokenInspectOptions>();
  return {.help = "Decode tokens from stdin without verifying them",
          .options = {FormatOption(options->format)},
          .examples = {"gatehouse token inspect < token", "gatehouse token inspect --format json < tokens.txt"},
          .action = Runs(options, InspectTokens)};
}

}  // namespace gatehouse::cli
