#include "gate/inspect/schema.h"

// Otherwise valijson calls abort() for a schema that it cannot read.
#define VALIJSON_USE_EXCEPTIONS 1

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#include <vector>

#include "gate/inspect/pattern.h"
#include "gate/inspect/schema_branches.h"
#include "gate/inspect/schema_shape.h"
#include "gate/inspect/schema_source.h"

namespace gatehouse::gate {
namespace {

using Adapter = valijson::adapters::Adapter;
using Context = std::vector<std::string>;
using valijson::constraints::Constraint;
using valijson::constraints::PolyConstraint;

// Thrown through valijson by a constraint that cannot judge: no surrounding `not` may turn that into a pass.
struct Refusal {
  Context context;
};

// Thrown through valijson when the steps for this body are used up.
struct OverBudget {};

// For the body that this thread validates.
thread_local size_t steps_left = 0;

void Spend(size_t steps) {
  if (steps > steps_left) throw OverBudget{};
  steps_left -= steps;
}

constexpr size_t kBytesPerStep = 64;  // of text examined

// valijson's places look like "<root>", "[name]", "[0]".
std::string PointerOf(const Context& context) {
  std::string pointer;
  for (const std::string& step : context) {
    if (step.starts_with('[') && step.ends_with(']')) {
      pointer = PointerInto(pointer, std::string_view(step).substr(1, step.size() - 2));
    }
  }
  return pointer;
}

// The copying functions that PolyConstraint requires of every constraint.
template <typename Self>
class Copyable : public PolyConstraint {
 private:
  Constraint* cloneInto(void* place) const override { return new (place) Self(static_cast<const Self&>(*this)); }
  [[nodiscard]] size_t sizeOf() const override { return sizeof(Self); }
};

class StepConstraint final : public Copyable<StepConstraint> {
 public:
  bool validate(const Adapter&, const Context&, valijson::ValidationResults*) const override {
    Spend(1);
    return true;
  }
};

class StepBuilder final : public valijson::ConstraintBuilder {
 public:
  [[nodiscard]] Constraint* make(const Adapter&) const override { return new StepConstraint; }
};

class PatternConstraint final : public Copyable<PatternConstraint> {
 public:
  explicit PatternConstraint(std::shared_ptr<const Pattern> pattern) : pattern_(std::move(pattern)) {}

  bool validate(const Adapter& target, const Context& context, valijson::ValidationResults* results) const override {
    if (!target.isString()) return true;
    const std::string text = target.asString();
    if (!Pattern::Reads(text)) throw Refusal{context};
    Spend(1 + text.size() / kBytesPerStep);
    if (pattern_->Matches(text)) return true;
    if (results != nullptr) results->pushError(context, "pattern");
    return false;
  }

 private:
  std::shared_ptr<const Pattern> pattern_;
};

class PatternBuilder final : public valijson::ConstraintBuilder {
 public:
  [[nodiscard]] Constraint* make(const Adapter& adapter) const override {
    auto pattern = Pattern::Compile(adapter.asString());
    if (!pattern) throw std::runtime_error(pattern.error().what);
    return new PatternConstraint(std::make_shared<const Pattern>(std::move(*pattern)));
  }
};

// Prefixed with its length, so that two texts never look like one.
void AppendQuoted(std::string_view string, std::string& text) {
  text.append(std::to_string(string.size())).append("\"").append(string);
}

// valijson accepts 3.5, and "4", as a multiple of 1.
class MultipleOfConstraint final : public Copyable<MultipleOfConstraint> {
 public:
  MultipleOfConstraint(double divisor, int64_t integer_divisor)
      : divisor_(divisor), integer_divisor_(integer_divisor) {}

  bool validate(const Adapter& target, const Context& context, valijson::ValidationResults* results) const override {
    if (!target.isNumber() || IsMultiple(target)) return true;
    if (results != nullptr) results->pushError(context, "multipleOf");
    return false;
  }

 private:
  [[nodiscard]] bool IsMultiple(const Adapter& target) const {
    if (target.isInteger() && integer_divisor_ != 0) return target.asInteger() % integer_divisor_ == 0;
    // 0.0075 / 0.0001 is 75 up to the rounding errors of both numbers.
    constexpr double kLost = 4 * std::numeric_limits<double>::epsilon();
    const double number = target.isInteger() ? static_cast<double>(target.asInteger()) : target.asDouble();
    const double quotient = number / divisor_;
    return std::isfinite(quotient) && std::abs(quotient - std::round(quotient)) <= kLost * std::abs(quotient);
  }

