#include "gate/inspect/schema_branches.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "gate/inspect/schema_shape.h"

namespace gatehouse::gate {
namespace {

using Json = nlohmann::json;

constexpr size_t kMostWork = 5'000'000;  // steps, less than a second
struct TooMuch {};

// The parts of a value that a keyword's sub-schemas judge.
struct Part {
  enum class Kind : uint8_t { kName, kOtherNames, kAnyName, kIndex, kFromIndex };
  Kind kind;
  std::string name;              // of kName
  size_t index = 0;              // of kIndex and kFromIndex
  const Json* except = nullptr;  // of kOtherNames: the object whose member names are excluded

  [[nodiscard]] bool IsIndex() const { return kind == Kind::kIndex || kind == Kind::kFromIndex; }
};

bool HasName(const Part& part, const std::string& name) {
  if (part.kind == Part::Kind::kName) return part.name == name;
  return part.kind == Part::Kind::kAnyName || part.except == nullptr || !part.except->contains(name);
}

// Whether any part of a value can belong to both.
bool Meet(const Part& a, const Part& b) {
  if (a.IsIndex() != b.IsIndex()) return false;
  if (a.kind == Part::Kind::kName) return HasName(b, a.name);
  if (b.kind == Part::Kind::kName) return HasName(a, b.name);
  if (a.kind == Part::Kind::kIndex) return b.kind == Part::Kind::kIndex ? a.index == b.index : a.index >= b.index;
  return b.kind != Part::Kind::kIndex || b.index >= a.index;
}

// Only one branch of an `if` is evaluated.
struct Choice {
  const Json* schema;
  bool then;
  auto operator<=>(const Choice&) const = default;
};
using Choices = std::vector<Choice>;

bool Exclude(const Choices& a, const Choices& b) {
  return std::ranges::any_of(a, [&](const Choice& one) {
    return std::ranges::any_of(
        b, [&](const Choice& other) { return one.schema == other.schema && one.then != other.then; });
  });
}

Choices Common(const Choices& a, const Choices& b) {
  Choices common;
  std::ranges::copy_if(a, std::back_inserter(common),
                       [&](const Choice& choice) { return std::ranges::find(b, choice) != b.end(); });
  return common;
}

// A step from a value to a part of it, and to the sub-schema that judges the part.
struct Step {
  const Json* place;  // the sub-schema's place in the document, which identifies the step
  Part part;
  size_t target;
  Choices choices;
  bool twice = false;  // the same value is reached in two ways
};
using Steps = std::vector<Step>;

void Merge(Steps& steps, const Step& more) {
  const auto same = std::ranges::find(steps, more.place, &Step::place);
  if (same == steps.end()) {
    steps.push_back(more);
    return;
  }
  same->twice = same->twice || more.twice || !Exclude(same->choices, more.choices);
  same->choices = Common(same->choices, more.choices);
}

class Search {
 public:
  explicit Search(const SchemaSource& source) : source_(source) {}

  std::optional<std::string> Find() {
    (void)StateOf(source_.root, "");
    for (size_t state = 0; state < states_.size(); ++state) {  // the list grows meanwhile
      const State here = states_[state];
      steps_.push_back(StepsOf(*here.schema, here.pointer));
    }
    for (size_t state = 0; state < states_.size(); ++state) {
      if (ComesBackTwice(state)) return states_[state].pointer;
    }
    return std::nullopt;
  }

 private:
  struct State {
    const Json* schema;
    std::string pointer;
  };
  using Pair = std::pair<size_t, size_t>;

  void Work(size_t amount = 1) {
    work_ += amount;
    if (work_ > kMostWork) throw TooMuch{};
  }

  // Follows references to the schema itself.
  [[nodiscard]] State Resolve(const Json& schema, const std::string& pointer) const {
    State found{&schema, pointer};
    for (auto ref = found.schema->find("$ref"); ref != found.schema->end(); ref = found.schema->find("$ref")) {
      const auto& text = ref->get_ref<const std::string&>();
      const std::string number = text.substr(text.rfind('/') + 1);
      found = {&source_.root.at(kShelf).at(number), source_.shelf.at(std::stoul(number))};
    }
    return found;
  }

  size_t StateOf(const Json& schema, const std::string& pointer) {
    const State state = Resolve(schema, pointer);
    const auto [known, fresh] = numbers_.try_emplace(state.schema, states_.size());
    if (fresh) states_.push_back(state);
    return known->second;
  }

