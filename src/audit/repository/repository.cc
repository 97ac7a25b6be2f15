#include "audit/repository/repository.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <set>

#include "base/bytes.h"
#include "base/descriptor.h"
#include "base/lines.h"

namespace gatehouse::audit {
namespace {

namespace fs = std::filesystem;

// Made by tools, not by the people of the repository: looked into only where git tracks them.
constexpr std::array<std::string_view, 9> kMadeFolders = {".git", ".hg",  ".svn",        "node_modules", ".venv",
                                                          "venv", ".tox", "__pycache__", ".mypy_cache"};
constexpr std::array<std::string_view, 8> kTestFolders = {"test",     "tests",     "spec",    "testdata",
                                                          "fixtures", "__tests__", "testing", "corpus"};
constexpr std::string_view kAllow = "gatehouse:allow";
constexpr size_t kReadBytes = 64 << 10;

bool IsRegular(const std::string& path) {
  struct stat found{};
  return lstat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

// "/build/" of .gitignore: folders at the top that tools fill. Other lines need git to be read.
std::set<std::string> NamedFolders(const Repository& repository) {
  std::set<std::string> folders;
  const std::string text = repository.Read(".gitignore").value_or(std::string());
  for (std::string_view rest = text; !rest.empty();) {
    const std::string_view line = base::TakeLine(rest);
    const bool is_folder = line.size() > 2 && line.starts_with('/') && line.ends_with('/');
    if (is_folder && line.find_first_of("*?[") == std::string_view::npos)
      folders.emplace(line.substr(1, line.size() - 2));
  }
  return folders;
}

// Without git. `cut_short` says why it is not all.
std::vector<std::string> Walk(const std::string& root, const std::set<std::string>& left_out, std::string& cut_short) {
  std::vector<std::string> files;
  std::error_code failed;
  auto at = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, failed);
  for (; !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    std::error_code ignored;
    const fs::file_status status = at->symlink_status(ignored);
    if (fs::is_directory(status)) {
      if (std::ranges::find(kMadeFolders, at->path().filename().string()) != kMadeFolders.end() ||
          left_out.contains(at->path().string().substr(root.size() + 1)) ||
          at.depth() >= static_cast<int>(kMaxFolderDepth)) {
        at.disable_recursion_pending();
      }
      continue;
    }
    if (!fs::is_regular_file(status)) continue;
    if (files.size() == kMaxFiles) {
      cut_short = fmt::format("the folder holds more than {} files", kMaxFiles);
      break;
    }
    files.push_back(at->path().string().substr(root.size() + 1));
  }
  if (failed) cut_short = "a folder cannot be read: " + failed.message();
  return files;
}

}  // namespace

base::Result<Repository> Repository::Open(const std::string& path) {
  std::error_code failed;
  const fs::path absolute = fs::canonical(path, failed);
  if (failed) return base::Fail("There is no such folder", path, "give the folder of a repository");
  if (!fs::is_directory(absolute, failed)) return base::Fail("Not a folder", path, "give the folder of a repository");
  if (access(absolute.c_str(), R_OK | X_OK) != 0) return base::SystemFail("Cannot be read", path);
  Repository repository;
  repository.root_ = absolute.string();
  auto git = Git::Open(repository.root_);
  if (!git) return std::unexpected(git.error());
  repository.git_ = std::move(*git);
  if (repository.git_) {
    auto files = repository.git_->Files();
    if (!files) return std::unexpected(files.error());
    std::erase_if(*files, [&](const std::string& name) { return !IsRegular(repository.root_ + "/" + name); });
    repository.files_ = std::move(*files);
  } else {
    repository.files_ = Walk(repository.root_, NamedFolders(repository), repository.cut_short_);
    std::ranges::sort(repository.files_);
  }
  return repository;
}

bool Repository::Has(std::string_view name) const { return std::ranges::binary_search(files_, name); }

base::Result<std::string> Repository::Read(const std::string& name) const {
  const std::string path = root_ + "/" + name;
  const base::Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.open()) return base::SystemFail("Cannot be read", name);
  struct stat found{};
  std::string text;
  const char* fault = nullptr;
  if (fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode))
    fault = "Is not a regular file";
  else if (static_cast<size_t>(found.st_size) > kMaxReadBytes)
    fault = "Is larger than 4 MiB";
  std::array<char, kReadBytes> buffer;
  while (fault == nullptr) {
    const ssize_t got = read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fault = "Cannot be read";
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<size_t>(got));
    if (text.size() > kMaxReadBytes) fault = "Is larger than 4 MiB";
  }
  if (fault != nullptr) return base::Fail(fault, name);
  return text;
}

std::string_view BaseName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view FolderOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool IsTestPath(std::string_view path) {
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string part = base::AsciiLower(path.substr(at, end - at));
    if (end < path.size() && std::ranges::find(kTestFolders, part) != kTestFolders.end()) return true;
    if (end == path.size() && (part.starts_with("test_") || part.contains("_test.") || part.contains(".test.") ||
                               part.contains(".spec.") || part == "conftest.py")) {
      return true;
    }
    at = end + 1;
  }
  return false;
}

std::string AcceptedBecause(std::string_view text, size_t line, std::string_view rule) {
  size_t begin = 0;
  std::string_view above;
  for (size_t number = 1; begin <= text.size(); ++number) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view here = text.substr(begin, end - begin);
    if (number == line || (line == 0 && number == 1)) {
      for (const std::string_view each : {here, above}) {
        const size_t at = each.find(kAllow);
        if (at == std::string_view::npos) continue;
        std::string_view words = each.substr(at + kAllow.size());
        if (!words.starts_with('=') && !words.starts_with(' ')) continue;
        words.remove_prefix(1);
        if (!words.starts_with(rule)) continue;
        words.remove_prefix(rule.size());
        if (!words.empty() && words.front() != ' ' && words.front() != ':' && words.front() != '\r') continue;
        while (!words.empty() && (words.front() == ' ' || words.front() == ':')) words.remove_prefix(1);
        return words.empty() ? "no reason is given" : std::string(words.substr(0, words.find_last_not_of("\r ") + 1));
      }
      return {};
    }
    above = here;
    begin = end + 1;
  }
  return {};
}

}  // namespace gatehouse::audit
