#include "scan/git/first_seen.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <queue>
#include <string_view>
#include <tuple>
#include <unordered_set>
#include <utility>

namespace gatehouse::scan {
namespace {

constexpr size_t kMaxTreeDepth = 1000;  // of folders in folders
constexpr size_t kHexDigits = 40;

base::Error Missing(const char* what, const ObjectId& id) { return {what, HexOf(id), "'git fsck' tells more"}; }

// The value of a head's line, as "tree 4b825d…": one that `text` begins with, which is taken from it.
std::optional<std::string_view> TakeLine(std::string_view& text, std::string_view name) {
  if (!text.starts_with(name) || text.size() <= name.size() || text[name.size()] != ' ') return {};
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line.substr(name.size() + 1);
}

std::optional<ObjectId> IdFrom(std::string_view hex) {
  if (hex.size() != kHexDigits) return {};
  ObjectId id{};
  for (size_t i = 0; i < id.size(); ++i) {
    const int high = base::HexDigit(hex[2 * i]);
    const int low = base::HexDigit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return {};
    id[i] = static_cast<unsigned char>(high << 4 | low);
  }
  return id;
}

// "Name <address> 1700000000 +0100": who, and when; 0 where no number is there.
std::pair<std::string_view, int64_t> Signature(std::string_view line) {
  const size_t close = line.rfind('>');
  if (close == std::string_view::npos) return {line, 0};
  int64_t time = 0;
  const std::string_view rest = line.substr(std::min(line.size(), close + 2));
  std::from_chars(rest.data(), rest.data() + rest.size(), time);
  return {line.substr(0, close + 1), time};
}

struct Head {
  ObjectId tree{};
  std::vector<ObjectId> parents;
  std::string_view author, committer;
};
std::optional<Head> ParseCommit(std::string_view text) {
  Head head;
  const auto tree = TakeLine(text, "tree");
  const auto id = tree ? IdFrom(*tree) : std::nullopt;
  if (!id) return {};
  head.tree = *id;
  while (const auto line = TakeLine(text, "parent")) {
    const auto parent = IdFrom(*line);
    if (!parent) return {};
    head.parents.push_back(*parent);
  }
  head.author = TakeLine(text, "author").value_or("");
  head.committer = TakeLine(text, "committer").value_or("");
  return head;
}

// The entries of a folder as git keeps it: a mode in octal digits, a name, a NUL, the object's 20 bytes. False where it
// is broken; `visit` answers whether to go on.
template <typename Visit>
bool ForEachEntry(std::string_view tree, Visit visit) {
  while (!tree.empty()) {
    const size_t space = tree.find(' ');
    const size_t nul = tree.find('\0', space == std::string_view::npos ? 0 : space);
    ObjectId id{};
    if (space > nul || nul == std::string_view::npos || tree.size() - nul - 1 < id.size()) return false;
    std::memcpy(id.data(), tree.data() + nul + 1, id.size());
    if (!visit(tree.substr(0, space), tree.substr(space + 1, nul - space - 1), id)) return true;
    tree.remove_prefix(nul + 1 + id.size());
  }
  return true;
}

// All commits at and before the tips, and their order.
class Commits {
 public:
  struct Commit {
    ObjectId id{}, tree{};
    int64_t time = 0;
    std::vector<uint32_t> parents;
    uint32_t children = 0;
  };

  base::Result<> Gather(const std::vector<ObjectId>& tips, const ReadObject& read, bool shallow) {
    for (const ObjectId& tip : tips) Number(tip);
    for (size_t next = 0; next < commits_.size(); ++next) {
      const ObjectId id = commits_[next].id;
      const auto text = read(id, ObjectType::kCommit);
      const auto head = text ? ParseCommit(*text) : std::nullopt;
      if (!head && shallow) continue;
      if (!head) return std::unexpected(Missing("A commit is missing or broken", id));
      std::vector<uint32_t> parents;
      for (const ObjectId& parent : head->parents) parents.push_back(Number(parent));
      for (const uint32_t parent : parents) ++commits_[parent].children;
      commits_[next].tree = head->tree;
      commits_[next].time = Signature(head->committer).second;
      commits_[next].parents = std::move(parents);
    }
    return {};
  }

