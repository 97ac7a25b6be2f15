// What is in zip, 7z and tar files and Debian packages, and in what gzip and similar tools have packed. The only user
// of libarchive, which is loaded by the first archive that is seen (doc/adr/0010-programs-load-what-they-use.md).
// Bounded: an archive that unpacks to more than it should is cut off, and what is unpacked at once shares its memory
// (unpack_budget.h). What was not read is told. Shown by archive_test.cc, tests/scan/test_archives.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::scan {

inline constexpr size_t kMaxUnpackedBytes = 512 << 20;  // of one archive
inline constexpr size_t kMaxMemberBytes = 64 << 20;
inline constexpr size_t kMaxMembers = 100'000;
inline constexpr size_t kArchiveDepth = 2;  // an archive in an archive is opened, one in that is not

// By its first bytes; 512 of them are enough.
[[nodiscard]] bool LooksArchived(std::string_view bytes);
// The same of a kind that is not opened: its name, as "RAR"; empty where it is none.
[[nodiscard]] std::string_view UnopenedKind(std::string_view bytes);

enum class ArchiveEnd : unsigned char {
  kWhole,    // to its end
  kNone,     // it only begins like one: nothing in it could be named
  kBroken,   // damaged or cut off: what could be read was told
  kTooMuch,  // cut off at one of the bounds
  kNoLibrary,
};
struct ArchiveRead {
  ArchiveEnd end = ArchiveEnd::kWhole;
  size_t encrypted = 0;   // members that are; none of their bytes were told
  size_t unreadable = 0;  // members that are damaged, or packed in a way that is not known
  std::string first;      // the name of the first of these
};
// Calls `member` with the name and the bytes of each file. Errors of libarchive are not errors of ours.
using OnMember = std::function<void(std::string_view name, std::string_view bytes)>;
[[nodiscard]] ArchiveRead ReadArchive(std::string_view bytes, const OnMember& member);
[[nodiscard]] ArchiveRead ReadArchive(int fd, const OnMember& member);

}  // namespace gatehouse::scan
