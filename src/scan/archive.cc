#include "scan/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>

#include <memory>
#include <optional>

namespace gatehouse::scan {
namespace {

constexpr const char* kLibrary = "libarchive.so.13";  // the one whose headers we are built with
constexpr size_t kBlockBytes = 64 << 10;

// The functions that we call, by their names without "archive_".
struct LibArchive {
  decltype(&archive_read_new) read_new;
  decltype(&archive_read_free) read_free;
  decltype(&archive_read_support_filter_gzip) read_support_filter_gzip;
  decltype(&archive_read_support_filter_bzip2) read_support_filter_bzip2;
  decltype(&archive_read_support_filter_xz) read_support_filter_xz;
  decltype(&archive_read_support_filter_zstd) read_support_filter_zstd;
  decltype(&archive_read_support_format_tar) read_support_format_tar;
  decltype(&archive_read_support_format_zip) read_support_format_zip;
  decltype(&archive_read_support_format_raw) read_support_format_raw;
  decltype(&archive_read_open_memory) read_open_memory;
  decltype(&archive_read_open_fd) read_open_fd;
  decltype(&archive_read_next_header) read_next_header;
  decltype(&archive_read_data) read_data;
  decltype(&archive_entry_pathname) entry_pathname;
  decltype(&archive_entry_filetype) entry_filetype;
};

template <typename Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

std::optional<LibArchive> Load() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return {};
  LibArchive archive{};
  bool whole = true;
#define GATEHOUSE_FIND(name) whole = Find(library, "archive_" #name, archive.name) && whole
  GATEHOUSE_FIND(read_new);
  GATEHOUSE_FIND(read_free);
  GATEHOUSE_FIND(read_support_filter_gzip);
  GATEHOUSE_FIND(read_support_filter_bzip2);
  GATEHOUSE_FIND(read_support_filter_xz);
  GATEHOUSE_FIND(read_support_filter_zstd);
  GATEHOUSE_FIND(read_support_format_tar);
  GATEHOUSE_FIND(read_support_format_zip);
  GATEHOUSE_FIND(read_support_format_raw);
  GATEHOUSE_FIND(read_open_memory);
  GATEHOUSE_FIND(read_open_fd);
  GATEHOUSE_FIND(read_next_header);
  GATEHOUSE_FIND(read_data);
  GATEHOUSE_FIND(entry_pathname);
  GATEHOUSE_FIND(entry_filetype);
#undef GATEHOUSE_FIND
  if (!whole) return {};
  return archive;
}

const LibArchive* FindLibArchive() {
  static const std::optional<LibArchive> loaded = Load();
  return loaded ? &*loaded : nullptr;
}

class Reader {
 public:
  explicit Reader(const LibArchive& library) : library_(library), held_(library.read_new(), library.read_free) {
    library.read_support_filter_gzip(held_.get());
    library.read_support_filter_bzip2(held_.get());
    library.read_support_filter_xz(held_.get());
    library.read_support_filter_zstd(held_.get());
    library.read_support_format_tar(held_.get());
    library.read_support_format_zip(held_.get());
    library.read_support_format_raw(held_.get());  // what is packed, and is not an archive: one member without a name
  }
  [[nodiscard]] archive* get() const { return held_.get(); }

  ArchiveEnd Read(const OnMember& member) {
    archive_entry* entry = nullptr;
    int code = 0;
    size_t left = kMaxUnpackedBytes;
    std::string bytes;
    size_t members = 0;
    for (; (code = library_.read_next_header(held_.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN; ++members) {
      if (members == kMaxMembers) return ArchiveEnd::kTooMuch;
      if (library_.entry_filetype(entry) != AE_IFREG && library_.entry_filetype(entry) != 0) continue;
      const char* const name = library_.entry_pathname(entry);
      bytes.clear();
      const std::optional<ArchiveEnd> end = ReadMember(left, bytes);
      member(name == nullptr ? "" : name, bytes);
      if (end) return *end;
      left -= bytes.size();
    }
    if (code == ARCHIVE_EOF) return ArchiveEnd::kWhole;
    return members == 0 ? ArchiveEnd::kNone : ArchiveEnd::kBroken;
  }

 private:
  // Nothing: there is more to come.
  std::optional<ArchiveEnd> ReadMember(size_t left, std::string& bytes) {
    while (true) {
      const size_t had = bytes.size();
      if (had > kMaxMemberBytes || had > left) return ArchiveEnd::kTooMuch;
      bytes.resize(had + kBlockBytes);
      const la_ssize_t got = library_.read_data(held_.get(), bytes.data() + had, kBlockBytes);
      bytes.resize(had + (got > 0 ? static_cast<size_t>(got) : 0));
      if (got == 0) return {};
      if (got < 0 && got != ARCHIVE_WARN) return ArchiveEnd::kBroken;
    }
  }

  const LibArchive& library_;
  std::unique_ptr<archive, decltype(&archive_read_free)> held_;
};

}  // namespace

bool LooksArchived(std::string_view bytes) {
  constexpr size_t kTarMagic = 257;
  return bytes.starts_with(std::string_view("PK\3\4", 4)) || bytes.starts_with("\x1F\x8B") ||
         bytes.starts_with("BZh") ||
         bytes.starts_with(std::string_view("\xFD"
                                            "7zXZ\0",
                                            6)) ||
         bytes.starts_with("\x28\xB5\x2F\xFD") ||
         (bytes.size() > kTarMagic && bytes.substr(kTarMagic).starts_with("ustar"));
}

ArchiveEnd ReadArchive(std::string_view bytes, const OnMember& member) {
  const LibArchive* const library = FindLibArchive();
  if (library == nullptr) return ArchiveEnd::kNoLibrary;
  Reader reader(*library);
  if (library->read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) return ArchiveEnd::kNone;
  return reader.Read(member);
}

ArchiveEnd ReadArchive(int fd, const OnMember& member) {
  const LibArchive* const library = FindLibArchive();
  if (library == nullptr) return ArchiveEnd::kNoLibrary;
  Reader reader(*library);
  if (library->read_open_fd(reader.get(), fd, kBlockBytes) != ARCHIVE_OK) return ArchiveEnd::kNone;
  return reader.Read(member);
}

}  // namespace gatehouse::scan
