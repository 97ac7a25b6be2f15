#include "scan/git/history.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "base/file.h"
#include "scan/archive.h"
#include "scan/git/first_seen.h"
#include "scan/git/loose.h"
#include "scan/git/pack.h"
#include "scan/named_file.h"
#include "scan/pieces.h"
#include "scan/tree.h"

namespace gatehouse::scan {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxAlternates = 20;
// On each side of what is new in a version: as many lines as stand between a name and its key, and at most as many
// bytes. A secret that is longer shows by a part of it.
constexpr size_t kLinesAround = 2;
constexpr size_t kAround = 768;
constexpr size_t kMaxStagedFile = 64 << 20;

// The folder of objects and those that it borrows from (objects/info/alternates), and theirs.
std::vector<std::string> ObjectFolders(const std::string& first) {
  std::vector<std::string> folders = {first};
  for (size_t i = 0; i < folders.size(); ++i) {
    const auto text = base::ReadFile(folders[i] + "/info/alternates");
    std::string_view lines = text ? std::string_view(*text) : std::string_view();
    while (!lines.empty() && folders.size() < kMaxAlternates) {
      const size_t end = std::min(lines.find('\n'), lines.size());
      const std::string_view line = lines.substr(0, end);
      lines.remove_prefix(std::min(end + 1, lines.size()));
      if (line.empty() || line.starts_with('#')) continue;
      std::string folder = line.starts_with('/') ? std::string(line) : folders[i] + "/" + std::string(line);
      std::error_code ignored;
      const fs::path whole = fs::weakly_canonical(folder, ignored);
      if (!ignored) folder = whole.string();
      if (std::ranges::find(folders, folder) == folders.end()) folders.push_back(std::move(folder));
    }
  }
  return folders;
}

size_t LinesBefore(std::string_view bytes, size_t at) {
  const size_t least = at - std::min(at, kAround);
  for (size_t lines = 0; lines <= kLinesAround; ++lines) {
    const void* const end = memrchr(bytes.data() + least, '\n', at - least);
    if (end == nullptr) return least;
    at = static_cast<size_t>(static_cast<const char*>(end) - bytes.data());
  }
  return at + 1;
}

size_t LinesBehind(std::string_view bytes, size_t at) {
  const size_t most = std::min(bytes.size(), at + kAround);
  for (size_t lines = 0; lines <= kLinesAround && at < most; ++lines) {
    const size_t end = bytes.substr(at, most - at).find('\n');
    if (end == std::string_view::npos) return most;
    at += end + 1;
  }
  return at;
}

struct OpenPack {
  std::string path;
  MappedFile index, pack;
  Pack read;
};

class History {
 public:
  History(const RuleSet& rules, Tally& tally, Gatherer& gatherer) : rules_(rules), tally_(tally), gatherer_(gatherer) {}

  void Open(const std::string& objects) {
    for (const std::string& folder : ObjectFolders(objects)) {
      std::error_code ignored;
      std::vector<std::string> names;
      std::vector<std::string> packs;
      for (fs::directory_iterator entry(folder + "/pack", ignored), end; !ignored && entry != end;
           entry.increment(ignored)) {
        const std::string path = entry->path().string();
        if (path.ends_with(".idx")) names.push_back(path.substr(0, path.size() - 4));
        if (path.ends_with(".promisor")) partial_ = true;
        if (path.ends_with(".pack")) packs.push_back(path.substr(0, path.size() - 5));
      }
      std::ranges::sort(names);
      for (const std::string& name : names) OpenOne(name);
      for (const std::string& name : packs) {
        if (std::ranges::binary_search(names, name)) continue;
        gatherer_.Add(base::Error{"The pack has no index, so that it was not scanned", name + ".pack",
                                  "git index-pack " + name + ".pack"});
      }
      std::ranges::move(ListLoose(folder), std::back_inserter(loose_));
    }
    if (partial_) {
      gatherer_.Add(base::Error{"The repository is a partial clone: what it did not fetch was not scanned", objects,
                                "clone it without --filter"});
    }
    std::erase_if(loose_, [this](const LooseObject& object) { return InPackBefore(object.id, packs_.size()); });
    uint64_t blobs = loose_.size();
    for (const OpenPack& pack : packs_) blobs += pack.read.BlobCount();
    tally_.total = blobs;
  }

