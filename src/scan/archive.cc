#include "scan/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <utility>

#include "base/late_library.h"
#include "scan/unpack_budget.h"

namespace gatehouse::scan {

using namespace std::string_view_literals;

namespace {

constexpr const char* kLibrary = "libarchive.so.13";  // the one whose headers we are built with
constexpr size_t kBlockBytes = 64 << 10;
constexpr size_t kKeptBytes = 1 << 20;  // the buffer of a larger member is not kept for the next one
// Of what libarchive reads up to the next member, all of which it keeps, at twelve times its size: a sparse file's map
// in a tar file may be as long as its writer likes. The list of a zip or 7z file is read at once.
constexpr size_t kMaxHeaderBytes = 4 << 20;
constexpr size_t kMaxListBytes = 16 << 20;

// The functions that we call, by their names without "archive_".
// clang-format off
#define GATEHOUSE_FUNCTIONS(OF) \
  OF(read_new) OF(read_free) OF(read_support_filter_gzip) OF(read_support_filter_bzip2) \
  OF(read_support_filter_xz) OF(read_support_filter_zstd) OF(read_support_format_tar) \
  OF(read_support_format_zip) OF(read_support_format_7zip) OF(read_support_format_ar) \
  OF(read_support_format_raw) OF(read_set_callback_data) OF(read_set_read_callback) OF(read_set_skip_callback) \
  OF(read_set_seek_callback) OF(read_open1) OF(read_next_header) OF(format) OF(filter_code) OF(read_data) \
  OF(entry_pathname) OF(entry_filetype) OF(entry_is_encrypted)
// clang-format on

struct LibArchive {
#define GATEHOUSE_MEMBER(name) decltype(&archive_##name) name;
  GATEHOUSE_FUNCTIONS(GATEHOUSE_MEMBER)
#undef GATEHOUSE_MEMBER
};

std::optional<LibArchive> Load() {
  base::LateLibrary library(kLibrary);
  LibArchive archive{};
#define GATEHOUSE_FIND(name) library.Find("archive_" #name, archive.name);
  GATEHOUSE_FUNCTIONS(GATEHOUSE_FIND)
#undef GATEHOUSE_FIND
#undef GATEHOUSE_FUNCTIONS
  if (!library.whole()) return {};
  return archive;
}

const LibArchive* FindLibArchive() {
  static const std::optional<LibArchive> loaded = Load();
  return loaded ? &*loaded : nullptr;
}

using Handle = std::unique_ptr<archive, decltype(&archive_read_free)>;

// Where the bytes of an archive come from: memory, a file, or what another handle unpacks. Says no more where
// libarchive wants too much for one header.
class Source {
 public:
  explicit Source(std::string_view bytes) : bytes_(bytes), size_(bytes.size()) {}
  Source(int fd, uint64_t size) : fd_(fd), size_(size) {}
  Source(const LibArchive& library, archive* packed) : library_(&library), packed_(packed) {}

  [[nodiscard]] int Open(const LibArchive& library, archive* reader) {
    at_ = 0;
    library.read_set_callback_data(reader, this);
    library.read_set_read_callback(
        reader, [](archive*, void* data, const void** block) { return static_cast<Source*>(data)->Read(block); });
    if (packed_ == nullptr) {
      library.read_set_skip_callback(
          reader, [](archive*, void* data, la_int64_t bytes) { return static_cast<Source*>(data)->Skip(bytes); });
      library.read_set_seek_callback(reader, [](archive*, void* data, la_int64_t offset, int whence) {
        return static_cast<Source*>(data)->Seek(offset, whence);
      });
    }
    BeginHeader();
    return library.read_open1(reader);
  }

  void BeginHeader() { left_for_header_ = has_list_ ? kMaxListBytes : kMaxHeaderBytes; }
  void EndHeader() { left_for_header_ = SIZE_MAX; }
  [[nodiscard]] bool WasTooMuch() const { return left_for_header_ == 0; }

