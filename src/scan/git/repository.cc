#include "scan/git/repository.h"

#include <fmt/format.h>
#include <git2.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/late_library.h"

namespace gatehouse::scan {
namespace {

constexpr const char* kLibrary = "libgit2.so.1.5";  // the one whose headers we are built with

// The functions that we call, by their names without "git_".
// clang-format off
#define GATEHOUSE_FUNCTIONS(OF) \
  OF(libgit2_init) OF(libgit2_opts) OF(error_last) OF(repository_open_ext) OF(repository_free) \
  OF(repository_commondir) OF(repository_workdir) OF(repository_is_shallow) OF(repository_index) OF(index_free) \
  OF(index_get_bypath) OF(index_find_prefix) OF(reference_name_to_id) OF(reference_list) OF(reference_lookup) \
  OF(reference_free) OF(reference_peel) OF(reference_type) OF(strarray_dispose) OF(object_id) OF(object_free) \
  OF(commit_lookup) OF(commit_free) OF(commit_tree) OF(tree_free) OF(repository_odb) OF(odb_free) OF(odb_read) \
  OF(odb_read_header) OF(odb_object_data) OF(odb_object_size) OF(odb_object_type) OF(odb_object_free) \
  OF(diff_tree_to_index) OF(diff_num_deltas) OF(diff_get_delta) OF(diff_free)
// clang-format on

struct LibGit2 {
#define GATEHOUSE_MEMBER(name) decltype(&git_##name) name;
  GATEHOUSE_FUNCTIONS(GATEHOUSE_MEMBER)
#undef GATEHOUSE_MEMBER
};

std::optional<LibGit2> Load() {
  base::LateLibrary library(kLibrary);
  LibGit2 git{};
#define GATEHOUSE_FIND(name) library.Find("git_" #name, git.name);
  GATEHOUSE_FUNCTIONS(GATEHOUSE_FIND)
#undef GATEHOUSE_FIND
#undef GATEHOUSE_FUNCTIONS
  if (!library.whole() || git.libgit2_init() < 0) return {};
  // Nothing of a repository is run or checked out here, so that another owner's may be looked at.
  git.libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  // Extensions of repositories that change nothing for a program that only reads.
  std::array<const char*, 2> harmless = {"preciousobjects", "relativeworktrees"};
  git.libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless.data(), harmless.size());
  return git;
}

const LibGit2* FindLibGit2() {
  static const std::optional<LibGit2> loaded = Load();
  return loaded ? &*loaded : nullptr;
}

base::Error LastError(const LibGit2& git, const std::string& where) {
  const git_error* const error = git.error_last();
  std::string words = error != nullptr && error->message != nullptr ? error->message : "no reason given";
  std::string fix;
  if (words.contains("extensions.objectformat")) fix = "scan the files without --history or --staged";
  if (words.contains("'link'")) fix = "git update-index --no-split-index";
  if (words.contains("'sdir'")) fix = "git sparse-checkout reapply --no-sparse-index";
  return {"git's repository cannot be read: " + std::move(words), where, std::move(fix)};
}

git_oid OidOf(const ObjectId& id) {
  git_oid oid;
  std::memcpy(oid.id, id.data(), id.size());
  return oid;
}
ObjectId IdOf(const git_oid& oid) {
  ObjectId id;
  std::memcpy(id.data(), oid.id, id.size());
  return id;
}

// A thing of libgit2's with the function that frees it.
template <typename T>
class Held {
 public:
  using Free = void (*)(T*);
  explicit Held(Free free) : free_(free) {}
  ~Held() {
    if (thing_ != nullptr) free_(thing_);
  }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  [[nodiscard]] T** out() { return &thing_; }
  [[nodiscard]] T* get() const { return thing_; }

 private:
  Free free_;
  T* thing_ = nullptr;
};

}  // namespace