  // What was found and what could not be looked at, by blob; the files' names are not known yet.
  struct Told {
    std::vector<std::pair<ObjectId, Finding>> findings;
    std::vector<std::pair<ObjectId, base::Error>> problems;
  };
  Told Scan(size_t threads) {
    std::vector<std::pair<size_t, uint32_t>> families;  // pack and root
    for (size_t i = 0; i < packs_.size(); ++i) {
      for (const uint32_t root : packs_[i].read.BlobRoots()) families.emplace_back(i, root);
    }
    InParallel(rules_, threads, families.size() + loose_.size(), gatherer_, [&](TextScanner& scanner, size_t i) {
      if (i < families.size()) {
        Family(scanner, families[i].first, families[i].second);
      } else {
        Loose(scanner, loose_[i - families.size()]);
      }
    });
    return {std::move(found_), std::move(problems_)};
  }

  // A commit or a folder, out of the packs. For one thread.
  std::optional<std::string> Read(const ObjectId& id, ObjectType type) {
    if (readers_.empty()) {
      for (const OpenPack& pack : packs_)
        readers_.push_back({{pack.read, ObjectType::kCommit}, {pack.read, ObjectType::kTree}});
    }
    for (auto& [commits, trees] : readers_) {
      if (auto bytes = (type == ObjectType::kCommit ? commits : trees).Read(id)) return bytes;
    }
    return {};
  }

 private:
  void OpenOne(const std::string& name) {
    auto index = MappedFile::Open(name + ".idx");
    auto pack = MappedFile::Open(name + ".pack");
    for (const auto* const file : {&index, &pack}) {
      if (!*file) return gatherer_.Add(file->error());
    }
    auto read = Pack::Read(index->bytes(), pack->bytes());
    if (!read) return gatherer_.Add(base::Error{read.error().what, name + ".pack", read.error().fix});
    packs_.push_back({name + ".pack", std::move(*index), std::move(*pack), std::move(*read)});
  }

  [[nodiscard]] bool InPackBefore(const ObjectId& id, size_t pack) const {
    for (size_t i = 0; i < pack; ++i) {
      if (packs_[i].read.Holds(id)) return true;
    }
    return false;
  }

  void Keep(const ObjectId& id, base::Result<std::vector<Finding>> findings) {
    if (!findings) return gatherer_.Add(findings.error());
    if (findings->empty()) return;
    tally_.found.fetch_add(findings->size(), std::memory_order_relaxed);
    const std::scoped_lock lock(mutex_);
    for (Finding& finding : *findings) found_.emplace_back(id, std::move(finding));
  }

  // Those that are too many are counted.
  void KeepProblem(const ObjectId& id, base::Error problem) {
    const std::scoped_lock lock(mutex_);
    if (problems_.size() < Gatherer::kMaxProblems) {
      problems_.emplace_back(id, std::move(problem));
    } else {
      gatherer_.Add(base::Error{std::move(problem.what), "object:" + HexOf(id), std::move(problem.fix)});
    }
  }

  // The file's name is not known yet: members of archives begin with '!', and what is in front of that is added later.
  // Whether the text is clean.
  bool Whole(TextScanner& scanner, const ObjectId& id, std::string_view bytes) {
    Scanned scanned = ScanBytes(scanner, bytes, "");
    for (base::Error& problem : scanned.problems) KeepProblem(id, std::move(problem));
    Keep(id, std::move(scanned.findings));
    return scanned.clean;
  }

