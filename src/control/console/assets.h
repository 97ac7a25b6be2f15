// The console's files: read once, at the start, and answered from memory. Tests: assets_test.cc and
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
  // Every file of `folder` whose kind is known, and Chart.js from where Debian installs it: without it the console has
  // tables and no charts.
  [[nodiscard]] static base::Result<Assets> Load(const std::string& folder);
  // Beside this program: ../share/gatehouse/console.
  [[nodiscard]] static std::string Folder();

  // 304 where the client has it, 404 where there is none.
  [[nodiscard]] service::HttpResponse Answer(const service::HttpRequest& request, std::string_view name) const;

 private:
  struct Asset {
    std::string type;
    std::string body;
    std::string gzip;  // empty: it is no smaller
    std::string tag;
  };
  void Add(const std::string& name, std::string_view type, std::string body);
  std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace gatehouse::console
