#include "scan/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>

#include <memory>
#include <optional>
#include <utility>

namespace gatehouse::scan {

using namespace std::string_view_literals;

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
  decltype(&archive_read_support_format_7zip) read_support_format_7zip;
  decltype(&archive_read_support_format_ar) read_support_format_ar;
  decltype(&archive_read_support_format_raw) read_support_format_raw;
  decltype(&archive_read_open_memory) read_open_memory;
  decltype(&archive_read_open_fd) read_open_fd;
  decltype(&archive_read_next_header) read_next_header;
  decltype(&archive_format) format;
  decltype(&archive_filter_code) filter_code;
  decltype(&archive_read_data) read_data;
  decltype(&archive_entry_pathname) entry_pathname;
  decltype(&archive_entry_filetype) entry_filetype;
  decltype(&archive_entry_is_encrypted) entry_is_encrypted;
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
  GATEHOUSE_FIND(read_support_format_7zip);
  GATEHOUSE_FIND(read_support_format_ar);
  GATEHOUSE_FIND(read_support_format_raw);
  GATEHOUSE_FIND(read_open_memory);
  GATEHOUSE_FIND(read_open_fd);
  GATEHOUSE_FIND(read_next_header);
  GATEHOUSE_FIND(format);
  GATEHOUSE_FIND(filter_code);
  GATEHOUSE_FIND(read_data);
  GATEHOUSE_FIND(entry_pathname);
  GATEHOUSE_FIND(entry_filetype);
  GATEHOUSE_FIND(entry_is_encrypted);
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
    library.read_support_format_7zip(held_.get());
    library.read_support_format_ar(held_.get());
    library.read_support_format_raw(held_.get());  // what is packed, and is not an archive: one member without a name
  }
  [[nodiscard]] archive* get() const { return held_.get(); }

  ArchiveRead Read(const OnMember& member) {
    ArchiveRead read;
    archive_entry* entry = nullptr;
    int code = 0;
    size_t left = kMaxUnpackedBytes;
    std::string bytes;
    size_t members = 0;
    const auto leave = [&](size_t& count, std::string_view name) {
      if (read.encrypted + read.unreadable == 0) read.first = name;
      ++count;
    };
    for (; (code = library_.read_next_header(held_.get(), &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN; ++members) {
      if (IsNone()) return Ended(read, ArchiveEnd::kNone);
      if (members == kMaxMembers) return Ended(read, ArchiveEnd::kTooMuch);
      if (library_.entry_filetype(entry) != AE_IFREG && library_.entry_filetype(entry) != 0) continue;
      const char* const pathname = library_.entry_pathname(entry);
      const std::string name = pathname == nullptr ? "" : pathname;
      if (library_.entry_is_encrypted(entry) != 0) {
        leave(read.encrypted, name);
        continue;
      }
      bytes.clear();
      const MemberEnd end = ReadMember(left, bytes);
      member(name, bytes);
      if (end == MemberEnd::kTooMuch) return Ended(read, ArchiveEnd::kTooMuch);
      if (end == MemberEnd::kBroken) leave(read.unreadable, name);
      if (end == MemberEnd::kAllBroken) return Ended(read, ArchiveEnd::kBroken);
      left -= bytes.size();
    }
    if (code == ARCHIVE_EOF) return read;
    return Ended(read, members == 0 ? ArchiveEnd::kNone : ArchiveEnd::kBroken);
  }

 private:
  enum class MemberEnd : unsigned char { kWhole, kTooMuch, kBroken, kAllBroken };

  // Neither an archive nor packed: the one member would be the bytes as they are.
  [[nodiscard]] bool IsNone() const {
    return library_.format(held_.get()) == ARCHIVE_FORMAT_RAW &&
           library_.filter_code(held_.get(), 0) == ARCHIVE_FILTER_NONE;
  }

  static ArchiveRead Ended(ArchiveRead& read, ArchiveEnd end) {
    read.end = end;
    return std::move(read);
  }

  MemberEnd ReadMember(size_t left, std::string& bytes) {
    while (true) {
      const size_t had = bytes.size();
      if (had > kMaxMemberBytes || had > left) return MemberEnd::kTooMuch;
      bytes.resize(had + kBlockBytes);
      const la_ssize_t got = library_.read_data(held_.get(), bytes.data() + had, kBlockBytes);
      bytes.resize(had + (got > 0 ? static_cast<size_t>(got) : 0));
      if (got == 0) return MemberEnd::kWhole;
      if (got == ARCHIVE_FAILED) return MemberEnd::kBroken;  // the next may be read all the same
      if (got < 0 && got != ARCHIVE_WARN) return MemberEnd::kAllBroken;
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
         bytes.starts_with("\x28\xB5\x2F\xFD") || bytes.starts_with("7z\xBC\xAF\x27\x1C") ||
         bytes.starts_with("!<arch>\ndebian-binary") ||
         (bytes.size() > kTarMagic && bytes.substr(kTarMagic).starts_with("ustar"));
}

std::string_view UnopenedKind(std::string_view bytes) {
  static constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"Rar!\x1A\x07", "RAR"},     {"\xED\xAB\xEE\xDB", "RPM"}, {"MSCF\0\0\0\0"sv, "CAB"},
      {"\x04\x22\x4D\x18", "lz4"}, {"LZIP\1", "lzip"},          {"\x5D\0\0\x80\0"sv, "lzma"},
      {"\x60\xEA", "ARJ"},         {"xar!\0"sv, "xar"},         {"070701", "cpio"},
  };
  for (const auto& [magic, name] : kKinds) {
    if (bytes.starts_with(magic)) return name;
  }
  return {};
}

ArchiveRead ReadArchive(std::string_view bytes, const OnMember& member) {
  const LibArchive* const library = FindLibArchive();
  if (library == nullptr) return {.end = ArchiveEnd::kNoLibrary};
  Reader reader(*library);
  if (library->read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK)
    return {.end = ArchiveEnd::kNone};
  return reader.Read(member);
}

ArchiveRead ReadArchive(int fd, const OnMember& member) {
  const LibArchive* const library = FindLibArchive();
  if (library == nullptr) return {.end = ArchiveEnd::kNoLibrary};
  Reader reader(*library);
  if (library->read_open_fd(reader.get(), fd, kBlockBytes) != ARCHIVE_OK) return {.end = ArchiveEnd::kNone};
  return reader.Read(member);
}

}  // namespace gatehouse::scan
