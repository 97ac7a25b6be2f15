#include "cli/scan/own_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/file.h"
#include "cli/terminal/output.h"
#include "dotenv/open_file.h"
#include "dotenv/sealed_file.h"

namespace gatehouse::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLeastValue = 6;  // "true" and "8080" are not secrets
constexpr size_t kMaxFiles = 20;

std::vector<std::string> EncryptedFiles(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code ignored;
  for (fs::directory_iterator entry(folder, ignored), end; !ignored && entry != end; entry.increment(ignored)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(".env") || !entry->is_regular_file(ignored)) continue;
    const auto text = base::ReadFile(entry->path().string());
    if (text && dotenv::IsSealed(*text)) files.push_back(entry->path().string());
  }
  std::ranges::sort(files);
  if (files.size() > kMaxFiles) files.resize(kMaxFiles);
  return files;
}

}  // namespace

void NameOwnSettings(const std::string& folder, std::vector<scan::Finding>& findings) {
  if (findings.empty()) return;
  for (const std::string& file : EncryptedFiles(folder)) {
    const auto opened = dotenv::OpenSettings(file);
    const std::string name = fs::path(file).filename().string();
    if (!opened) {
      Say(fmt::format("{} was not compared with what was found: {}", Visible(name), opened.error().Text()));
      continue;
    }
    for (const dotenv::Setting& setting : opened->settings) {
      const std::string_view value = setting.value.Reveal();
      if (value.size() < kLeastValue) continue;
      for (scan::Finding& finding : findings) {
        if (finding.own_setting.empty() && (finding.secret == value || finding.secret.contains(value))) {
          finding.own_setting = fmt::format("{} of {}", setting.name, name);
        }
      }
    }
  }
}

}  // namespace gatehouse::cli