 private:
  la_ssize_t Read(const void** block) {
    if (left_for_header_ == 0) return -1;
    la_ssize_t got = 0;
    if (packed_ != nullptr) {
      got = library_->read_data(packed_, block_.data(), block_.size());
      *block = block_.data();
    } else if (fd_ < 0) {
      *block = bytes_.data() + at_;
      got = static_cast<la_ssize_t>(std::min<uint64_t>(kBlockBytes, size_ - at_));
    } else {
      do {
        got = pread(fd_, block_.data(), block_.size(), static_cast<off_t>(at_));
      } while (got < 0 && errno == EINTR);
      *block = block_.data();
    }
    if (got < 0) return -1;
    const std::string_view made(static_cast<const char*>(*block), static_cast<size_t>(got));
    if (at_ == 0 && packed_ == nullptr) {
      has_list_ = made.starts_with("PK") || made.starts_with("7z");
      if (has_list_) BeginHeader();
    }
    at_ += made.size();
    if (left_for_header_ != SIZE_MAX) left_for_header_ -= std::min(left_for_header_, made.size());
    return got;
  }

  la_int64_t Skip(la_int64_t bytes) {
    const uint64_t step = std::min(static_cast<uint64_t>(std::max<la_int64_t>(bytes, 0)), size_ - at_);
    at_ += step;
    return static_cast<la_int64_t>(step);
  }

  la_int64_t Seek(la_int64_t offset, int whence) {
    const auto base = static_cast<la_int64_t>(whence == SEEK_SET ? 0 : whence == SEEK_CUR ? at_ : size_);
    if (offset < -base || offset > static_cast<la_int64_t>(size_) - base) return ARCHIVE_FATAL;
    at_ = static_cast<uint64_t>(base + offset);
    return base + offset;
  }

  std::string_view bytes_;
  int fd_ = -1;
  const LibArchive* library_ = nullptr;
  archive* packed_ = nullptr;
  uint64_t at_ = 0, size_ = 0;
  bool has_list_ = false;
  size_t left_for_header_ = 0;
  std::array<char, kBlockBytes> block_;
};

class Reader {
 public:
  explicit Reader(const LibArchive& library) : library_(library) {}

  // First without its packing, as gzip's: what is in that is read by another handle, through a source that is bounded.
  ArchiveRead Read(Source& source, const OnMember& member) {
    const Handle filters(library_.read_new(), library_.read_free);
    library_.read_support_filter_gzip(filters.get());
    library_.read_support_filter_bzip2(filters.get());
    library_.read_support_filter_xz(filters.get());
    library_.read_support_filter_zstd(filters.get());
    library_.read_support_format_raw(filters.get());
    archive_entry* entry = nullptr;
    if (source.Open(library_, filters.get()) != ARCHIVE_OK) return {.end = ArchiveEnd::kNone};
    const int code = library_.read_next_header(filters.get(), &entry);
    if (code != ARCHIVE_OK && code != ARCHIVE_WARN) return {.end = ArchiveEnd::kNone};
    if (library_.filter_code(filters.get(), 0) == ARCHIVE_FILTER_NONE) return ReadMembers(source, {}, member);
    const char* const pathname = library_.entry_pathname(entry);
    source.EndHeader();
    const auto unpacked = std::make_unique<Source>(library_, filters.get());
    return ReadMembers(*unpacked, pathname == nullptr ? "" : pathname, member);
  }

 private:
  enum class MemberEnd : unsigned char { kWhole, kTooMuch, kBroken, kAllBroken };

