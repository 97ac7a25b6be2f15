#include "gate/inspect/schema_source.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gate/inspect/pattern.h"
#include "gate/inspect/schema_shape.h"
#include "gate/inspect/uri.h"

namespace gatehouse::gate {
namespace {

using Json = nlohmann::json;

constexpr json::Limits kSchemaLimits = {.max_bytes = 1 << 20, .max_depth = 64, .max_members = 50'000};
constexpr size_t kMaxReferences = 1'000;
constexpr double kMaxExactInteger = 9007199254740992.0;  // 2^53

// Only keywords that judge the same place can lead a validator in a circle.
constexpr Applicator kApplicators[] = {
    {"additionalItems", Holds::kOne, false},
    {"additionalProperties", Holds::kOne, false},
    {"allOf", Holds::kList, true},
    {"anyOf", Holds::kList, true},
    {"contains", Holds::kOne, false},
    {"definitions", Holds::kMap, false},
    {"dependencies", Holds::kMap, true},
    {"else", Holds::kOne, true},
    {"if", Holds::kOne, true},
    {"items", Holds::kOneOrList, false},
    {"not", Holds::kOne, true},
    {"oneOf", Holds::kList, true},
    {"patternProperties", Holds::kMap, false},
    {"properties", Holds::kMap, false},
    {"propertyNames", Holds::kOne, false},
    {"then", Holds::kOne, true},
};

// Keywords that are removed from the prepared document: identifiers, which are resolved here ("id" is draft 4's), and
// `format`, which draft 7 allows to be an annotation, and which valijson would check with unbounded patterns.
constexpr std::array kDropped = {"$id", "id", "format"};

bool IsReference(const Json& schema) {
  const auto found = schema.find("$ref");
  return found != schema.end() && found->is_string();
}

// Calls visit(child, its pointer, in_place) for each direct sub-schema of `schema`; stops at an Error.
template <typename Visit>
base::Result<> ForEachChild(Json& schema, const std::string& pointer, Visit&& visit) {
  if (!schema.is_object()) return {};
  for (const auto& [keyword, holds, in_place] : kApplicators) {
    const auto found = schema.find(keyword);
    if (found == schema.end()) continue;
    const std::string at = PointerInto(pointer, keyword);
    if (found->is_array() && (holds == Holds::kList || holds == Holds::kOneOrList)) {
      for (size_t i = 0; i < found->size(); ++i) {
        if (auto done = visit((*found)[i], PointerInto(at, std::to_string(i)), in_place); !done) return done;
      }
    } else if (found->is_object() && holds == Holds::kMap) {
      for (auto& [name, child] : found->items()) {
        if (auto done = visit(child, PointerInto(at, name), in_place); !done) return done;
      }
    } else if (holds == Holds::kOne || holds == Holds::kOneOrList) {
      if (auto done = visit(*found, at, in_place); !done) return done;
    }
  }
  return {};
}

class Preparation {
 public:
  explicit Preparation(Json root) : root_(std::move(root)) {}
  [[nodiscard]] base::Result<SchemaSource> Run();

 private:
  // Records the base URI of every schema, and the pointer of every named one.
  base::Result<> Name(Json& schema, const std::string& pointer, const std::string& base);
  // Replaces keywords that valijson must not evaluate itself.
  base::Result<> Rewrite(Json& schema, const std::string& pointer);
  base::Result<> RewriteReference(Json& schema, const std::string& pointer);
  // The reference in the prepared document to the schema at `pointer`.
  std::string ReferenceTo(const std::string& pointer);
  base::Result<> RewritePattern(Json& schema, const std::string& pointer);
  base::Result<> CheckNames(const Json& schema, const std::string& pointer);
  [[nodiscard]] std::optional<std::string> TargetOf(const std::string& reference, const std::string& base) const;
  // Moves every referenced schema to kShelf, and leaves a reference in its place.
  void Shelve();
  // An Error if the schema would be evaluated for the same value again before its result is known.
  base::Result<> Circle(const std::string& pointer);

  Json root_;
  bool has_pattern_properties_ = false;
  std::map<std::string, std::string> bases_;                  // pointer → base URI
  std::map<std::string, std::string> pointers_;               // URI, with "#name" if it has one → pointer
  std::map<std::string, std::string> targets_;                // pointer of a schema with $ref → pointer of its target
  std::vector<std::pair<std::string, std::string>> pending_;  // targets that no keyword leads to, with their base URI
  std::map<std::string, size_t> shelf_;                       // pointer of a referenced schema → its number
  std::set<std::string> rewritten_;
  enum class Mark : uint8_t { kOpen, kDone };
  std::map<std::string, Mark> marks_;
};

base::Result<> Preparation::Name(Json& schema, const std::string& pointer, const std::string& base) {
  std::string here = base;
  if (schema.is_object() && !IsReference(schema)) {  // $ref makes its siblings void, even $id (§8.3)
    if (const auto id = schema.find("$id"); id != schema.end() && id->is_string()) {
      const auto& uri = id->get_ref<const std::string&>();
      if (!uri.starts_with('#')) here = ResolveUri(base, uri);
      pointers_.try_emplace(here, pointer);
      if (const size_t hash = uri.find('#'); hash != std::string::npos && hash + 1 < uri.size()) {
        pointers_.try_emplace(here + uri.substr(hash), pointer);
      }
    }
  }
  bases_[pointer] = here;
  return ForEachChild(schema, pointer, [&](Json& child, const std::string& at, bool) { return Name(child, at, here); });
}

std::optional<std::string> Preparation::TargetOf(const std::string& reference, const std::string& base) const {
  const auto fragment = UriFragment(reference);
  if (!fragment) return std::nullopt;
  const std::string document = ResolveUri(base, reference);
  const bool is_pointer = fragment->empty() || fragment->starts_with('/');
  const auto found = pointers_.find(is_pointer ? document : document + "#" + *fragment);
  if (found == pointers_.end()) return std::nullopt;
  return is_pointer ? found->second + *fragment : found->second;
}

base::Result<> Preparation::RewriteReference(Json& schema, const std::string& pointer) {
  const std::string at = PointerInto(pointer, "$ref");
  const auto target = TargetOf(schema["$ref"].get<std::string>(), bases_[pointer]);
  const auto in_document = [&] {
    try {
      return target && root_.contains(Json::json_pointer(*target));
    } catch (const Json::exception&) {
      return false;  // not a JSON pointer
    }
  };
  if (!in_document())
    return base::Fail("Refers to nothing in this schema", at, "copy what it refers to into definitions");
  if (targets_.size() >= kMaxReferences) return base::Fail("The schema has more than 1000 references", at);
  targets_[pointer] = *target;
  if (!bases_.contains(*target)) {
    pending_.emplace_back(*target, bases_[pointer]);
    bases_[*target] = bases_[pointer];
  }

  schema["$ref"] = ReferenceTo(*target);
  return {};
}

std::string Preparation::ReferenceTo(const std::string& pointer) {
  const size_t number = shelf_.try_emplace(pointer, shelf_.size()).first->second;
  return std::string("#/") + kShelf + "/" + std::to_string(number);
}

base::Result<> Preparation::RewritePattern(Json& schema, const std::string& pointer) {
  const auto found = schema.find("pattern");
  if (found == schema.end()) return {};
  const std::string at = PointerInto(pointer, "pattern");
  if (!found->is_string()) return base::Fail("Must be a string", at);
  if (auto pattern = Pattern::Compile(found->get<std::string>()); !pattern) {
    return base::Fail(pattern.error().what, at, pattern.error().fix);
  }
  schema[kPatternKeyword] = *found;
  schema.erase("pattern");
  return {};
}

// valijson truncates a name at its NUL, and would then judge another member.
base::Result<> Preparation::CheckNames(const Json& schema, const std::string& pointer) {
  for (const char* const keyword : {"properties", "patternProperties", "dependencies"}) {
    const auto found = schema.find(keyword);
    if (found == schema.end() || !found->is_object()) continue;
    const bool patterns = keyword == std::string_view("patternProperties");
    has_pattern_properties_ = has_pattern_properties_ || (patterns && !found->empty());
    for (const auto& [name, child] : found->items()) {
      const std::string at = PointerInto(PointerInto(pointer, keyword), name);
      if (name.contains('\0')) return base::Fail("The name contains a NUL", at);
      if (!patterns) continue;
      if (auto pattern = Pattern::Compile(name); !pattern)
        return base::Fail(pattern.error().what, at, pattern.error().fix);
    }
  }
  return {};
}

base::Result<> Preparation::Rewrite(Json& schema, const std::string& pointer) {
  if (schema.is_boolean() || !rewritten_.insert(pointer).second) return {};
  // A dependency may be a list of names instead of a schema; valijson checks that.
  if (!schema.is_object()) {
    if (schema.is_array()) return {};
    return base::Fail("Must be a schema: an object, true or false", pointer);
  }
  if (schema.contains("$ref") && !schema["$ref"].is_string()) {
    return base::Fail("Must be a string", PointerInto(pointer, "$ref"));
  }
  if (IsReference(schema)) {
    if (auto done = RewriteReference(schema, pointer); !done) return done;
  } else {
    if (auto done = CheckShapes(schema, pointer); !done) return done;
    if (auto done = CheckNames(schema, pointer); !done) return done;
    if (auto done = RewritePattern(schema, pointer); !done) return done;
    for (const auto& [keyword, own] :
         {std::pair("multipleOf", kMultipleOfKeyword), std::pair("uniqueItems", kUniqueItemsKeyword)}) {
      if (const auto found = schema.find(keyword); found != schema.end()) {
        schema[own] = *found;
        schema.erase(keyword);
      }
    }
    for (const char* const keyword : kDropped) schema.erase(keyword);
    schema[kStepKeyword] = true;
    if (schema.contains("propertyNames")) static_cast<void>(ReferenceTo(PointerInto(pointer, "propertyNames")));
  }
  return ForEachChild(schema, pointer, [&](Json& child, const std::string& at, bool) { return Rewrite(child, at); });
}

base::Result<> Preparation::Circle(const std::string& pointer) {
  const auto [mark, fresh] = marks_.try_emplace(pointer, Mark::kOpen);
  if (!fresh) {
    if (mark->second == Mark::kDone) return {};
    return base::Fail("The reference refers back to itself without going deeper into the body", pointer);
  }
  if (const auto target = targets_.find(pointer); target != targets_.end()) {
    if (auto done = Circle(target->second); !done) return done;
  } else {
    auto done = ForEachChild(root_[Json::json_pointer(pointer)], pointer,
                             [&](Json&, const std::string& at, bool in_place) -> base::Result<> {
                               if (!in_place) return {};
                               return Circle(at);
                             });
    if (!done) return done;
  }
  mark->second = Mark::kDone;
  return {};
}

// valijson caches schemas by a path that different places may share: P and P/propertyNames, the
// member a/not and the schema P/a/not. If each referenced schema has its own place, none is taken for another.
void Preparation::Shelve() {
  std::vector<std::pair<std::string, size_t>> deepest_first(shelf_.begin(), shelf_.end());
  std::ranges::sort(deepest_first, std::ranges::greater{}, [](const auto& entry) { return entry.first.size(); });
  auto shelf = Json::object();
  for (const auto& [pointer, number] : deepest_first) {
    Json& place = root_[Json::json_pointer(pointer)];
    shelf[std::to_string(number)] = std::exchange(place, Json{{"$ref", ReferenceTo(pointer)}});
  }
  root_[kShelf] = std::move(shelf);
}

base::Result<SchemaSource> Preparation::Run() {
  pointers_[""] = "";
  static_cast<void>(ReferenceTo(""));
  if (auto done = Name(root_, "", ""); !done) return std::unexpected(done.error());
  if (auto done = Rewrite(root_, ""); !done) return std::unexpected(done.error());
  while (!pending_.empty()) {
    const auto [pointer, base] = pending_.back();
    pending_.pop_back();
    Json& schema = root_[Json::json_pointer(pointer)];
    if (auto done = Name(schema, pointer, base); !done) return std::unexpected(done.error());
    if (auto done = Rewrite(schema, pointer); !done) return std::unexpected(done.error());
  }
  const auto all = bases_;
  for (const auto& [pointer, base] : all) {
    if (auto done = Circle(pointer); !done) return std::unexpected(done.error());
  }
  Shelve();
  std::vector<std::string> shelf(shelf_.size());
  for (const auto& [pointer, number] : shelf_) shelf[number] = pointer;
  return SchemaSource{std::move(root_), std::move(shelf), rewritten_.size(), has_pattern_properties_};
}

}  // namespace

std::span<const Applicator> Applicators() { return kApplicators; }

nlohmann::json ToNlohmann(const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::kNull:
      return nullptr;
    case json::Kind::kBool:
      return value.Bool().value_or(false);
    case json::Kind::kString:
      return std::string(value.String().value_or(""));
    case json::Kind::kInteger:
      return value.Integer().value_or(0);
    case json::Kind::kUnsigned:
    case json::Kind::kDouble: {
      const double number = value.Number().value_or(0);
      if (std::abs(number) <= kMaxExactInteger && std::trunc(number) == number) return static_cast<int64_t>(number);
      return number;
    }
    case json::Kind::kArray: {
      auto array = Json::array();
      value.ForEach([&](std::string_view, json::Value element) {
        array.push_back(ToNlohmann(element));
        return true;
      });
      return array;
    }
    case json::Kind::kObject: {
      auto object = Json::object();
      value.ForEach([&](std::string_view key, json::Value member) {
        object.emplace(key, ToNlohmann(member));
        return true;
      });
      return object;
    }
  }
  return nullptr;
}

base::Result<SchemaSource> PrepareSchema(std::string_view text) {
  json::Parser parser;
  const auto document = parser.Parse(text, kSchemaLimits, true);
  if (!document) return base::Fail(std::string(json::Sentence(document.error())));
  return Preparation(ToNlohmann(*document)).Run();
}

}  // namespace gatehouse::gate
