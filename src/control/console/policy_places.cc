#include "control/console/policy_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/file.h"

namespace gatehouse::console {
namespace {

constexpr std::string_view kDefault = "not written: the default holds";

bool IsTyped(const gate::TextNode& node, const gate::Route& route) {
  const gate::TextNode* path = node.Get("path");
  if (path == nullptr || path->text != route.pattern) return false;
  std::vector<std::string> methods;
  if (const gate::TextNode* typed = node.Get("methods")) {
    for (const gate::TextNode* method : typed->Scalars()) methods.push_back(method->text);
  }
  return std::ranges::is_permutation(methods, route.methods);
}

}  // namespace

PolicyPlaces::PolicyPlaces(std::string_view yaml, std::string origin) : origin_(std::move(origin)) {
  gate::Problems problems(origin_);
  auto root = gate::ReadPolicyText(yaml, problems);
  if (root) root_ = *std::move(root);
}

PolicyPlaces PolicyPlaces::Read(const std::string& file) {
  const auto text = base::ReadFile(file);
  return text ? PolicyPlaces(*text, std::filesystem::path(file).filename().string()) : PolicyPlaces();
}

const gate::TextNode* PolicyPlaces::Find(const gate::Route& route) const {
  const gate::TextNode* routes = root_.Get("routes");
  if (routes == nullptr) return nullptr;
  const auto found = std::ranges::find_if(routes->items, [&](const auto& node) { return IsTyped(node, route); });
  return found == routes->items.end() ? nullptr : &*found;
}

std::string PolicyPlaces::Text(const gate::Place& place) const {
  return fmt::format("{}:{}:{}", origin_, place.line, place.column);
}

std::string PolicyPlaces::OfRoute(const gate::Route& route) const {
  if (const gate::TextNode* typed = Find(route)) return Text(typed->place);
  if (route.pattern.empty()) {
    return root_.Has("unlisted") ? Text(root_.PlaceOf("unlisted"))
                                 : "no route has this path: the default of `unlisted`";
  }
  const gate::TextNode* profile = root_.Get("profile");
  if (profile != nullptr && !route.pattern.starts_with("/_gatehouse/") && !route.pattern.starts_with("/oauth/")) {
    return fmt::format("not written: it comes with the profile {}", profile->text);
  }
  return "not written: it comes with `control`";
}

std::string PolicyPlaces::OfKey(const gate::Route& route, std::string_view key) const {
  const bool of_policy = key.starts_with('/');
  if (of_policy) key.remove_prefix(1);
  if (!of_policy) {
    const gate::TextNode* typed = Find(route);
    // Two spellings of one key.
    const std::string_view other = key == "limit" ? "limits" : key;
    for (const std::string_view name : {key, other}) {
      if (typed != nullptr && typed->Has(name)) return Text(typed->PlaceOf(name));
    }
    if (typed == nullptr && !route.pattern.empty()) return OfRoute(route);
    key = other;
  }
  return root_.Has(key) ? Text(root_.PlaceOf(key)) : std::string(kDefault);
}

}  // namespace gatehouse::console
