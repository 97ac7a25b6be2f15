#include "yaml/text_node.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/bytes.h"

namespace gatehouse::yaml {
namespace {

Place At(const YAML::Mark& mark) {
  if (mark.line < 0) return {};
  return {.line = mark.line + 1, .column = mark.column + 1};
}

TextNode MakeNode(TextNode::Kind kind, const YAML::Mark& mark) {
  TextNode node;
  node.kind = kind;
  node.place = At(mark);
  return node;
}

// Builds the tree from yaml-cpp's events, so that limits apply before memory grows and repeated keys are seen.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const FileKind& kind, Problems& problems) : kind_(kind), problems_(problems) {}

  [[nodiscard]] std::optional<TextNode> TakeRoot() { return std::exchange(root_, std::nullopt); }
  [[nodiscard]] bool overflowed() const { return overflowed_; }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    RefuseAnchor(mark, anchor);
    Put(MakeNode(TextNode::Kind::kNull, mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    problems_.Add(At(mark), fmt::format("Aliases are not used in a {}", kind_.name), "write the value out");
    Put(MakeNode(TextNode::Kind::kBroken, mark));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    TextNode node = MakeNode(TextNode::Kind::kScalar, mark);
    node.quoted = tag == "!";
    node.text = value;
    Put(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(mark, tag, anchor, TextNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(mark, tag, anchor, TextNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Frame {
    TextNode node;
    std::optional<TextMember> key;  // of a map: a key whose value has not been read yet
  };

  void RefuseAnchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) {
      problems_.Add(At(mark), fmt::format("Anchors are not used in a {}", kind_.name),
                    "write the value out where it is needed");
    }
  }

  void RefuseTag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!") {
      problems_.Add(At(mark), fmt::format("Tags are not used in a {}", kind_.name), "take " + Quoted(tag) + " out");
    }
  }

  // Whether one more node is allowed. Beyond the limit everything is ignored: yaml-cpp bounds its own recursion.
  bool Count(const Place& place) {
    if (overflowed_) return false;
    if (++nodes_ <= kMaxNodes) return true;
    overflowed_ = true;
    problems_.Add(place, fmt::format("The {} has more than {} values", kind_.name, kMaxNodes), "make it smaller");
    return false;
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, TextNode::Kind kind) {
    if (overflowed_) return;
    RefuseAnchor(mark, anchor);
    RefuseTag(mark, tag);
    if (open_.size() >= kMaxDepth) {
      overflowed_ = true;
      problems_.Add(At(mark), fmt::format("The {} is nested deeper than {} levels", kind_.name, kMaxDepth),
                    "make it flatter");
      return;
    }
    if (Count(At(mark))) open_.push_back({.node = MakeNode(kind, mark), .key = std::nullopt});
  }

  void Close() {
    if (overflowed_ || open_.empty()) return;
    TextNode node = std::move(open_.back().node);
    open_.pop_back();
    Attach(std::move(node));
  }

  void Put(TextNode node) {
    if (Count(node.place)) Attach(std::move(node));
  }

  void Attach(TextNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind == TextNode::Kind::kList) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.key) {
      frame.key = ReadKey(std::move(node));
    } else {
      AddMember(frame, std::move(node));
    }
  }

  // An invalid key becomes an empty name: its value is dropped.
  TextMember ReadKey(TextNode node) {
    if (node.kind == TextNode::Kind::kScalar && !node.text.empty()) return {std::move(node.text), node.place, {}};
    if (node.kind != TextNode::Kind::kBroken) problems_.Add(node.place, "A key must be a word", "write key: value");
    return {{}, node.place, {}};
  }

  void AddMember(Frame& frame, TextNode value) {
    TextMember member = std::move(*frame.key);
    frame.key.reset();
    if (member.name.empty()) return;
    const auto& members = frame.node.members;
    const auto first = std::ranges::find(members, member.name, &TextMember::name);
    if (first != members.end()) {
      problems_.Add(member.place, "The key " + Quoted(member.name) + " is written twice",
                    "keep one; the first is in line " + std::to_string(first->place.line));
      return;
    }
    member.value = std::move(value);
    frame.node.members.push_back(std::move(member));
  }

  const FileKind& kind_;
  Problems& problems_;
  std::optional<TextNode> root_;
  std::vector<Frame> open_;
  size_t nodes_ = 0;
  bool overflowed_ = false;
};

