#include "scan/tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "base/descriptor.h"
#include "base/file.h"
#include "scan/archive.h"
#include "scan/named_file.h"
#include "scan/pieces.h"
#include "scan/short_reads.h"

namespace gatehouse::scan {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

std::string Joined(std::string_view folder, std::string_view name) {
  std::string path;
  path.reserve(folder.size() + 1 + name.size());
  path = folder;
  if (!path.empty() && !path.ends_with('/')) path += '/';
  return path.append(name);
}

// One ignore file of git's, and the folder that it speaks of, from git's top.
struct Ignoring {
  std::string folder;
  IgnoreList list;
};

class Walk {
 public:
  Walk(const TreeOptions& options, Gatherer& gatherer) : options_(options), gatherer_(gatherer) {}

  std::vector<std::string> Run() {
    if (!options_.git_top.empty()) {
      below_top_ =
          options_.root.size() > options_.git_top.size() ? options_.root.substr(options_.git_top.size() + 1) : "";
      Learn(Joined(options_.git_top, ".git/info/exclude"), "");
      // The folders on the way down to the root have their say.
      Learn(Joined(options_.git_top, ".gitignore"), "");
      for (size_t slash = below_top_.find('/'); slash != std::string::npos; slash = below_top_.find('/', slash + 1)) {
        const std::string folder = below_top_.substr(0, slash);
        Learn(Joined(Joined(options_.git_top, folder), ".gitignore"), folder);
      }
    }
    Folder("");
    std::ranges::sort(files_);
    return std::move(files_);
  }

 private:
  void Learn(const std::string& path, const std::string& folder) {
    const auto text = base::ReadFile(path);
    if (text) ignoring_.push_back({folder, IgnoreList(*text)});
  }

  [[nodiscard]] bool GitIgnores(const std::string& path, bool is_folder) const {
    if (options_.git_top.empty()) return false;
    const std::string from_top = Joined(below_top_, path);
    for (auto ignoring = ignoring_.rbegin(); ignoring != ignoring_.rend(); ++ignoring) {
      std::string_view below = from_top;
      if (!ignoring->folder.empty()) below.remove_prefix(ignoring->folder.size() + 1);
      const auto decided = ignoring->list.Decide(below, is_folder);
      if (decided) return *decided && !(options_.tracked && options_.tracked(from_top, is_folder));
    }
    return false;
  }

  void Folder(const std::string& path) {
    const std::string whole = Joined(options_.root, path);
    const std::unique_ptr<DIR, CloseFolder> folder(opendir(whole.c_str()));
    if (folder == nullptr) {
      gatherer_.Add(base::Error{"The folder cannot be read: " + base::SystemText(errno), whole, {}});
      return;
    }
    const size_t known = ignoring_.size();
    if (!options_.git_top.empty() && (!path.empty() || !below_top_.empty())) {
      Learn(Joined(whole, ".gitignore"), Joined(below_top_, path));
    }
    std::vector<std::string> folders;
    while (const dirent* const entry = readdir(folder.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || name == ".git") continue;
      std::string inside = Joined(path, name);
      unsigned char type = entry->d_type;
      if (type == DT_UNKNOWN) type = TypeOf(inside);
      if (type != DT_DIR && type != DT_REG)
        continue;  // links lead out, or to what is seen anyway; devices hold no text
      const bool is_folder = type == DT_DIR;
      if (options_.ignore.paths.Decide(inside, is_folder).value_or(false)) continue;
      if (GitIgnores(inside, is_folder)) continue;
      (is_folder ? folders : files_).push_back(std::move(inside));
    }
    for (const std::string& inside : folders) Folder(inside);
    ignoring_.resize(known);
  }

  [[nodiscard]] unsigned char TypeOf(const std::string& path) const {
    struct stat status{};
    if (lstat(Joined(options_.root, path).c_str(), &status) != 0) return DT_UNKNOWN;
    return S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_UNKNOWN;
  }

  const TreeOptions& options_;
  Gatherer& gatherer_;
  std::string below_top_;  // the root, from git's top
  std::vector<Ignoring> ignoring_;
  std::vector<std::string> files_;
};

// At most `size` bytes from `offset`, `step` at once, fewer at the end of the file; nothing where it cannot be read.
std::optional<size_t> ReadAt(int fd, char* out, size_t size, uint64_t offset, size_t step = kPieceBytes) {
  size_t got = 0;
  while (got < size) {
    const ssize_t more = pread(fd, out + got, std::min(size - got, step), static_cast<off_t>(offset + got));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return {};
    if (more == 0) break;
    got += static_cast<size_t>(more);
  }
  return got;
}

// Memory for one piece, on whole pages, which the kernel copies to faster. Pages that no file fills are never touched.
class PieceBuffer {
 public:
  [[nodiscard]] char* data() { return static_cast<char*>(bytes_.get()); }

