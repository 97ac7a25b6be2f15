#include "audit/repository/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <ranges>
#include <sstream>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

struct TooLarge {
  const char* what;
};

// Up to so many members of a map are looked through one by one.
constexpr size_t kFewMembers = 16;

struct Amount {
  size_t nodes = 0;
  size_t bytes = 0;
};

Amount AmountOf(const YamlNode& node) {
  Amount amount{.nodes = 1, .bytes = node.text.size()};
  const auto add = [&](const Amount& more) {
    amount.nodes += more.nodes;
    amount.bytes += more.bytes;
  };
  for (const YamlNode& item : node.items) add(AmountOf(item));
  for (const YamlMember& member : node.members) {
    amount.bytes += member.name.size();
    add(AmountOf(member.value));
  }
  return amount;
}

void SortNames(YamlNode& node) {
  if (node.members.size() <= kFewMembers) return;
  node.by_name.resize(node.members.size());
  std::iota(node.by_name.begin(), node.by_name.end(), 0U);
  std::ranges::stable_sort(node.by_name, {}, [&](uint32_t i) -> std::string_view { return node.members[i].name; });
}

class TreeBuilder : public YAML::EventHandler {
 public:
  std::vector<YamlNode> documents;

  void OnDocumentStart(const YAML::Mark& /*mark*/) override { anchors_.clear(); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Put(Make(YamlNode::Kind::kNull, mark), anchor);
  }
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) return Put({}, YAML::NullAnchor);  // of a node that is still open
    Count(found->second.amount);
    Put(found->second.node, YAML::NullAnchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Count({.nodes = 0, .bytes = value.size()});
    YamlNode node = Make(YamlNode::Kind::kScalar, mark);
    node.quoted = tag == "!";
    node.text = value;
    Put(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(YamlNode::Kind::kList, mark, anchor);
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(YamlNode::Kind::kMap, mark, anchor);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = YAML::NullAnchor;
    std::optional<std::pair<std::string, size_t>> key;
    std::vector<std::vector<YamlMember>> merged;  // what "<<" brings
  };
  struct Anchored {
    YamlNode node;
    Amount amount;
  };

  YamlNode Make(YamlNode::Kind kind, const YAML::Mark& mark) {
    Count({.nodes = 1, .bytes = 0});
    YamlNode node;
    node.kind = kind;
    node.line = mark.line < 0 ? 0 : static_cast<size_t>(mark.line) + 1;
    return node;
  }

  void Count(const Amount& more) {
    all_.nodes += more.nodes;
    all_.bytes += more.bytes;
    if (all_.nodes > kMaxYamlNodes) throw TooLarge{"The YAML has too many nodes (what aliases repeat is counted)"};
    if (all_.bytes > kMaxYamlBytes) throw TooLarge{"The YAML is too large (what aliases repeat is counted)"};
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() >= kMaxYamlDepth) throw TooLarge{"The YAML is nested too deep"};
    open_.push_back({.node = Make(kind, mark), .anchor = anchor, .key = {}, .merged = {}});
  }

  void Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    PutMerged(frame);
    SortNames(frame.node);
    Put(std::move(frame.node), frame.anchor);
  }

  void Put(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      const Amount amount = AmountOf(node);
      Count(amount);
      anchors_.insert_or_assign(anchor, Anchored{node, amount});
    }
    if (open_.empty()) {
      documents.push_back(std::move(node));
      return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind == YamlNode::Kind::kList) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      frame.key.emplace(std::move(node.text), node.line);
    } else {
      auto [name, line] = *std::exchange(frame.key, std::nullopt);
      if (name == "<<")
        Merge(frame.merged, std::move(node));
      else
        frame.node.members.push_back({std::move(name), line, std::move(node)});
    }
  }

  static void Merge(std::vector<std::vector<YamlMember>>& into, YamlNode from) {
    if (from.kind == YamlNode::Kind::kList) {
      for (YamlNode& each : from.items) Merge(into, std::move(each));
      return;
    }
    into.push_back(std::move(from.members));
  }

  // What stands in the map itself wins over what is merged into it, and what was merged first over what came later.
  static void PutMerged(Frame& frame) {
    if (frame.merged.empty()) return;
    std::vector<YamlMember> members;
    for (std::vector<YamlMember>& each : frame.merged | std::views::reverse)
      std::ranges::move(each, std::back_inserter(members));
    std::ranges::move(frame.node.members, std::back_inserter(members));
    frame.node.members = std::move(members);
  }

  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  Amount all_;
};

}  // namespace

const YamlNode* YamlNode::Get(std::string_view name) const {
  if (!by_name.empty()) {
    const auto name_of = [&](uint32_t i) -> std::string_view { return members[i].name; };
    const auto behind = std::ranges::upper_bound(by_name, name, {}, name_of);
    const bool is_there = behind != by_name.begin() && name_of(*std::prev(behind)) == name;
    return is_there ? &members[*std::prev(behind)].value : nullptr;
  }
  for (auto at = members.rbegin(); at != members.rend(); ++at) {
    if (at->name == name) return &at->value;
  }
  return nullptr;
}

const YamlNode* YamlNode::At(std::string_view path) const {
  const YamlNode* node = this;
  for (size_t at = 0; node != nullptr && at <= path.size();) {
    const size_t dot = std::min(path.find('.', at), path.size());
    node = node->Get(path.substr(at, dot - at));
    at = dot + 1;
  }
  return node;
}

std::string YamlNode::TextAt(std::string_view path) const {
  const YamlNode* const node = At(path);
  return node == nullptr ? std::string() : node->text;
}

bool YamlNode::IsTrue() const {
  const std::string lower = base::AsciiLower(text);
  return kind == Kind::kScalar && (lower == "true" || lower == "yes" || lower == "on");
}

bool YamlNode::IsFalse() const {
  const std::string lower = base::AsciiLower(text);
  return kind == Kind::kScalar && (lower == "false" || lower == "no" || lower == "off");
}

std::vector<std::string> YamlNode::Texts() const {
  std::vector<std::string> texts;
  if (kind == Kind::kScalar) texts.push_back(text);
  for (const YamlNode& item : items) {
    if (item.kind == Kind::kScalar) texts.push_back(item.text);
  }
  return texts;
}

base::Result<std::vector<YamlNode>> ReadYaml(std::string_view text, const std::string& file) {
  std::istringstream stream{std::string(text)};
  TreeBuilder builder;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    return base::Fail(fmt::format("Line {} is not YAML: {}", error.mark.line + 1, error.msg), file);
  } catch (const TooLarge& error) {
    return base::Fail(error.what, file);
  }
  return std::move(builder.documents);
}

}  // namespace gatehouse::audit