  // `packed`: the name that the packing tool stored. A packed file that is not an archive counts as one member of this
  // name. No value if the source is not packed.
  ArchiveRead ReadMembers(Source& source, const std::optional<std::string>& packed, const OnMember& member) {
    const Handle handle(library_.read_new(), library_.read_free);
    held_ = handle.get();
    SupportFormats();
    ArchiveRead read;
    archive_entry* entry = nullptr;
    size_t left = kMaxUnpackedBytes;
    size_t members = 0;
    const auto leave = [&](size_t& count, std::string_view name) {
      if (read.encrypted + read.unreadable == 0) read.first = name;
      ++count;
    };
    if (source.Open(library_, held_) != ARCHIVE_OK) return Ended(read, ArchiveEnd::kNone);
    int code = NextHeader(source, entry);
    for (; code == ARCHIVE_OK; code = NextHeader(source, entry), ++members) {
      const bool raw = library_.format(held_) == ARCHIVE_FORMAT_RAW;
      if (raw && !packed) return Ended(read, ArchiveEnd::kNone);
      if (members == kMaxMembers) return Ended(read, ArchiveEnd::kTooMuch);
      if (library_.entry_filetype(entry) != AE_IFREG && library_.entry_filetype(entry) != 0) continue;
      const char* const pathname = library_.entry_pathname(entry);
      const std::string name = raw ? *packed : pathname == nullptr ? "" : pathname;
      if (library_.entry_is_encrypted(entry) != 0) {
        leave(read.encrypted, name);
        continue;
      }
      size_t size = 0;
      const MemberEnd end = ReadMember(left, size);
      member(name, {buffer_.get(), size});
      if (end == MemberEnd::kTooMuch) return Ended(read, ArchiveEnd::kTooMuch);
      if (end == MemberEnd::kBroken) leave(read.unreadable, name);
      if (end == MemberEnd::kAllBroken) return Ended(read, ArchiveEnd::kBroken);
      left -= size;
      ReleaseIfLarge(size);
    }
    if (source.WasTooMuch()) return Ended(read, ArchiveEnd::kTooMuch);
    if (code == ARCHIVE_EOF) return read;
    return Ended(read, members == 0 ? ArchiveEnd::kNone : ArchiveEnd::kBroken);
  }

  void SupportFormats() {
    library_.read_support_format_tar(held_);
    library_.read_support_format_zip(held_);
    library_.read_support_format_7zip(held_);
    library_.read_support_format_ar(held_);
    library_.read_support_format_raw(held_);
  }

  // Reads the next member's header. ARCHIVE_OK if the member can be read, also after a warning.
  int NextHeader(Source& source, archive_entry*& entry) {
    source.BeginHeader();
    const int code = library_.read_next_header(held_, &entry);
    if (source.WasTooMuch()) return ARCHIVE_FATAL;
    source.EndHeader();
    return code == ARCHIVE_WARN ? ARCHIVE_OK : code;
  }

  // The buffer of a large member is not kept for the next one.
  void ReleaseIfLarge(size_t size) {
    if (size <= kKeptBytes) return;
    buffer_.reset();
    share_.Release();
  }

  static ArchiveRead Ended(ArchiveRead& read, ArchiveEnd end) {
    read.end = end;
    return std::move(read);
  }

  // Into a buffer that is as large as a member may be: memory is taken only for what is written to it.
  MemberEnd ReadMember(size_t left, size_t& size) {
    if (buffer_ == nullptr) buffer_ = std::make_unique_for_overwrite<char[]>(kMaxMemberBytes + kBlockBytes);
    const size_t most = std::min(kMaxMemberBytes, left);
    while (true) {
      if (size > most) {
        size = most;
        return MemberEnd::kTooMuch;
      }
      share_.Grow(size + kBlockBytes);
      const la_ssize_t got = library_.read_data(held_, buffer_.get() + size, kBlockBytes);
      size += got > 0 ? static_cast<size_t>(got) : 0;
      if (got == 0) return MemberEnd::kWhole;
      if (got == ARCHIVE_FAILED) return MemberEnd::kBroken;  // the next may be read all the same
      if (got < 0 && got != ARCHIVE_WARN) return MemberEnd::kAllBroken;
    }
  }

  const LibArchive& library_;
  archive* held_ = nullptr;
  std::unique_ptr<char[]> buffer_;
  UnpackBudget::Share share_{UnpackBudget::OfProcess()};
};

ArchiveRead ReadFrom(Source& source, const OnMember& member) {
  const LibArchive* const library = FindLibArchive();
  if (library == nullptr) return {.end = ArchiveEnd::kNoLibrary};
  return Reader(*library).Read(source, member);
}

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
  const auto source = std::make_unique<Source>(bytes);
  return ReadFrom(*source, member);
}

ArchiveRead ReadArchive(int fd, const OnMember& member) {
  struct stat status{};
  if (fstat(fd, &status) != 0) return {.end = ArchiveEnd::kNone};
  const auto source = std::make_unique<Source>(fd, static_cast<uint64_t>(status.st_size));
  return ReadFrom(*source, member);
}

}  // namespace gatehouse::scan
