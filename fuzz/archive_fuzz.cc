// Any bytes, read as an archive: it ends within its bounds, and a file gives the same members as the bytes in memory.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/descriptor.h"
#include "scan/archive.h"

namespace {

// What the members were, as far as a second reading must give the same.
struct Members {
  size_t count = 0;
  size_t bytes = 0;
  uint64_t sum = 0;

  void Add(std::string_view name, std::string_view text) {
    using namespace gatehouse::scan;
    ++count;
    bytes += text.size();
    for (const char c : name) sum = sum * 31 + static_cast<unsigned char>(c);
    for (const char c : text) sum = sum * 31 + static_cast<unsigned char>(c);
    if (count > kMaxMembers || text.size() > kMaxMemberBytes || bytes > kMaxUnpackedBytes) std::abort();
  }
  friend bool operator==(const Members&, const Members&) = default;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gatehouse;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)scan::LooksArchived(bytes.substr(0, 512));
  (void)scan::UnopenedKind(bytes.substr(0, 512));
  Members in_memory;
  const scan::ArchiveRead read =
      scan::ReadArchive(bytes, [&](std::string_view name, std::string_view text) { in_memory.Add(name, text); });
  if (read.end == scan::ArchiveEnd::kNone && in_memory.count > 0) std::abort();
  if ((read.encrypted + read.unreadable == 0) && !read.first.empty()) std::abort();

  const base::Descriptor file(memfd_create("archive", MFD_CLOEXEC));
  if (!file.open() || write(file.get(), data, size) != static_cast<ssize_t>(size)) return 0;
  if (lseek(file.get(), 0, SEEK_SET) != 0) return 0;
  Members in_file;
  const scan::ArchiveRead again =
      scan::ReadArchive(file.get(), [&](std::string_view name, std::string_view text) { in_file.Add(name, text); });
  if (!(in_file == in_memory) || again.end != read.end || again.encrypted != read.encrypted) std::abort();
  return 0;
}
