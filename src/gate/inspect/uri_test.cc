#include "gate/inspect/uri.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

// The examples of RFC 3986 §5.4, except for the fragments, which are left out here.
TEST(Uri, ResolvesAsTheRfcDoes) {
  constexpr auto kBase = "http://a/b/c/d;p?q";
  constexpr std::pair<std::string_view, std::string_view> kExamples[] = {
      {"g:h", "g:h"},
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {"g#s", "http://a/b/c/g"},
      {"g;x?y#s", "http://a/b/c/g;x?y"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/../h", "http://a/b/c/h"},
      {"g..", "http://a/b/c/g.."},
  };
  for (const auto& [reference, resolved] : kExamples) EXPECT_EQ(ResolveUri(kBase, reference), resolved) << reference;
  EXPECT_EQ(ResolveUri("urn:uuid:1", "#x"), "urn:uuid:1");
  EXPECT_EQ(ResolveUri("http://a", "g"), "http://a/g");
  EXPECT_EQ(ResolveUri("", "item.json#x"), "item.json");
  EXPECT_EQ(ResolveUri("dir/root.json", "item.json"), "dir/item.json");
}

TEST(Uri, FragmentsAreDecoded) {
  EXPECT_EQ(UriFragment("a#b%20c"), "b c");
  EXPECT_EQ(UriFragment("a#"), "");
  EXPECT_EQ(UriFragment("a"), "");
  EXPECT_EQ(UriFragment("a#%zz"), std::nullopt);
}

}  // namespace
}  // namespace gatehouse::gate