struct Repository::Handle {
  explicit Handle(const LibGit2& library) : git(library) {}
  ~Handle() {
    if (index != nullptr) git.index_free(index);
    if (repository != nullptr) git.repository_free(repository);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  git_index* Index() {
    if (index == nullptr && !no_index) no_index = git.repository_index(&index, repository) != 0;
    return index;
  }

  const LibGit2& git;
  git_repository* repository = nullptr;
  git_index* index = nullptr;
  bool no_index = false;
};

base::Result<Repository> Repository::Open(const std::string& path) {
  const LibGit2* const git = FindLibGit2();
  if (git == nullptr) return base::Fail("libgit2 is not installed", {}, "apt-get install libgit2-1.5");
  auto handle = std::make_shared<Handle>(*git);
  if (git->repository_open_ext(&handle->repository, path.c_str(), 0, nullptr) != 0) {
    return std::unexpected(LastError(*git, path));
  }
  return Repository(std::move(handle));
}

std::string Repository::ObjectsFolder() const {
  return std::string(handle_->git.repository_commondir(handle_->repository)) + "objects";
}

std::string Repository::WorkTree() const {
  const char* const folder = handle_->git.repository_workdir(handle_->repository);
  std::string path = folder == nullptr ? "" : folder;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

bool Repository::IsShallow() const { return handle_->git.repository_is_shallow(handle_->repository) == 1; }

base::Result<> Repository::ReadIndex() const {
  if (handle_->Index() == nullptr) return std::unexpected(LastError(handle_->git, "index"));
  return {};
}

bool Repository::Tracks(std::string_view path, bool is_folder) const {
  git_index* const index = handle_->Index();
  if (index == nullptr) return false;
  if (is_folder) return handle_->git.index_find_prefix(nullptr, index, (std::string(path) + "/").c_str()) == 0;
  return handle_->git.index_get_bypath(index, std::string(path).c_str(), 0) != nullptr;
}

base::Result<std::vector<StagedFile>> Repository::Staged() const {
  const LibGit2& git = handle_->git;
  Held<git_commit> head(git.commit_free);
  Held<git_tree> tree(git.tree_free);
  git_oid id;
  // Without a first commit everything is new.
  if (git.reference_name_to_id(&id, handle_->repository, "HEAD") == 0) {
    if (git.commit_lookup(head.out(), handle_->repository, &id) != 0 || git.commit_tree(tree.out(), head.get()) != 0) {
      return std::unexpected(LastError(git, "HEAD"));
    }
  }
  Held<git_diff> diff(git.diff_free);
  if (git.diff_tree_to_index(diff.out(), handle_->repository, tree.get(), nullptr, nullptr) != 0) {
    return std::unexpected(LastError(git, "index"));
  }
  std::vector<StagedFile> staged;
  for (size_t i = 0; i < git.diff_num_deltas(diff.get()); ++i) {
    const git_diff_delta& delta = *git.diff_get_delta(diff.get(), i);
    const bool is_file =
        delta.new_file.mode == GIT_FILEMODE_BLOB || delta.new_file.mode == GIT_FILEMODE_BLOB_EXECUTABLE;
    if (delta.status == GIT_DELTA_DELETED || !is_file) continue;
    StagedFile file{.path = delta.new_file.path, .now = IdOf(delta.new_file.id)};
    if (delta.status != GIT_DELTA_ADDED) file.before = IdOf(delta.old_file.id);
    staged.push_back(std::move(file));
  }
  return staged;
}

base::Result<std::string> Repository::ReadBlob(const ObjectId& id, size_t max_bytes) const {
  const LibGit2& git = handle_->git;
  const git_oid oid = OidOf(id);
  Held<git_odb> objects(git.odb_free);
  Held<git_odb_object> object(git.odb_object_free);
  size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  if (git.repository_odb(objects.out(), handle_->repository) != 0 ||
      git.odb_read_header(&size, &type, objects.get(), &oid) != 0) {
    return std::unexpected(LastError(git, HexOf(id)));
  }
  if (size > max_bytes) return base::Fail(fmt::format("The file has more than {} bytes", max_bytes), HexOf(id));
  if (git.odb_read(object.out(), objects.get(), &oid) != 0) return std::unexpected(LastError(git, HexOf(id)));
  return std::string(static_cast<const char*>(git.odb_object_data(object.get())), git.odb_object_size(object.get()));
}

base::Result<std::vector<ObjectId>> Repository::Tips(std::vector<std::string>& broken) const {
  const LibGit2& git = handle_->git;
  git_strarray names{};
  if (git.reference_list(&names, handle_->repository) != 0) return std::unexpected(LastError(git, "refs"));
  std::vector<ObjectId> tips;
  const auto take = [&](const char* name) {
    Held<git_reference> reference(git.reference_free);
    Held<git_object> commit(git.object_free);
    if (const int code = git.reference_lookup(reference.out(), handle_->repository, name); code != 0) {
      if (code != GIT_ENOTFOUND) broken.emplace_back(name);  // taken away in the meantime
      return;
    }
    const int code = git.reference_peel(commit.out(), reference.get(), GIT_OBJECT_COMMIT);
    if (code == 0) {
      tips.push_back(IdOf(*git.object_id(commit.get())));
      return;
    }
    // HEAD before a first commit, a remote's HEAD whose branch is gone, a tag on a file: they name no commit.
    const bool names_none =
        git.reference_type(reference.get()) == GIT_REFERENCE_SYMBOLIC || code == GIT_EPEEL || code == GIT_EINVALIDSPEC;
    if (!names_none) broken.emplace_back(name);
  };
  for (size_t i = 0; i < names.count; ++i) take(names.strings[i]);
  git.strarray_dispose(&names);
  take("HEAD");
  return tips;
}

std::optional<std::string> Repository::ReadObject(const ObjectId& id, ObjectType type) const {
  const LibGit2& git = handle_->git;
  const git_oid oid = OidOf(id);
  Held<git_odb> objects(git.odb_free);
  Held<git_odb_object> object(git.odb_object_free);
  if (git.repository_odb(objects.out(), handle_->repository) != 0 ||
      git.odb_read(object.out(), objects.get(), &oid) != 0 ||
      git.odb_object_type(object.get()) != static_cast<git_object_t>(type)) {
    return {};
  }
  return std::string(static_cast<const char*>(git.odb_object_data(object.get())), git.odb_object_size(object.get()));
}

}  // namespace gatehouse::scan
