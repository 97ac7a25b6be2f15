#include "control/console/assets.h"

#include <gtest/gtest.h>
#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is POSIX's

#include <filesystem>
#include <fstream>

namespace gatehouse::console {
namespace {

std::string HeaderOf(const service::HttpResponse& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Assets, AreAnsweredSmallAndOnce) {
  char name[] = "/tmp/gatehouse-assets-XXXXXX";
  const std::string folder = mkdtemp(name);
  std::ofstream(folder + "/index.html") << std::string(5000, 'a');
  std::ofstream(folder + "/notes.txt") << "not served";
  const auto assets = Assets::Load(folder);
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
  std::filesystem::remove_all(folder);
}

TEST(Assets, AFolderWithoutThemIsToldOf) {
  const auto assets = Assets::Load("/no/such/folder");
  ASSERT_FALSE(assets);
  EXPECT_EQ(assets.error().where, "/no/such/folder");
}

}  // namespace
}  // namespace gatehouse::console
