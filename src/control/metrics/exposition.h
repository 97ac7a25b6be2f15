// Writes Prometheus' text format, version 0.0.4: families of samples, in order. Tests: exposition_test.cc, and
// promtool in tests/watch/test_metrics.py.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace gatehouse::metrics {

inline constexpr std::string_view kExpositionType = "text/plain; version=0.0.4; charset=utf-8";

struct Label {
  std::string_view name;
  std::string_view value;  // any text; it is escaped
};

class Exposition {
 public:
  enum class Kind : uint8_t { kCounter, kGauge, kHistogram };
  // Begins a family, to which the following samples belong.
  void Family(std::string_view name, Kind kind, std::string_view help);
  void Sample(std::initializer_list<Label> labels, double value);
  void Sample(std::initializer_list<Label> labels, uint64_t value);
  // One sample of a histogram; `suffix` is "_bucket", "_sum" or "_count".
  void Part(std::string_view suffix, std::initializer_list<Label> labels, double value);
  void Part(std::string_view suffix, std::initializer_list<Label> labels, uint64_t value);
  [[nodiscard]] std::string Take() { return std::move(text_); }

 private:
  void Line(std::string_view suffix, std::initializer_list<Label> labels, std::string_view value);
  std::string text_;
  std::string family_;
};

}  // namespace gatehouse::metrics
