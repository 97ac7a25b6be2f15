#include "control/console/assets.h"

#include <gtest/gtest.h>

#include "base/testing_folder.h"

namespace gatehouse::console {
namespace {

std::string HeaderOf(const service::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Assets, AreAnsweredSmallAndOnce) {
  const base::testing::Folder folder;
  folder.Write("index.html", std::string(5000, 'a'));
  folder.Write("notes.txt", "not served");
  const auto assets = Assets::Load(folder.path());
  ASSERT_TRUE(assets);
  service::HttpRequest request;
  const service::HttpResponse plain = assets->Answer(request, "index.html");
  EXPECT_EQ(plain.body.size(), 5000U);
  EXPECT_EQ(HeaderOf(plain, "Content-Type"), "text/html; charset=utf-8");
  request.headers = {{"accept-encoding", "gzip, br"}};
  const service::HttpResponse small = assets->Answer(request, "index.html");
  EXPECT_EQ(HeaderOf(small, "Content-Encoding"), "gzip");
  EXPECT_LT(small.body.size(), 200U);
  request.headers = {{"if-none-match", HeaderOf(plain, "ETag")}};
  EXPECT_EQ(assets->Answer(request, "index.html").status, 304);
  EXPECT_EQ(assets->Answer(request, "notes.txt").status, 404);
  EXPECT_EQ(assets->Answer(request, "../index.html").status, 404);
}

TEST(Assets, AFolderWithoutThemIsToldOf) {
  const auto assets = Assets::Load("/no/such/folder");
  ASSERT_FALSE(assets);
  EXPECT_EQ(assets.error().where, "/no/such/folder");
}

}  // namespace
}  // namespace gatehouse::console
