#include "control/console/compressed.h"

#include <gtest/gtest.h>
#include <zlib.h>

namespace gatehouse::console {
namespace {

std::string Unzipped(std::string_view gzip, size_t size) {
  constexpr int kOnlyGzip = 15 + 16;
  std::string text(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, kOnlyGzip), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0U) << "bytes after the end";
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(Compressed, A14_ABrowserGetsBackTheSameBytes) {
  std::string mixed;
  for (int i = 0; i < 300'000; ++i) mixed += static_cast<char>((i * 2654435761U) >> 13);
  for (const std::string& text : {std::string(), std::string("x"), std::string(1 << 20, 'a'), mixed}) {
    const auto gzip = Gzip(text);
    ASSERT_TRUE(gzip) << text.size();
    EXPECT_EQ(Unzipped(*gzip, text.size()), text);
  }
  EXPECT_LT(Gzip(std::string(1 << 20, 'a'))->size(), 2000U);
}

// The same file always has the same ETag and the same bytes: no time of the clock in the header.
TEST(Compressed, A14_NoTimeIsInIt) {
  const std::string gzip = Gzip("text").value_or("");
  ASSERT_GT(gzip.size(), 8U);
  EXPECT_EQ(gzip.substr(4, 4), std::string(4, '\0'));
}

}  // namespace
}  // namespace gatehouse::console
