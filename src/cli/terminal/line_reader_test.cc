#include "cli/terminal/line_reader.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <vector>

namespace gatehouse::cli {
namespace {

struct Seen {
  std::string text;
  bool too_long;
  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> ReadLines(const std::string& content, size_t max_bytes) {
  const int fd = memfd_create("lines", 0);
  EXPECT_EQ(write(fd, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  lseek(fd, 0, SEEK_SET);
  std::vector<Seen> seen;
  LineReader reader(fd, max_bytes);
  while (const auto line = reader.Next()) seen.push_back({std::string(line->text), line->too_long});
  close(fd);
  return seen;
}

TEST(LineReader, EveryLineCounts) {
  EXPECT_EQ(ReadLines("", 10), std::vector<Seen>{});
  EXPECT_EQ(ReadLines("\n", 10), (std::vector<Seen>{{"", false}}));
  EXPECT_EQ(ReadLines("a\n\nb", 10), (std::vector<Seen>{{"a", false}, {"", false}, {"b", false}}));
  EXPECT_EQ(ReadLines("a\r\nb\n", 10), (std::vector<Seen>{{"a", false}, {"b", false}}));
}

TEST(LineReader, LongLineIsCutAndCountedOnce) {
  const std::string longer(200'000, 'x');  // over several reads
  EXPECT_EQ(ReadLines(longer + "\nnext\n", 5), (std::vector<Seen>{{"xxxxx", true}, {"next", false}}));
  EXPECT_EQ(ReadLines("12345\n", 5), (std::vector<Seen>{{"12345", false}}));
}

TEST(LineReader, LineOverSeveralReads) {
  const std::string longer(200'000, 'x');
  EXPECT_EQ(ReadLines(longer + "\n", 1 << 20), (std::vector<Seen>{{longer, false}}));
}

}  // namespace
}  // namespace gatehouse::cli
