#include "control/console/policy_places.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/file.h"
#include "gate/request/own_paths.h"

namespace gatehouse::console {
namespace {

// Errors in the text are ignored here: loading the policy reports them.
constexpr yaml::FileKind kPolicyText = {.name = "policy", .start = "", .form = ""};
constexpr std::string_view kDefault = "not in the file: the default applies";

bool IsTyped(const yaml::TextNode& node, const gate::Route& route) {
  const yaml::TextNode* path = node.Get("path");
  if (path == nullptr || path->text != route.pattern) return false;
  const auto texts = [&node](std::string_view key) {
    std::vector<std::string> list;
    if (const yaml::TextNode* typed = node.Get(key)) {
      for (const yaml::TextNode* text : typed->Scalars()) list.push_back(text->text);
    }
    return list;
  };
  std::vector<std::string> hosts = texts("host");
  std::ranges::transform(hosts, hosts.begin(), base::AsciiLower);
  return std::ranges::is_permutation(texts("methods"), route.methods) &&
         std::ranges::is_permutation(hosts, route.hosts);
}

}  // namespace

PolicyPlaces::PolicyPlaces(std::string_view text, std::string origin) : origin_(std::move(origin)) {
  yaml::Problems problems(origin_);
  auto root = yaml::ReadText(text, kPolicyText, problems);
  if (root) root_ = *std::move(root);
}

PolicyPlaces PolicyPlaces::Read(const std::string& file) {
  const auto text = base::ReadFile(file);
  return text ? PolicyPlaces(*text, std::filesystem::path(file).filename().string()) : PolicyPlaces();
}

const yaml::TextNode* PolicyPlaces::Find(const gate::Route& route) const {
  const yaml::TextNode* routes = root_.Get("routes");
  if (routes == nullptr) return nullptr;
  const auto found = std::ranges::find_if(routes->items, [&](const auto& node) { return IsTyped(node, route); });
  return found == routes->items.end() ? nullptr : &*found;
}

std::string PolicyPlaces::Text(const yaml::Place& place) const {
  return fmt::format("{}:{}:{}", origin_, place.line, place.column);
}

std::string PolicyPlaces::OfRoute(const gate::Route& route) const {
  if (const yaml::TextNode* typed = Find(route)) return Text(typed->place);
  if (route.pattern.empty()) {
    return root_.Has("unlisted") ? Text(root_.PlaceOf("unlisted"))
                                 : "no route has this path: the default of `unlisted`";
  }
  const yaml::TextNode* profile = root_.Get("profile");
  if (profile != nullptr && !route.pattern.starts_with(gate::kOwnPaths) && !route.pattern.starts_with("/oauth/")) {
    return fmt::format("not in the file: it comes with the profile {}", profile->text);
  }
  return "not in the file: it comes with `control`";
}

std::string PolicyPlaces::OfKey(const gate::Route& route, std::string_view key) const {
  const bool of_policy = key.starts_with('/');
  if (of_policy) key.remove_prefix(1);
  if (!of_policy) {
    const yaml::TextNode* typed = Find(route);
    // `limit` and `limits` are the same key.
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
