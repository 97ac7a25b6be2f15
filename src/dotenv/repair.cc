#include "dotenv/repair.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "base/bytes.h"
#include "dotenv/document.h"
#include "dotenv/grammar.h"
#include "dotenv/utf16.h"

namespace gatehouse::dotenv {
namespace {

// Unusual blanks: no-break spaces and similar ones, and zero-width characters.
constexpr std::array<std::string_view, 8> kOddBlanks = {"\u00a0", "\u2007", "\u202f", "\u3000",
                                                        "\u200b", "\u200c", "\u2060", "\ufeff"};

struct OddQuote {
  std::string_view typed;
  char meant;
};
constexpr std::array<OddQuote, 9> kOddQuotes = {{{"\u201c", '"'},
                                                 {"\u201d", '"'},
                                                 {"\u201e", '"'},
                                                 {"\u00ab", '"'},
                                                 {"\u00bb", '"'},
                                                 {"\u2018", '\''},
                                                 {"\u2019", '\''},
                                                 {"\u201a", '\''},
                                                 {"\u2032", '\''}}};

// Removes odd blanks from both ends, together with usual ones. True if there were odd ones.
bool TrimOdd(std::string_view& text) {
  bool found = false;
  for (bool again = true; again;) {
    again = false;
    text = base::TrimSpace(text);
    for (const std::string_view blank : kOddBlanks) {
      if (text.starts_with(blank)) {
        text.remove_prefix(blank.size());
        again = true;
      }
      if (text.ends_with(blank)) {
        text.remove_suffix(blank.size());
        again = true;
      }
    }
    found = found || again;
  }
  return found;
}

class Repairer {
 public:
  Repaired Run(std::string_view bytes) {
    std::string text = Decode(bytes);
    ReadLines(text);
    base::Wipe(text);
    DropDoubles();
    Repaired repaired;
    size_t size = 0;
    for (const Line& line : lines_) size += line.text.size() + 1;
    std::string out;
    out.reserve(size);
    for (Line& line : lines_) {
      if (!line.dropped) {
        out += line.text;
        out += '\n';
        const auto breaks = static_cast<size_t>(std::ranges::count(line.text, '\n'));
        for (size_t n = 0; n <= breaks; ++n) repaired.lines.push_back(line.number + n);
      }
      base::Wipe(line.text);
    }
    repaired.text = base::SecretString(std::move(out));
    std::ranges::stable_sort(repairs_, {}, &Repair::line);
    repaired.repairs = std::move(repairs_);
    return repaired;
  }

 private:
  struct Line {
    std::string text;
    std::string name;  // of a setting
    size_t number = 0;
    bool dropped = false;
  };

  void Note(size_t line, std::string what) { repairs_.push_back({line, std::move(what)}); }

  std::string Decode(std::string_view bytes) {
    constexpr std::string_view kBom = "\xEF\xBB\xBF";
    const bool little = bytes.starts_with("\xFF\xFE");
    const bool big = bytes.starts_with("\xFE\xFF");
    // "A\0=\0": UTF-16 without its byte order mark.
    const bool unmarked = bytes.size() > 3 && bytes[0] != '\0' && bytes[1] == '\0' && bytes[3] == '\0';
    if (little || big || unmarked) {
      if (auto decoded = FromUtf16(bytes.substr(unmarked ? 0 : 2), big)) {
        Note(0, "was UTF-16, is UTF-8 now");
        if (decoded->starts_with(kBom)) decoded->erase(0, kBom.size());
        return std::move(*decoded);
      }
    }
    if (bytes.starts_with(kBom)) {
      Note(0, "the byte order mark is gone");
      bytes.remove_prefix(kBom.size());
    }
    return std::string(bytes);
  }

  void ReadLines(std::string_view text) {
    bool told = false;
    for (size_t number = 1; !text.empty(); ++number) {
      size_t end = std::min(text.find_first_of("\r\n"), text.size());
      // A quoted value may span lines; what the grammar accepts is left unchanged.
      if (const size_t whole = SettingLength(text.substr(0, end), text); whole > end) end = whole;
      const std::string_view line = text.substr(0, end);
      RepairLine(line, number);
      number += static_cast<size_t>(std::ranges::count(line, '\n'));
      text.remove_prefix(end);
      const bool both = text.starts_with("\r\n");
      if (text.starts_with('\r') && !both && !std::exchange(told, true)) {
        Note(number, "carriage returns are line ends now");
      }
      text.remove_prefix(std::min<size_t>(both ? 2 : 1, text.size()));
    }
  }

