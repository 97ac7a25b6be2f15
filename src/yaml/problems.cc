#include "yaml/problems.h"

#include <algorithm>
#include <cstddef>

namespace gatehouse::yaml {
namespace {

constexpr size_t kMaxQuoted = 60;
}  // namespace

std::string Problems::Where(const Place& place) const {
  const std::string& text = place.in_base ? base_ : origin_;
  if (place.line == 0) return text;
  return text + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

void Problems::Add(const Place& place, std::string what, std::string fix) {
  found_.emplace(place, base::Error{std::move(what), Where(place), std::move(fix)});
}

std::vector<base::Error> Problems::Take() {
  std::vector<base::Error> errors;
  errors.reserve(found_.size());
  for (auto& [place, error] : found_) errors.push_back(std::move(error));
  found_.clear();
  return errors;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text.substr(0, kMaxQuoted)) quoted += c >= 0x20 && c < 0x7F ? c : '?';
  if (text.size() > kMaxQuoted) quoted += "...";
  return quoted + "'";
}

}  // namespace gatehouse::yaml