// Line and column of the first byte that is not allowed; line 0 if there is none.
Place FindControl(std::string_view yaml) {
  Place place{.line = 1, .column = 1};
  for (const char c : yaml) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F) return place;
    if (c == '\n') {
      ++place.line;
      place.column = 0;
    }
    ++place.column;
  }
  return {};
}

bool IsText(std::string_view yaml, const FileKind& kind, Problems& problems) {
  if (yaml.size() > kMaxBytes) {
    problems.Add({}, fmt::format("The {} is larger than {} bytes", kind.name, kMaxBytes), "make it smaller");
    return false;
  }
  if (!base::IsUtf8(yaml)) {
    problems.Add({}, fmt::format("The {} is not UTF-8", kind.name), "save it as UTF-8");
    return false;
  }
  const Place control = FindControl(yaml);
  if (control.line > 0)
    problems.Add(control, fmt::format("The {} contains a control character", kind.name), "take it out");
  return control.line == 0;
}

// The line, counted from 1.
std::string_view LineOf(std::string_view text, int line) {
  for (; line > 1 && !text.empty(); --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  return text.substr(0, text.find('\n'));
}

// Returns whether the line has a tab before its first other character.
bool IsIndentedByTab(std::string_view line) { return line.substr(0, line.find_first_not_of(" \t")).contains('\t'); }

// { path: /files/{name}, auth: none }: inside braces, the second one would open a mapping.
bool HasBracesInAText(std::string_view line) { return line.contains("/{") && line.find('{') < line.find("/{"); }

}  // namespace

const TextNode* TextNode::Get(std::string_view name) const {
  const auto member = std::ranges::find(members, name, &TextMember::name);
  return member == members.end() || member->value.kind == Kind::kBroken ? nullptr : &member->value;
}

bool TextNode::Has(std::string_view name) const {
  return std::ranges::find(members, name, &TextMember::name) != members.end();
}

Place TextNode::PlaceOf(std::string_view name) const {
  const auto member = std::ranges::find(members, name, &TextMember::name);
  return member == members.end() ? place : member->place;
}

std::vector<const TextNode*> TextNode::Scalars() const {
  std::vector<const TextNode*> scalars;
  if (kind == Kind::kScalar) scalars.push_back(this);
  if (kind != Kind::kList) return scalars;
  for (const TextNode& item : items) {
    if (item.kind == Kind::kScalar) scalars.push_back(&item);
  }
  return scalars;
}

std::optional<TextNode> ReadText(std::string_view yaml, const FileKind& kind, Problems& problems) {
  if (!IsText(yaml, kind, problems)) return std::nullopt;
  std::optional<TextNode> root;
  TreeBuilder builder(kind, problems);
  try {
    std::istringstream in{std::string(yaml)};
    YAML::Parser parser(in);
    parser.HandleNextDocument(builder);
    root = builder.TakeRoot();
    if (builder.overflowed()) return std::nullopt;
    TreeBuilder second(kind, problems);
    if (parser.HandleNextDocument(second)) {
      const std::optional<TextNode> extra = second.TakeRoot();
      problems.Add(extra ? extra->place : Place{}, fmt::format("The {} contains a second YAML document", kind.name),
                   "keep one");
    }
  } catch (const YAML::Exception& error) {
    if (builder.overflowed()) return std::nullopt;  // already reported, with the better message
    const Place place = At(error.mark);
    const std::string_view line = LineOf(yaml, place.line);
    if (IsIndentedByTab(line)) {
      problems.Add(place, "This is not YAML: a tab indents the line", "indent with spaces");
    } else if (HasBracesInAText(line)) {
      problems.Add(place, "This is not YAML: a path with braces stands inside { } without quotes",
                   "write path: \"/files/{name}\"");
    } else {
      problems.Add(place, "This is not YAML: " + error.msg,
                   "correct the line or the one before it; a text that begins with one of * & ! [ { needs quotes");
    }
    return std::nullopt;
  }
  if (!root || root->kind == TextNode::Kind::kNull) {
    problems.Add({}, fmt::format("The {} is empty", kind.name), std::string(kind.start));
    return std::nullopt;
  }
  if (root->kind != TextNode::Kind::kMap) {
    problems.Add(root->place, fmt::format("The {} must be keys with values", kind.name), std::string(kind.form));
    return std::nullopt;
  }
  return root;
}

}  // namespace gatehouse::yaml
