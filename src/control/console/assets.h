// The console's files: read once at the start, served from memory. Tests: assets_test.cc and
// tests/watch/test_console.py.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "control/service/http.h"

namespace gatehouse::console {

class Assets {
 public:
  // Loads all files of `folder` with a known type, and Chart.js from Debian's package: without it, the console has
  // tables but no charts.
  [[nodiscard]] static base::Result<Assets> Load(const std::string& folder);
  // Relative to this program: ../share/gatehouse/console.
  [[nodiscard]] static std::string Folder();

  // Returns 304 if the client has the file, 404 if it does not exist.
  [[nodiscard]] service::HttpResponse Answer(const service::HttpRequest& request, std::string_view name) const;

 private:
  struct Asset {
    std::string type;
    std::string body;
    std::string gzip;  // empty: compression does not make it smaller
    std::string tag;
  };
  void Add(const std::string& name, std::string_view type, std::string body);
  std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace gatehouse::console