  // Of a text that comes in pieces.
  void TellPacked(const ObjectId& id, std::string_view first_piece) {
    if (!LooksArchived(first_piece) && (UnopenedKind(first_piece).empty() || !IsBinary(first_piece))) return;
    KeepProblem(id, {"The archive is too large to be unpacked in history", {}, "scan the file itself"});
  }

  // A root and every delta that is built on it. What a delta copies from a clean base was looked at there, so that only
  // what is new is, with what is around it; where that shows anything, all of the blob.
  void Family(TextScanner& scanner, size_t number, uint32_t root) {
    const Pack& pack = packs_[number].read;
    std::optional<PieceScanner> pieces;
    const Pack::Visitor visitor{
        .wants = [&](uint32_t object) { return number == 0 || !InPackBefore(pack.Id(object), number); },
        .blob =
            [&](uint32_t object, std::string_view bytes, const Pack::Ranges* fresh) {
              gatherer_.Looked(bytes.size());
              if (fresh != nullptr && !HoldsNothingElse(bytes) && !ShowsAnything(scanner, bytes, *fresh)) return true;
              return Whole(scanner, pack.Id(object), bytes);
            },
        .large =
            [&](uint32_t object, std::string_view piece, bool last) {
              if (!pieces) {
                pieces.emplace(scanner, "");
                TellPacked(pack.Id(object), piece);
              }
              Keep(pack.Id(object), pieces->Feed(piece));
              tally_.bytes.fetch_add(piece.size(), std::memory_order_relaxed);
              if (last) gatherer_.Looked(0);
            }};
    const auto unpacked = pack.Unpack(root, visitor);
    if (!unpacked) {
      gatherer_.Add(base::Error{unpacked.error().what + " (" + unpacked.error().where + ")", packs_[number].path,
                                unpacked.error().fix});
    }
  }

  // Whether a blob, of which only these ranges are new, should be looked at as a whole.
  [[nodiscard]] static bool ShowsAnything(TextScanner& scanner, std::string_view bytes, const Pack::Ranges& fresh) {
    if (LooksArchived(bytes) || LooksUtf16(bytes)) return true;
    const bool binary = IsBinary(bytes);
    const auto shows = [&](size_t from, size_t to) {
      const auto hits = scanner.Scan(bytes.substr(from, to - from), binary);
      return !hits || !hits->empty();
    };
    size_t from = 0;
    size_t to = 0;
    for (const Pack::Range& range : fresh) {
      const size_t begin = LinesBefore(bytes, range.from);
      if (begin > to) {
        if (to != from && shows(from, to)) return true;
        from = begin;
      }
      to = LinesBehind(bytes, range.to);
    }
    return to != from && shows(from, to);
  }

  void Loose(TextScanner& scanner, const LooseObject& object) {
    std::optional<PieceScanner> pieces;
    const auto read = ReadLooseBlob(object, [&](std::string_view piece, bool first, bool last) {
      if (first && last) {
        Whole(scanner, object.id, piece);
      } else {
        if (!pieces) {
          pieces.emplace(scanner, "");
          TellPacked(object.id, piece);
        }
        Keep(object.id, pieces->Feed(piece));
      }
      tally_.bytes.fetch_add(piece.size(), std::memory_order_relaxed);
    });
    if (!read) gatherer_.Add(read.error());
    gatherer_.Looked(0);
  }

  const RuleSet& rules_;
  Tally& tally_;
  Gatherer& gatherer_;
  std::vector<OpenPack> packs_;
  std::vector<std::pair<Pack::Reader, Pack::Reader>> readers_;  // per pack: of commits, of folders
  std::vector<LooseObject> loose_;
  bool partial_ = false;
  std::mutex mutex_;
  std::vector<std::pair<ObjectId, Finding>> found_;
  std::vector<std::pair<ObjectId, base::Error>> problems_;
};

}  // namespace

