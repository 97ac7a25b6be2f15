#include "control/metrics/exposition.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

namespace gatehouse::metrics {
namespace {

constexpr std::array<std::string_view, 3> kKindNames = {"counter", "gauge", "histogram"};

void AppendEscaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == '"') out += '\\';
    out += c;
  }
}

}  // namespace

void Exposition::Family(std::string_view name, Kind kind, std::string_view help) {
  family_ = name;
  fmt::format_to(std::back_inserter(text_), "# HELP {} {}\n# TYPE {} {}\n", name, help, name,
                 kKindNames[static_cast<size_t>(kind)]);
}

void Exposition::Sample(std::initializer_list<Label> labels, double value) { Part({}, labels, value); }
void Exposition::Sample(std::initializer_list<Label> labels, uint64_t value) { Part({}, labels, value); }

void Exposition::Part(std::string_view suffix, std::initializer_list<Label> labels, double value) {
  Line(suffix, labels, fmt::format("{}", value));
}

void Exposition::Part(std::string_view suffix, std::initializer_list<Label> labels, uint64_t value) {
  Line(suffix, labels, fmt::format("{}", value));
}

void Exposition::Line(std::string_view suffix, std::initializer_list<Label> labels, std::string_view value) {
  text_.append(family_).append(suffix);
  std::string_view before = "{";
  for (const Label& label : labels) {
    text_.append(before).append(label.name).append("=\"");
    AppendEscaped(text_, label.value);
    text_ += '"';
    before = ",";
  }
  if (labels.size() != 0) text_ += '}';
  text_.append(" ").append(value).append("\n");
}

}  // namespace gatehouse::metrics
