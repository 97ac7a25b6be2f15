// A repository of git, as far as the scan asks for it. The only user of libgit2, which is loaded by the first
// repository that is opened (doc/adr/0010-programs-load-what-they-use.md). Shown by tests/scan/test_history.py,
// test_staged.py.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "scan/git/object_id.h"

namespace gatehouse::scan {

// Where a text first was, in the order of commits.
struct Appearance {
  std::string path;
  std::string commit;
  std::string author;
  base::Wall date;
};
using Appearances = std::unordered_map<ObjectId, Appearance, ObjectIdHash>;

// A file that the next commit changes.
struct StagedFile {
  std::string path;
  ObjectId now{};
  std::optional<ObjectId> before;
};

// Used by one thread at a time.
class Repository {
 public:
  // The one that `path` lies in, or is: work trees, bare repositories, linked work trees, submodules.
  [[nodiscard]] static base::Result<Repository> Open(const std::string& path);

  [[nodiscard]] std::string ObjectsFolder() const;
  [[nodiscard]] std::string WorkTree() const;  // without a slash at the end; empty: bare
  [[nodiscard]] bool IsShallow() const;

  // Whether the index has the file, or something in the folder.
  [[nodiscard]] bool Tracks(std::string_view path, bool is_folder) const;

  [[nodiscard]] base::Result<std::vector<StagedFile>> Staged() const;
  [[nodiscard]] base::Result<std::string> ReadBlob(const ObjectId& id, size_t max_bytes) const;

  // For each of the blobs that a commit of some branch, tag or other reference has: the oldest such commit. What no
  // commit has is left out.
  [[nodiscard]] base::Result<Appearances> FirstAppearances(const std::vector<ObjectId>& blobs) const;

  struct Handle;

 private:
  explicit Repository(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<Handle> handle_;
};

}  // namespace gatehouse::scan
