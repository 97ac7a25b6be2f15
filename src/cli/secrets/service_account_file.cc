#include "cli/secrets/service_account_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "cli/terminal/output.h"
#include "system/process.h"

namespace gatehouse::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kPlacesHere = {".gcp/service-account.json", "secrets/service-account.json"};
constexpr const char* kPlaceAtHome = ".config/promptcraft/service-account.json";

bool IsThere(const std::string& path) {
  struct stat found{};
  return lstat(path.c_str(), &found) == 0;  // a dangling link counts as existing, and is reported later
}

std::string FindGit() {
  const char* path = std::getenv("PATH");
  const std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  for (size_t at = 0; at <= folders.size();) {
    const size_t end = std::min(folders.find(':', at), folders.size());
    std::string candidate = folders.substr(at, end - at) + "/git";
    if (candidate.front() == '/' && access(candidate.c_str(), X_OK) == 0) return candidate;
    at = end + 1;
  }
  return {};
}

bool IsInRepository(const fs::path& folder) {
  std::error_code error;
  for (fs::path at = folder;; at = at.parent_path()) {
    if (fs::exists(at / ".git", error)) return true;
    if (at == at.parent_path()) return false;
  }
}

std::string FirstLine(const std::string& text) { return Visible(text.substr(0, text.find('\n'))); }

void CheckGit(const fs::path& file, std::vector<base::Error>& errors) {
  const fs::path folder = file.parent_path();
  if (!IsInRepository(folder)) return;
  const auto cannot_tell = [&](const std::string& why) {
    errors.push_back({"It is unknown whether git tracks the file: " + why, file, "make git work in this folder"});
  };
  const std::string git = FindGit();
  if (git.empty()) return cannot_tell("git is not installed");
  const auto ask = [&](std::vector<std::string> words) {
    std::vector<std::string> call = {git, "-C", folder.string()};
    call.insert(call.end(), words.begin(), words.end());
    call.insert(call.end(), {"--", file.filename().string()});
    return system::RunProgram(call);
  };
  const auto tracked = ask({"ls-files", "--error-unmatch"});
  if (!tracked) return cannot_tell(tracked.error().what);
  if (tracked->status == 0) {
    errors.push_back({"git tracks the file", file,
                      fmt::format("git rm --cached {}, ignore it, and make a new key: this one is in the history",
                                  file.filename().string())});
    return;
  }
  if (tracked->status != 1) return cannot_tell(FirstLine(tracked->output));
  const auto ignored = ask({"check-ignore", "-q"});
  if (!ignored) return cannot_tell(ignored.error().what);
  if (ignored->status == 1) {
    errors.push_back(
        {"git does not ignore the file", file, fmt::format("add {} to .gitignore", file.filename().string())});
  } else if (ignored->status != 0) {
    cannot_tell(FirstLine(ignored->output));
  }
}

void CheckAccess(const std::string& file, const fs::path& real, std::vector<base::Error>& errors) {
  struct stat found{};
  if (stat(real.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) {
    errors.push_back({"The service account is not a file", file, "put the key file there"});
    return;
  }
  if (found.st_uid != geteuid() && found.st_uid != 0) {
    errors.push_back({"The file belongs to another user", file, "copy it to a file of your own"});
  }
  if ((found.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    errors.push_back({"Others can read the file", file, fmt::format("chmod 600 {}", Visible(file))});
  }
  struct stat folder{};
  const std::string parent = real.parent_path().string();
  const bool sticky = stat(parent.c_str(), &folder) == 0 && (folder.st_mode & S_ISVTX) != 0;
  if (!sticky && (folder.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    errors.push_back(
        {"Others can put another file in its place", parent, fmt::format("chmod go-w {}", Visible(parent))});
  }
}

}  // namespace

std::vector<std::string> ServiceAccountPlaces() {
  std::vector<std::string> places(kPlacesHere.begin(), kPlacesHere.end());
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') places.push_back(fmt::format("{}/{}", home, kPlaceAtHome));
  return places;
}

std::optional<std::string> FindServiceAccount() {
  for (std::string& place : ServiceAccountPlaces()) {
    if (IsThere(place)) return std::move(place);
  }
  return {};
}

std::vector<base::Error> CheckKeptSecret(const std::string& file) {
  std::vector<base::Error> errors;
  std::error_code error;
  const fs::path named = fs::absolute(file, error).lexically_normal();
  const fs::path real = fs::canonical(file, error);
  if (error) {
    errors.push_back({"There is no such file", file, "put the key file there, or name another one"});
    return errors;
  }
  CheckGit(named, errors);
  if (real != named && real.parent_path() != fs::canonical(named.parent_path(), error)) CheckGit(real, errors);
  CheckAccess(file, real, errors);
  return errors;
}

}  // namespace gatehouse::cli
