#include "base/plain_name.h"

#include <gtest/gtest.h>

#include <string>

namespace gatehouse::base {
namespace {

bool IsPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

TEST(PlainName, EveryByteAtEveryPlaceOfEveryLength) {
  for (size_t size = 4; size <= 50; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string name(size, 'x');
        name[at] = static_cast<char>(byte);
        ASSERT_EQ(IsPlainName(name), IsPlain(name[at])) << "byte " << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(PlainName, ShortNamesAreNeverWronglyPlain) {
  EXPECT_FALSE(IsPlainName(""));
  for (size_t size = 1; size < 4; ++size) {
    for (size_t at = 0; at < size; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string name(size, 'x');
        name[at] = static_cast<char>(byte);
        EXPECT_FALSE(IsPlainName(name) && !IsPlain(name[at])) << "byte " << byte << " at " << at << " of " << size;
      }
    }
  }
}

TEST(PlainName, NamesOfHeaders) {
  for (const char* name : {"Host", "Content-Type", "Authorization", "x-request-id", "Sec-WebSocket-Protocol"}) {
    EXPECT_TRUE(IsPlainName(name)) << name;
  }
  for (const char* name : {"X_Request_Id", "Content-Type ", "X-User\n", "x.forwarded-for", "Na:me"}) {
    EXPECT_FALSE(IsPlainName(name)) << name;
  }
}

}  // namespace
}  // namespace gatehouse::base