base::Result<> ScanHistory(const RuleSet& rules, const Repository& repository, bool all_objects, size_t threads,
                           Tally& tally, Gatherer& gatherer) {
  if (repository.IsShallow()) {
    gatherer.Add(base::Error{"The repository is shallow: commits before its first were not scanned",
                             repository.ObjectsFolder(), "git fetch --unshallow"});
  }
  std::vector<std::string> broken;
  const auto tips = repository.Tips(broken);
  for (const std::string& name : broken) {
    gatherer.Add(base::Error{"The commit of a reference is missing or damaged", name, "'git fsck' tells more"});
  }
  if (!broken.empty()) all_objects = true;  // what only it had is told without its commit
  History history(rules, tally, gatherer);
  history.Open(repository.ObjectsFolder());
  History::Told told = history.Scan(threads);
  if (told.findings.empty() && told.problems.empty()) return {};
  std::vector<ObjectId> blobs;
  for (const auto& [id, finding] : told.findings) blobs.push_back(id);
  for (const auto& [id, problem] : told.problems) blobs.push_back(id);
  const auto read = [&](const ObjectId& id, ObjectType type) {
    auto bytes = history.Read(id, type);
    return bytes ? std::move(bytes) : repository.ReadObject(id, type);
  };
  const base::Result<Appearances> appearances =
      tips ? FirstAppearances(*tips, blobs, read, repository.IsShallow()) : std::unexpected(tips.error());
  if (!appearances) {
    gatherer.Add(appearances.error());
    all_objects = true;  // better told without its commit than not at all
  }
  const auto place = [&](const ObjectId& id) -> const Appearance* {
    const auto found = appearances ? appearances->find(id) : Appearances::const_iterator();
    return appearances && found != appearances->end() ? &found->second : nullptr;
  };
  // What no commit has is told only where everything is asked for.
  const auto named = [&](const ObjectId& id, std::string& file) {
    const Appearance* const appearance = place(id);
    if (appearance == nullptr && !all_objects) return false;
    file.insert(0, appearance != nullptr ? appearance->path : "object:" + HexOf(id));
    return true;
  };
  std::vector<Finding> findings;
  for (auto& [id, finding] : told.findings) {
    if (!named(id, finding.file) || !CountsIn(*finding.rule, finding.file)) continue;
    if (const Appearance* const appearance = place(id)) {
      finding.commit = appearance->commit;
      finding.author = appearance->author;
      finding.date = appearance->date;
    }
    findings.push_back(std::move(finding));
  }
  std::set<std::pair<std::string, std::string>> known;  // the same of several versions of a file is one
  for (auto& [id, problem] : told.problems) {
    if (named(id, problem.where) && known.emplace(problem.where, problem.what).second) gatherer.Add(std::move(problem));
  }
  tally.found = 0;
  gatherer.Add(std::move(findings));
  return {};
}

base::Result<> ScanStaged(const RuleSet& rules, const Repository& repository, Tally& tally, Gatherer& gatherer) {
  const auto staged = repository.Staged();
  if (!staged) return std::unexpected(staged.error());
  tally.total = staged->size();
  auto scanner = TextScanner::For(rules);
  if (!scanner) return std::unexpected(scanner.error());
  for (const StagedFile& file : *staged) {
    const auto text = repository.ReadBlob(file.now, kMaxStagedFile);
    if (!text) {
      gatherer.Add(base::Error{text.error().what, file.path, text.error().fix});
      continue;
    }
    Scanned scanned = ScanBytes(*scanner, *text, file.path);
    if (file.before && !scanned.findings.empty()) {
      const auto before = repository.ReadBlob(*file.before, kMaxStagedFile);
      std::erase_if(scanned.findings,
                    [&](const Finding& finding) { return before && before->contains(finding.secret); });
    }
    gatherer.Add(std::move(scanned));
    gatherer.Looked(text->size());
  }
  return {};
}

}  // namespace gatehouse::scan