  // The length of the setting that begins here if its value is in closed quotes; else 0.
  static size_t SettingLength(std::string_view line, std::string_view rest) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos || base::TrimSpace(line).starts_with('#')) return 0;
    const std::string_view value = base::TrimSpace(line.substr(equals + 1));
    if (value.empty() || !std::string_view("'\"`").contains(value[0])) return 0;
    const auto part = ReadValue(rest.substr(equals + 1));
    return part ? equals + 1 + part->length : 0;
  }

  void RepairLine(std::string_view line, size_t number) {
    std::string_view rest = line;
    bool odd = TrimOdd(rest);
    if (rest.empty() || rest.starts_with('#')) return Keep(line, number);
    std::string front;
    if (rest.starts_with("export ")) {
      front = "export ";
      rest.remove_prefix(front.size());
    } else if (base::EqualIgnoringCase(rest.substr(0, 4), "set ")) {
      Note(number, "\"set\" in front of the name is gone");
      rest.remove_prefix(4);
    }
    size_t sign = rest.find('=');
    const size_t colon = rest.find(": ");
    if (sign == std::string_view::npos && colon != std::string_view::npos &&
        IsSettingName(base::TrimSpace(rest.substr(0, colon)))) {
      sign = colon;
      Note(number, "\":\" behind the name is \"=\" now");
    }
    if (sign == std::string_view::npos) return Keep(line, number);
    std::string_view name = rest.substr(0, sign);
    std::string_view value = rest.substr(sign + 1);
    odd = TrimOdd(name) || odd;
    const std::string_view before = value;
    const bool odd_value = TrimOdd(value);
    if (!odd_value) value = before;
    if (name.size() > 1 && (name.front() == '"' || name.front() == '\'') && name.back() == name.front()) {
      name = name.substr(1, name.size() - 2);
      Note(number, "the quotes around the name are gone");
    }
    if (!IsSettingName(name)) return Keep(line, number);
    if (odd || odd_value) Note(number, "unusual blanks were removed");
    lines_.push_back({front + std::string(name) + "=" + RepairValue(value, number), std::string(name), number});
  }

  void Keep(std::string_view line, size_t number) { lines_.push_back({std::string(line), {}, number}); }

  std::string RepairValue(std::string_view value, size_t number) {
    const std::string_view trimmed = base::TrimSpace(value);
    for (const OddQuote& opening : kOddQuotes) {
      for (const OddQuote& closing : kOddQuotes) {
        if (opening.meant != closing.meant || !trimmed.starts_with(opening.typed) ||
            !trimmed.ends_with(closing.typed)) {
          continue;
        }
        if (trimmed.size() < opening.typed.size() + closing.typed.size()) continue;
        const auto spelled = SpellValue(
            trimmed.substr(opening.typed.size(), trimmed.size() - opening.typed.size() - closing.typed.size()));
        if (!spelled) continue;
        Note(number, "typographic quotes are straight now");
        return std::string(spelled->Reveal());
      }
    }
    return std::string(value);
  }

  // The last one wins, as with every other reader.
  void DropDoubles() {
    std::map<std::string_view, Line*> last;
    for (Line& line : lines_) {
      if (line.name.empty()) continue;
      Line*& before = last[line.name];
      if (before != nullptr) {
        before->dropped = true;
        Note(before->number, line.name + " is set again in line " + std::to_string(line.number) + ": this one is gone");
      }
      before = &line;
    }
  }

  std::vector<Line> lines_;
  std::vector<Repair> repairs_;
};

}  // namespace

Repaired RepairDotenv(std::string_view bytes) { return Repairer().Run(bytes); }

std::vector<base::Error> WhatIsLeft(const Repaired& repaired, const std::string& origin) {
  std::vector<base::Error> problems = Document::Problems(repaired.text.Reveal(), "");
  for (base::Error& problem : problems) {
    size_t line = 0;  // ":12"
    const char* const begin = problem.where.data() + std::min<size_t>(1, problem.where.size());
    std::from_chars(begin, problem.where.data() + problem.where.size(), line);
    if (line > 0 && line <= repaired.lines.size()) line = repaired.lines[line - 1];
    problem.where = origin + ":" + std::to_string(line);
  }
  return problems;
}

std::vector<base::Error> ProblemsAndHelp(std::string_view text, const std::string& origin) {
  std::vector<base::Error> problems = Document::Problems(text, origin);
  if (problems.empty() || RepairDotenv(text).repairs.empty()) return problems;
  std::string& fix = problems.back().fix;
  fix += std::string(fix.empty() ? "" : "; ") + "gatehouse env import says what can be repaired, and does it";
  return problems;
}

}  // namespace gatehouse::dotenv