  double divisor_;
  int64_t integer_divisor_;  // 0 if the divisor is not an integer
};

class MultipleOfBuilder final : public valijson::ConstraintBuilder {
 public:
  [[nodiscard]] Constraint* make(const Adapter& adapter) const override {
    if (adapter.isInteger()) {
      return new MultipleOfConstraint(static_cast<double>(adapter.asInteger()), adapter.asInteger());
    }
    return new MultipleOfConstraint(adapter.asDouble(), 0);
  }
};

// Two values have the same text only if they are equal: objects sorted by key, whole numbers as integers.
void AppendText(const Adapter& value, std::string& text) {
  if (value.isObject()) {
    text += '{';
    value.applyToObject([&](const std::string& key, const Adapter& member) {
      AppendQuoted(key, text);
      AppendText(member, text);
      return true;
    });
    text += '}';
  } else if (value.isArray()) {
    text += '[';
    value.applyToArray([&](const Adapter& element) {
      AppendText(element, text);
      text += ',';
      return true;
    });
    text += ']';
  } else if (value.isString()) {
    AppendQuoted(value.asString(), text);
  } else if (value.isBool()) {
    text += value.asBool() ? 't' : 'f';
  } else if (value.isInteger()) {
    text += std::to_string(value.asInteger());
  } else if (value.isDouble()) {
    text += nlohmann::json(value.asDouble()).dump();
  } else {
    text += 'n';
  }
}

// valijson compares each element with each other, which is too slow for ten thousand elements.
class UniqueItemsConstraint final : public Copyable<UniqueItemsConstraint> {
 public:
  explicit UniqueItemsConstraint(bool wanted) : wanted_(wanted) {}

  bool validate(const Adapter& target, const Context& context, valijson::ValidationResults* results) const override {
    if (!wanted_ || !target.isArray()) return true;
    std::vector<std::string> texts;
    target.applyToArray([&](const Adapter& element) {
      AppendText(element, texts.emplace_back());
      Spend(1 + texts.back().size() / kBytesPerStep);
      return true;
    });
    std::ranges::sort(texts);
    if (std::ranges::adjacent_find(texts) == texts.end()) return true;
    if (results != nullptr) results->pushError(context, "uniqueItems");
    return false;
  }

 private:
  bool wanted_;
};

class UniqueItemsBuilder final : public valijson::ConstraintBuilder {
 public:
  [[nodiscard]] Constraint* make(const Adapter& adapter) const override {
    return new UniqueItemsConstraint(adapter.asBool());
  }
};

// The place of the first member name that is too long for patterns; empty if there is none.
std::optional<std::string> OverlongName(const json::Value& value, const std::string& pointer) {
  std::optional<std::string> found;
  size_t index = 0;
  value.ForEach([&](std::string_view key, json::Value member) {
    if (key.size() > kMaxPatternName) {
      found = pointer;
    } else {
      found = OverlongName(member, PointerInto(pointer, value.IsObject() ? key : std::to_string(index)));
    }
    ++index;
    return !found;
  });
  return found;
}

size_t CountValues(const json::Value& value) {
  size_t count = 1;
  value.ForEach([&](std::string_view, json::Value member) {
    count += CountValues(member);
    return true;
  });
  return count;
}

}  // namespace

struct Schema::Impl {
  SchemaSource source;
  valijson::Schema schema;
};

base::Result<Schema> Schema::Compile(std::string_view text) {
  try {
    auto source = PrepareSchema(text);
    if (!source) return std::unexpected(source.error());
    auto impl = std::make_shared<Impl>();
    impl->source = std::move(*source);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    // The parser takes ownership of the builders.
    parser.addConstraintBuilder(kMultipleOfKeyword, new MultipleOfBuilder);
    parser.addConstraintBuilder(kPatternKeyword, new PatternBuilder);
    parser.addConstraintBuilder(kUniqueItemsKeyword, new UniqueItemsBuilder);
    parser.addConstraintBuilder(kStepKeyword, new StepBuilder);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(impl->source.root), impl->schema);
    Schema schema;
    schema.impl_ = std::move(impl);
    return schema;
  } catch (const std::exception& error) {
    return base::Fail(std::string("Not a JSON Schema: ") + error.what());
  }
}

size_t Schema::Steps(const json::Value& body) const {
  const size_t values = CountValues(body);
  return std::min(kFewestSteps + 4 * values * impl_->source.schemas, std::max(kMostSteps, 16 * values));
}

std::optional<std::string> Schema::RecursiveBranch() const { return FindRecursiveBranch(impl_->source); }

std::optional<std::string> Schema::Mismatch(const json::Value& body, bool* over_budget) const {
  steps_left = Steps(body);
  if (impl_->source.has_pattern_properties) {
    if (auto place = OverlongName(body, "")) return place;
  }
  try {
    const nlohmann::json converted = ToNlohmann(body);
    const valijson::adapters::NlohmannJsonAdapter target(converted);
    valijson::Validator validator;
    if (validator.validate(impl_->schema, target, nullptr)) return std::nullopt;
    // A second, slower run to find the place.
    steps_left = Steps(body);
    valijson::ValidationResults results;
    validator.validate(impl_->schema, target, &results);
    valijson::ValidationResults::Error first;
    return results.popError(first) ? PointerOf(first.context) : "";
  } catch (const OverBudget&) {
    if (over_budget != nullptr) *over_budget = true;
    return "";
  } catch (const Refusal& refusal) {
    return PointerOf(refusal.context);
  } catch (const std::exception&) {
    return "";
  }
}

}  // namespace gatehouse::gate