  // All steps of judging a value by the schema.
  const Steps& StepsOf(const Json& schema, const std::string& pointer) {
    const State here = Resolve(schema, pointer);
    if (const auto known = memory_.find(here.schema); known != memory_.end()) return known->second;
    Steps steps;
    if (here.schema->is_object()) {
      for (const Applicator& applicator : Applicators()) Apply(here, applicator, steps);
    }
    return memory_.emplace(here.schema, std::move(steps)).first->second;
  }

  void Apply(const State& here, const Applicator& applicator, Steps& steps) {
    const std::string_view keyword = applicator.keyword;
    const auto found = here.schema->find(keyword);
    if (found == here.schema->end() || keyword == "definitions" || keyword == "propertyNames") return;
    const std::string at = PointerInto(here.pointer, keyword);
    const bool many = applicator.holds != Holds::kOne && (found->is_array() || applicator.holds == Holds::kMap);
    if (!many) return ApplyOne(here, applicator, *found, at, {}, steps);
    for (const auto& [token, child] : found->items()) {  // a name, or an index
      ApplyOne(here, applicator, child, PointerInto(at, token), token, steps);
    }
  }

  void ApplyOne(const State& here, const Applicator& applicator, const Json& child, const std::string& pointer,
                const std::string& token, Steps& steps) {
    if (!child.is_object()) return;  // true, false, or a dependency's names
    if (!applicator.in_place) {
      Work();
      steps.push_back({.place = &child,
                       .part = PartOf(*here.schema, applicator.keyword, token),
                       .target = StateOf(child, pointer)});
      return;
    }
    const std::string_view keyword = applicator.keyword;
    for (Step step : Steps(StepsOf(child, pointer))) {
      Work(1 + steps.size());
      if (keyword == "then" || keyword == "else") step.choices.push_back({here.schema, keyword == "then"});
      Merge(steps, step);
    }
  }

  static Part PartOf(const Json& schema, std::string_view keyword, const std::string& token) {
    if (keyword == "properties") return {.kind = Part::Kind::kName, .name = token};
    if (keyword == "patternProperties") return {.kind = Part::Kind::kAnyName};
    if (keyword == "additionalProperties") {
      const auto listed = schema.find("properties");
      return {.kind = Part::Kind::kOtherNames, .except = listed == schema.end() ? nullptr : &*listed};
    }
    if (keyword == "items" && !token.empty()) return {.kind = Part::Kind::kIndex, .index = std::stoul(token)};
    const auto items = schema.find("items");
    const bool behind = keyword == "additionalItems" && items != schema.end() && items->is_array();
    return {.kind = Part::Kind::kFromIndex, .index = behind ? items->size() : 0};
  }

  // Whether the schema leads back to itself in two ways through the same parts of a value.
  bool ComesBackTwice(size_t state) {
    std::deque<Pair> waiting;
    std::set<Pair> seen;
    const auto go = [&](size_t a, size_t b) {
      const Pair pair = std::minmax(a, b);
      if (seen.insert(pair).second) waiting.push_back(pair);
    };
    const Steps& own = steps_[state];
    for (size_t i = 0; i < own.size(); ++i) {
      if (own[i].twice) go(own[i].target, own[i].target);
      for (size_t j = i + 1; j < own.size(); ++j) {
        Work();
        if (Together(own[i], own[j])) go(own[i].target, own[j].target);
      }
    }
    for (; !waiting.empty(); waiting.pop_front()) {
      const auto [a, b] = waiting.front();
      if (a == state && b == state) return true;
      for (const Step& one : steps_[a]) {
        for (const Step& other : steps_[b]) {
          Work();
          if (Together(one, other)) go(one.target, other.target);
        }
      }
    }
    return false;
  }

  static bool Together(const Step& a, const Step& b) { return Meet(a.part, b.part) && !Exclude(a.choices, b.choices); }

  const SchemaSource& source_;
  size_t work_ = 0;
  std::vector<State> states_;  // schemas that judge a part of a value, and the root
  std::map<const Json*, size_t> numbers_;
  std::vector<Steps> steps_;  // for each state
  std::map<const Json*, Steps> memory_;
};

}  // namespace

std::optional<std::string> FindRecursiveBranch(const SchemaSource& source) {
  try {
    return Search(source).Find();
  } catch (const TooMuch&) {
    return std::nullopt;
  }
}

}  // namespace gatehouse::gate
