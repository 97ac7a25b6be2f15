#include "settings/schema.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/nearest.h"
#include "base/number.h"
#include "yaml/problems.h"
#include "yaml/quantity.h"
#include "yaml/text_node.h"

namespace gatehouse::settings {
namespace {

using yaml::Problems;
using yaml::Quoted;
using yaml::TextNode;

constexpr std::array<std::string_view, 8> kTypeNames = {"string", "integer", "number",   "boolean",
                                                        "url",    "path",    "duration", "json"};  // as Type
constexpr std::array<std::string_view, 7> kKeys = {"type", "required", "default", "secret", "one_of", "min", "max"};
constexpr std::string_view kReferenceSign = "ref+";
constexpr size_t kMaxNameBytes = 128;
constexpr std::string_view kForm = "write settings: { NAME: { type: string } }";
constexpr yaml::FileKind kSchemaText = {.name = "schema", .start = kForm, .form = kForm};

bool IsSettingName(std::string_view name) {
  const auto letter = [](char c) { return base::IsLetter(c) || c == '_'; };
  return !name.empty() && name.size() <= kMaxNameBytes && letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return letter(c) || base::IsDigit(c); });
}

class Reading {
 public:
  Reading(Problems& problems, Schema& schema) : problems_(problems), schema_(schema) {}

  void ReadSetting(const yaml::TextMember& member) {
    Entry entry{.name = member.name};
    if (!IsSettingName(member.name)) {
      problems_.Add(member.place, Quoted(member.name) + " is not a name of a setting",
                    "write letters, digits and '_', no digit first");
      return;
    }
    if (const Entry* other = schema_.Find(member.name)) {
      problems_.Add(member.place, Quoted(member.name) + " and " + Quoted(other->name) + " are one setting",
                    "names are matched without case: keep one");
      return;
    }
    const TextNode& node = member.value;
    if (node.kind == TextNode::Kind::kScalar) {  // NAME: integer
      ReadType(node, entry);
    } else if (node.kind == TextNode::Kind::kMap) {
      ReadKeys(node, entry);
    } else if (node.kind != TextNode::Kind::kBroken && node.kind != TextNode::Kind::kNull) {
      problems_.Add(node.place, "A setting is a type or keys with values", "write NAME: { type: string }");
      return;
    }
    schema_.entries.push_back(std::move(entry));
  }

 private:
  void ReadType(const TextNode& node, Entry& entry) {
    const auto at = std::ranges::find(kTypeNames, node.text);
    if (node.kind == TextNode::Kind::kScalar && at != kTypeNames.end()) {
      entry.type = static_cast<Type>(at - kTypeNames.begin());
      return;
    }
    problems_.Add(node.place, Quoted(node.text) + " is not a type", "write " + base::Alternatives(kTypeNames));
  }

  bool ReadFlag(const TextNode& map, std::string_view name, bool& flag) {
    const TextNode* node = map.Get(name);
    if (node == nullptr) return false;
    flag = node->text == "true";
    if (node->kind != TextNode::Kind::kScalar || (node->text != "true" && node->text != "false")) {
      problems_.Add(node->place, "'" + std::string(name) + "' is true or false", "write one of them");
    }
    return true;
  }

  void ReadBound(const TextNode& map, std::string_view name, const Entry& entry, std::optional<double>& bound) {
    const TextNode* node = map.Get(name);
    if (node == nullptr) return;
    if (entry.type == Type::kDuration) {
      if (const auto duration = yaml::ParseDuration(node->text)) bound = static_cast<double>(duration->count());
    } else {
      bound = base::ParseNumber<double>(node->text);
    }
    if (!bound) {
      problems_.Add(node->place, "'" + std::string(name) + "' is not a limit of a " + std::string(Name(entry.type)),
                    entry.type == Type::kDuration ? "write a duration such as 30s" : "write a number");
    }
  }

  void ReadKeys(const TextNode& map, Entry& entry) {
    for (const yaml::TextMember& member : map.members) {
      if (std::ranges::find(kKeys, member.name) != kKeys.end()) continue;
      const std::string_view nearest = base::Nearest(member.name, kKeys);
      problems_.Add(
          member.place, Quoted(member.name) + " is not a key of a setting",
          nearest.empty() ? "write " + base::Alternatives(kKeys) : "did you mean '" + std::string(nearest) + "'?");
    }
    if (const TextNode* type = map.Get("type")) ReadType(*type, entry);
    bool secret = false;
    ReadFlag(map, "required", entry.required);
    if (ReadFlag(map, "secret", secret)) entry.secret = secret;
    ReadBound(map, "min", entry, entry.min);
    ReadBound(map, "max", entry, entry.max);
    if (entry.min && entry.max && *entry.min > *entry.max) {
      problems_.Add(map.PlaceOf("min"), "'min' is above 'max'", "swap them");
    }
    if (const TextNode* words = map.Get("one_of")) {
      for (const TextNode* word : words->Scalars()) entry.one_of.push_back(word->text);
      if (entry.one_of.empty()) problems_.Add(words->place, "'one_of' is empty", "write [a, b]");
    }
    if (const TextNode* fallback = map.Get("default")) ReadDefault(*fallback, entry);
  }

  void ReadDefault(const TextNode& node, Entry& entry) {
    if (node.kind != TextNode::Kind::kScalar) {
      problems_.Add(node.place, "'default' is one value", "write it in quotes");
      return;
    }
    entry.fallback = node.text;
    if (entry.required) {
      problems_.Add(node.place, "A required setting has no default", "take 'required' or 'default' out");
    }
    if (node.text.starts_with(kReferenceSign)) return;
    if (entry.secret.value_or(false)) {
      problems_.Add(node.place, "The schema contains the plain default of a secret",
                    "write a reference such as ref+vault://secret/app#/name");
    } else if (const auto judged = CheckValue(entry, node.text); !judged) {
      problems_.Add(node.place, "The default of " + Quoted(entry.name) + " " + judged.error().what, judged.error().fix);
    }
  }

  Problems& problems_;
  Schema& schema_;
};

}  // namespace

std::string_view Name(Type type) { return kTypeNames[static_cast<size_t>(type)]; }

const Entry* Schema::Find(std::string_view name) const {
  const auto found =
      std::ranges::find_if(entries, [&](const Entry& entry) { return base::EqualIgnoringCase(entry.name, name); });
  return found == entries.end() ? nullptr : &*found;
}

std::expected<Schema, std::vector<base::Error>> ParseSchema(std::string_view text, const std::string& origin) {
  Problems problems(origin);
  Schema schema;
  if (const auto root = yaml::ReadText(text, kSchemaText, problems)) {
    for (const yaml::TextMember& member : root->members) {
      if (member.name != "settings") {
        problems.Add(member.place, Quoted(member.name) + " is not a key of a schema",
                     "write 'settings:' with names below");
      }
    }
    const TextNode* settings = root->Get("settings");
    if (settings != nullptr && settings->kind == TextNode::Kind::kMap) {
      Reading reading(problems, schema);
      for (const yaml::TextMember& member : settings->members) reading.ReadSetting(member);
    } else {
      problems.Add(root->PlaceOf("settings"), "The schema has no settings", "write 'settings:' with names below");
    }
  }
  if (!problems.empty()) return std::unexpected(problems.Take());
  return schema;
}

}  // namespace gatehouse::settings
