#include "audit/repository/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

struct TooLarge {
  const char* what;
};

size_t CountOf(const YamlNode& node) {
  size_t count = 1;
  for (const YamlNode& item : node.items) count += CountOf(item);
  for (const YamlMember& member : node.members) count += CountOf(member.value);
  return count;
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
    Count(found->second.count);
    Put(found->second.node, YAML::NullAnchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
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
  };
  struct Anchored {
    YamlNode node;
    size_t count;
  };

  YamlNode Make(YamlNode::Kind kind, const YAML::Mark& mark) {
    Count(1);
    YamlNode node;
    node.kind = kind;
    node.line = mark.line < 0 ? 0 : static_cast<size_t>(mark.line) + 1;
    return node;
  }

  void Count(size_t more) {
    nodes_ += more;
    if (nodes_ > kMaxYamlNodes) throw TooLarge{"The YAML has too many nodes (what aliases repeat is counted)"};
  }

  void Open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (open_.size() >= kMaxYamlDepth) throw TooLarge{"The YAML is nested too deep"};
    open_.push_back({.node = Make(kind, mark), .anchor = anchor, .key = {}});
  }

  void Close() {
    Frame frame = std::move(open_.back());
    open_.pop_back();
    Put(std::move(frame.node), frame.anchor);
  }

  void Put(YamlNode node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      const size_t count = CountOf(node);
      Count(count);
      anchors_.insert_or_assign(anchor, Anchored{node, count});
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
        Merge(frame.node, node);
      else
        frame.node.members.push_back({std::move(name), line, std::move(node)});
    }
  }

  // What stands in the map itself wins over what is merged into it.
  static void Merge(YamlNode& into, const YamlNode& from) {
    if (from.kind == YamlNode::Kind::kList) {
      for (const YamlNode& each : from.items) Merge(into, each);
      return;
    }
    into.members.insert(into.members.begin(), from.members.begin(), from.members.end());
  }

  std::vector<Frame> open_;
  std::map<YAML::anchor_t, Anchored> anchors_;
  size_t nodes_ = 0;
};

}  // namespace

const YamlNode* YamlNode::Get(std::string_view name) const {
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
    return base::Fail(fmt::format("Line {} is no YAML: {}", error.mark.line + 1, error.msg), file);
  } catch (const TooLarge& error) {
    return base::Fail(error.what, file);
  }
  return std::move(builder.documents);
}

}  // namespace gatehouse::audit