  // Parents before children; where that leaves a choice, the older first. Those that are missing are left out.
  [[nodiscard]] std::vector<const Commit*> Order() {
    std::priority_queue<std::pair<int64_t, uint32_t>> free;  // no child of theirs is left
    for (uint32_t i = 0; i < commits_.size(); ++i) {
      if (commits_[i].children == 0) free.emplace(commits_[i].time, i);
    }
    std::vector<const Commit*> order;
    order.reserve(commits_.size());
    while (!free.empty()) {
      const Commit& commit = commits_[free.top().second];
      free.pop();
      if (commit.tree != ObjectId{}) order.push_back(&commit);
      for (const uint32_t parent : commit.parents) {
        if (--commits_[parent].children == 0) free.emplace(commits_[parent].time, parent);
      }
    }
    std::ranges::reverse(order);
    return order;
  }

 private:
  uint32_t Number(const ObjectId& id) {
    const auto [entry, is_new] = numbers_.emplace(id, static_cast<uint32_t>(commits_.size()));
    if (is_new) commits_.push_back({.id = id});
    return entry->second;
  }

  std::vector<Commit> commits_;
  std::unordered_map<ObjectId, uint32_t, ObjectIdHash> numbers_;
};

// Walks the folders of commits, each folder once, for blobs that are wanted.
class Search {
 public:
  Search(const std::vector<ObjectId>& blobs, const ReadObject& read)
      : read_(read), wanted_(blobs.begin(), blobs.end()), may_be_wanted_(kBeginnings), last_seen_(kBeginnings) {
    for (const ObjectId& id : blobs) may_be_wanted_[Beginning(id)] = true;
  }

  base::Result<> Commit(const Commits::Commit& commit) {
    new_.clear();
    std::string path;
    const auto looked = Tree(commit.tree, path, 0);
    if (new_.empty()) return looked;
    const auto text = read_(commit.id, ObjectType::kCommit);
    const auto head = text ? ParseCommit(*text) : std::nullopt;
    const auto [author, time] = Signature(head ? head->author : "");
    for (auto& [blob, where] : new_) {
      found_.emplace(blob, Appearance{.path = std::move(where),
                                      .commit = HexOf(commit.id),
                                      .author = std::string(author),
                                      .date = base::Wall(std::chrono::seconds(time))});
    }
    return looked;
  }

  [[nodiscard]] bool IsDone() const { return wanted_.empty(); }
  [[nodiscard]] Appearances Found() && { return std::move(found_); }

 private:
  // By their first two bytes: most entries are not wanted, and most folders are those of the commit before.
  static constexpr size_t kBeginnings = 1 << 16;
  static size_t Beginning(const ObjectId& id) { return static_cast<size_t>(id[0]) << 8 | id[1]; }

  // `path`: of the folder, with a slash behind it; the same again in the end.
  base::Result<> Tree(const ObjectId& id, std::string& path, size_t depth) {
    ObjectId& last = last_seen_[Beginning(id)];
    if (last == id) return {};
    last = id;
    if (!seen_.insert(id).second) return {};
    if (depth > kMaxTreeDepth) return base::Fail("The folders of a commit are nested too deeply", HexOf(id));
    const auto tree = read_(id, ObjectType::kTree);
    if (!tree) return std::unexpected(Missing("A folder of a commit is missing", id));
    base::Result<> looked;
    const bool whole = ForEachEntry(*tree, [&](std::string_view mode, std::string_view name, const ObjectId& child) {
      if (mode == "40000" || mode == "040000") {
        const size_t length = path.size();
        path.append(name).append(1, '/');
        looked = Tree(child, path, depth + 1);
        path.resize(length);
      } else if (may_be_wanted_[Beginning(child)] && mode != "160000" && wanted_.erase(child) != 0) {
        new_.emplace_back(child, path + std::string(name));  // 160000: a submodule, another repository's
      }
      return looked.has_value();
    });
    if (!whole) return std::unexpected(Missing("A folder of a commit is broken", id));
    return looked;
  }

  const ReadObject& read_;
  std::unordered_set<ObjectId, ObjectIdHash> wanted_;
  std::vector<bool> may_be_wanted_;
  std::vector<ObjectId> last_seen_;
  std::unordered_set<ObjectId, ObjectIdHash> seen_;
  std::vector<std::pair<ObjectId, std::string>> new_;
  Appearances found_;
};

}  // namespace

base::Result<Appearances> FirstAppearances(const std::vector<ObjectId>& tips, const std::vector<ObjectId>& blobs,
                                           const ReadObject& read, bool shallow) {
  Commits commits;
  if (const auto gathered = commits.Gather(tips, read, shallow); !gathered) return std::unexpected(gathered.error());
  Search search(blobs, read);
  for (const Commits::Commit* const commit : commits.Order()) {
    if (search.IsDone()) break;
    if (const auto looked = search.Commit(*commit); !looked) return std::unexpected(looked.error());
  }
  return std::move(search).Found();
}

}  // namespace gatehouse::scan
