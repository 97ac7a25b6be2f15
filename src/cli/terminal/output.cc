#include "cli/terminal/output.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "base/bytes.h"

namespace gatehouse::cli {
namespace {

constexpr std::array<std::string_view, 5> kColours = {"\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[1m"};
constexpr std::string_view kPlain = "\x1b[0m";

bool WantsColour(Stream stream) {
  const char* no_color = std::getenv("NO_COLOR");  // no-color.org: any non-empty value counts
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return isatty(stream == Stream::kData ? STDOUT_FILENO : STDERR_FILENO) == 1;
}

void Line(std::FILE* file, std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), file);
  std::fputc('\n', file);
}

// The length in bytes of the valid UTF-8 character at the front of `text`; 0 if there is none.
size_t CharacterLength(std::string_view text) {
  for (size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (base::IsUtf8(text.substr(0, length))) return length;
  }
  return 0;
}

// C0, DEL, C1 (U+0080–U+009F), the line separators, and the characters that change text direction (U+202A–202E,
// U+2066–2069).
bool SteersTerminal(std::string_view character) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
  if (character.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (character.size() != 3 || byte(0) != 0xE2) return false;
  if (byte(1) == 0x80) return byte(2) >= 0xA8 && byte(2) <= 0xAE;
  return byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
}

}  // namespace

std::string Visible(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    const std::string_view character = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || SteersTerminal(character)) {
      for (const char c : character) visible += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      visible += character;
    }
    text.remove_prefix(character.size());
  }
  return visible;
}

std::string Paint(std::string_view text, Tone tone, Stream stream) {
  if (!WantsColour(stream)) return std::string(text);
  return fmt::format("{}{}{}", kColours[static_cast<size_t>(tone)], text, kPlain);
}

void PrintText(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Print(std::string_view line) { Line(stdout, line); }

void PrintJson(const Value& value) { Line(stdout, value.Json(/*ascii=*/true)); }

std::optional<size_t> OutputColumns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

void Say(std::string_view words) { Line(stderr, words); }

void Warn(std::string_view words) {
  Line(stderr, fmt::format("{} {}", Paint("warning:", Tone::kWarn, Stream::kWords), words));
}

void Complain(const base::Error& error) {
  Line(stderr, fmt::format("{} {}", Paint("error:", Tone::kBad, Stream::kWords), Visible(error.Text())));
}

void Complain(std::span<const base::Error> errors) {
  for (const base::Error& error : errors) Complain(error);
}

Value ToValue(const base::Error& error) {
  return Object({{"where", error.where}, {"what", error.what}, {"fix", error.fix}});
}

Value ToValue(std::span<const base::Error> errors) {
  Value list = EmptyList();
  for (const base::Error& error : errors) list.Add(ToValue(error));
  return list;
}

std::optional<std::string> TimeText(const std::optional<base::Wall>& time) {
  if (!time) return {};
  return TimeText(*time);
}

bool FlushOutput() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

}  // namespace gatehouse::cli
