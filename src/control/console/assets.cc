#include "control/console/assets.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/file.h"
#include "control/console/compressed.h"

namespace gatehouse::console {
namespace {

constexpr const char* kChartFile = "/usr/share/javascript/chart.js/chart.min.js";
constexpr std::string_view kChartName = "chart.js";
constexpr size_t kTagBytes = 12;

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
};

std::string_view TypeOf(std::string_view extension) {
  for (const auto& [name, type] : kTypes) {
    if (name == extension) return type;
  }
  return {};
}

}  // namespace

std::string Assets::Folder() {
  std::error_code ignored;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return (program.parent_path().parent_path() / "share" / "gatehouse" / "console").string();
}

base::Result<Assets> Assets::Load(const std::string& folder) {
  Assets assets;
  std::error_code fault;
  for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault)) {
    const std::string_view type = TypeOf(at->path().extension().string());
    if (type.empty()) continue;
    auto text = base::ReadFile(at->path().string());
    if (!text) return std::unexpected(text.error());
    assets.Add(at->path().filename().string(), type, std::move(*text));
  }
  if (!assets.assets_.contains("index.html")) {
    return base::Fail("The console's files are not there", folder,
                      "install them beside the program, or take control.console out of the policy");
  }
  if (auto chart = base::ReadFile(kChartFile)) assets.Add(std::string(kChartName), TypeOf(".js"), std::move(*chart));
  return assets;
}

void Assets::Add(const std::string& name, std::string_view type, std::string body) {
  Asset asset{.type = std::string(type), .body = std::move(body), .gzip = {}, .tag = {}};
  if (auto gzip = Gzip(asset.body); gzip && gzip->size() < asset.body.size()) asset.gzip = std::move(*gzip);
  const auto digest = crypto::Sha256(asset.body);
  asset.tag = '"' + base::HexEncode({reinterpret_cast<const char*>(digest.data()), kTagBytes}) + '"';
  assets_[name] = std::move(asset);
}

service::HttpResponse Assets::Answer(const service::HttpRequest& request, std::string_view name) const {
  const auto found = assets_.find(name);
  if (found == assets_.end()) return service::ProblemResponse(404, "Not found");
  const Asset& asset = found->second;
  service::HttpResponse response{
      .status = 200,
      .headers = {{"ETag", asset.tag}, {"Cache-Control", "private, no-cache"}, {"Vary", "Accept-Encoding"}},
      .body = {}};
  if (request.Header("if-none-match").contains(asset.tag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", asset.type);
  const bool small = !asset.gzip.empty() && request.Header("accept-encoding").contains("gzip");
  if (small) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = small ? asset.gzip : asset.body;
  return response;
}

}  // namespace gatehouse::console