 private:
  static constexpr std::align_val_t kPage{4096};
  struct Free {
    void operator()(void* bytes) const { ::operator delete(bytes, kPage); }
  };
  std::unique_ptr<void, Free> bytes_{::operator new(kPieceBytes, kPage)};
};

// A file that is larger than one piece. False: it cannot be read, and errno says why.
bool ScanLarge(TextScanner& scanner, int fd, const std::string& file, PieceBuffer& buffer, Gatherer& gatherer) {
  PieceScanner pieces(scanner, file);
  uint64_t at = 0;
  while (true) {
    const off_t data = lseek(fd, static_cast<off_t>(at), SEEK_DATA);
    if (data < 0 && errno == ENXIO) return true;  // nothing but a hole up to the end
    if (data > 0 && static_cast<uint64_t>(data) > at) {
      at = static_cast<uint64_t>(data);
      pieces.Gap();
    }
    const auto got = ReadAt(fd, buffer.data(), kPieceBytes, at);
    if (!got) return false;
    if (*got == 0) return true;
    auto findings = pieces.Feed({buffer.data(), *got});
    if (!findings) {
      gatherer.Add(findings.error());
      return true;
    }
    gatherer.Add(std::move(*findings));
    at += *got;
  }
}

void ScanAny(TextScanner& scanner, std::string_view bytes, std::string_view file, size_t depth, Scanned& scanned);

OnMember Inside(TextScanner& scanner, std::string_view file, size_t depth, Scanned& scanned) {
  return [&scanner, file, depth, &scanned](std::string_view name, std::string_view bytes) {
    std::string whole(file);
    // What is packed and is not an archive has no name of its own.
    if (!name.empty() && name != "data") whole.append("!").append(name);
    ScanAny(scanner, bytes, whole, depth, scanned);
  };
}

constexpr const char* kLeaveOut = "leave it out with a line in .gatehouseignore";

std::string Members(size_t count) { return count == 1 ? "A member" : fmt::format("{} members", count); }

// What of an archive was not looked at is told. Whether the bytes were one, and so need not be looked at as they are.
bool WasArchive(const ArchiveRead& read, bool is_binary, std::string_view file, Scanned& scanned) {
  const auto tell = [&](std::string what, const char* fix = kLeaveOut) {
    scanned.problems.push_back({std::move(what), std::string(file), fix});
  };
  const std::string first =
      read.first.empty()
          ? ""
          : fmt::format(" ({}{})", read.encrypted + read.unreadable == 1 ? "" : "the first: ", read.first);
  if (read.encrypted != 0) {
    tell(fmt::format("{} of the archive {} encrypted and not scanned{}", Members(read.encrypted),
                     read.encrypted == 1 ? "is" : "are", first));
  }
  if (read.unreadable != 0) {
    tell(fmt::format("{} of the archive cannot be unpacked and {} not scanned as a whole{}", Members(read.unreadable),
                     read.unreadable == 1 ? "was" : "were", first));
  }
  switch (read.end) {
    case ArchiveEnd::kWhole:
      return true;
    case ArchiveEnd::kNone:  // a text that begins like one is a text
      if (is_binary) tell("The archive cannot be opened: it was scanned without being unpacked");
      return false;
    case ArchiveEnd::kBroken:
      tell("The archive is damaged or cut off: the rest of it was not scanned");
      return true;
    case ArchiveEnd::kTooMuch:
      tell("The archive holds too much: the rest of it was not scanned");
      return true;
    case ArchiveEnd::kNoLibrary:
      tell("The archive was not opened: libarchive is not installed", "apt-get install libarchive13");
      return true;
  }
  return false;
}

// An archive of a kind that is not opened is looked at as it is.
void TellUnopened(std::string_view bytes, std::string_view file, Scanned& scanned) {
  const std::string_view kind = UnopenedKind(bytes);
  if (kind.empty() || !IsBinary(bytes)) return;
  scanned.clean = false;
  scanned.problems.push_back(
      {fmt::format("Archives of this kind ({}) are not unpacked", kind), std::string(file), kLeaveOut});
}

void ScanAny(TextScanner& scanner, std::string_view bytes, std::string_view file, size_t depth, Scanned& scanned) {
  if (LooksArchived(bytes)) {
    scanned.clean = false;
    if (depth < kArchiveDepth) {
      const ArchiveRead read = ReadArchive(bytes, Inside(scanner, file, depth + 1, scanned));
      if (WasArchive(read, IsBinary(bytes), file, scanned)) return;
    } else {
      scanned.problems.push_back(
          {fmt::format("An archive inside {} others is not unpacked", kArchiveDepth), std::string(file), kLeaveOut});
    }
  } else {
    TellUnopened(bytes, file, scanned);
  }
  std::string converted;
  const bool utf16 = FromUtf16(bytes, converted);
  const std::string_view text = utf16 ? std::string_view(converted) : bytes;
  auto hits = scanner.Scan(text, !utf16 && IsBinary(text));
  if (!hits) {
    scanned.problems.push_back({hits.error().what, std::string(file), hits.error().fix});
    scanned.clean = false;
    return;
  }
  AddHitsOfWholeText(text, *hits);
  if (utf16 || !hits->empty()) scanned.clean = false;
  std::ranges::move(Locate(text, std::move(*hits), file), std::back_inserter(scanned.findings));
}

// Where the files are.
struct Root {
  const std::string& path;
  int folder = -1;  // open, so that the system need not walk down to it for each file
  bool short_reads_are_ends = false;
};

// A file that is as large as a piece or larger: an archive or a text. False: it cannot be read, and errno says why.
bool ScanLargeOrArchive(TextScanner& scanner, int fd, const std::string& name, PieceBuffer& buffer,
                        Gatherer& gatherer) {
  constexpr size_t kFirstBytes = 512;
  const auto first = ReadAt(fd, buffer.data(), kFirstBytes, 0);
  if (!first) return false;
  const std::string_view beginning(buffer.data(), *first);
  bool done = false;
  Scanned scanned;
  if (LooksArchived(beginning)) {
    const ArchiveRead read = ReadArchive(fd, Inside(scanner, name, 1, scanned));
    done = WasArchive(read, IsBinary(beginning), name, scanned);
  } else {
    TellUnopened(beginning, name, scanned);
  }
  gatherer.Add(std::move(scanned));
  return done || ScanLarge(scanner, fd, name, buffer, gatherer);
}

void ScanFile(TextScanner& scanner, const Root& root, const std::string& file, PieceBuffer& buffer,
              Gatherer& gatherer) {
  const std::string& name = file.empty() ? root.path : file;
  const auto unable = [&](int error) {
    if (error == ENOENT) return;
    gatherer.Add(base::Error{
        "The file cannot be read: " + base::SystemText(error), file.empty() ? root.path : Joined(root.path, file), {}});
  };
  const auto scan = [&](size_t size) {
    gatherer.Add(ScanBytes(scanner, {buffer.data(), size}, name));
    gatherer.Looked(size);
  };
  // Not through a link, and without waiting for a pipe that has taken the file's place.
  const base::Descriptor fd(
      file.empty() ? open(root.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
                   : openat(root.folder, file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW));
  if (fd.get() < 0) return unable(errno);
  if (root.short_reads_are_ends) {
    const ssize_t got = pread(fd.get(), buffer.data(), kPieceBytes, 0);
    if (got >= 0 && static_cast<size_t>(got) < kPieceBytes) return scan(static_cast<size_t>(got));
  }
  struct stat status{};
  if (fstat(fd.get(), &status) != 0) return unable(errno);
  if (!S_ISREG(status.st_mode)) return;
  const auto size = static_cast<uint64_t>(status.st_size);
  if (size >= kPieceBytes) {
    if (!ScanLargeOrArchive(scanner, fd.get(), name, buffer, gatherer)) unable(errno);
    return gatherer.Looked(size);
  }
  // As much as the file has, so that nothing need ask for its end. Some of the kernel's own files say 0, and those of
  // /proc/sys refuse to be read by megabytes.
  constexpr size_t kKernelStep = 64 << 10;
  const auto got = size == 0 ? ReadAt(fd.get(), buffer.data(), kPieceBytes, 0, kKernelStep)
                             : ReadAt(fd.get(), buffer.data(), size, 0);
  if (!got) return unable(errno);
  scan(*got);
}

}  // namespace

std::vector<std::string> ListFiles(const TreeOptions& options, Gatherer& gatherer) {
  return Walk(options, gatherer).Run();
}

void ScanFiles(const RuleSet& rules, const std::string& root, const std::vector<std::string>& files, size_t threads,
               Gatherer& gatherer) {
  constexpr size_t kManyFiles = 200;  // from here on it is worth asking
  const base::Descriptor folder(open(root.c_str(), O_PATH | O_CLOEXEC));
  const Root opened{root, folder.get(), files.size() >= kManyFiles && ShortReadsAreEnds(root)};
  InParallel(rules, threads, files.size(), gatherer, [&](TextScanner& scanner, size_t i) {
    thread_local PieceBuffer buffer;
    ScanFile(scanner, opened, files[i], buffer, gatherer);
  });
}

Scanned ScanBytes(TextScanner& scanner, std::string_view bytes, std::string_view file) {
  Scanned scanned;
  ScanAny(scanner, bytes, file, 0, scanned);
  return scanned;
}

}  // namespace gatehouse::scan
