// A repository of git, as far as the scan asks for it. The only user of libgit2, which is loaded by the first
// repository that is opened (doc/adr/0010-programs-load-what-they-use.md). Shown by repository_test.cc,
// tests/scan/test_history.py, test_scan.py.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "scan/git/object_id.h"

namespace gatehouse::scan {

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

  // Whether the index can be read. Of one that cannot, Tracks knows nothing.
  [[nodiscard]] base::Result<> ReadIndex() const;
  // Whether the index has the file, or something in the folder.
  [[nodiscard]] bool Tracks(std::string_view path, bool is_folder) const;

  [[nodiscard]] base::Result<std::vector<StagedFile>> Staged() const;
  [[nodiscard]] base::Result<std::string> ReadBlob(const ObjectId& id, size_t max_bytes) const;

  // The commits that HEAD and all branches, tags and other references name. `broken`: the references whose commit is
  // missing or damaged, so that what it has is not known.
  [[nodiscard]] base::Result<std::vector<ObjectId>> Tips(std::vector<std::string>& broken) const;
  // The bytes that git keeps of an object; nothing where it is missing or of another type.
  [[nodiscard]] std::optional<std::string> ReadObject(const ObjectId& id, ObjectType type) const;

  struct Handle;

 private:
  explicit Repository(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {}
  std::shared_ptr<Handle> handle_;
};

}  // namespace gatehouse::scan
