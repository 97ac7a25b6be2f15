#include "secrets/local/local.h"

#include <cstdlib>
#include <filesystem>
#include <map>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/json_text.h"
#include "secrets/answer.h"
#include "secrets/secret_file.h"

namespace gatehouse::secrets {
namespace {

constexpr size_t kMaxFiles = 1000;  // of a mounted folder

std::expected<Fetched, ProviderError> ReadFolder(const std::string& path) {
  std::error_code fault;
  std::map<std::string, Fetched> files;
  for (std::filesystem::directory_iterator at(path, fault), end; !fault && at != end; at.increment(fault)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (name.starts_with('.') || !at->is_regular_file(ignored)) continue;
    if (files.size() == kMaxFiles) return Refuse(Fault::kMalformed, "There are too many files in the folder", path);
    auto file = ReadSecretFile(at->path().string());
    if (!file) return file;
    if (!base::IsUtf8(file->value.Reveal()) || !base::IsUtf8(name)) {
      return Refuse(Fault::kMalformed, "A file of the folder is binary", path, "name the file itself");
    }
    files.emplace(name, std::move(*file));
  }
  if (fault) return Refuse(Fault::kDenied, "The folder cannot be read", path, "let this user read it");
  std::string object = "{";
  std::string versions;
  Fetched folder;
  for (const auto& [name, file] : files) {
    if (object.size() > 1) object += ',';
    json::AppendQuoted(object, name);
    object += ':';
    json::AppendQuoted(object, file.value.Reveal());
    versions += name + '\n' + file.version + '\n';
    if (!folder.created || *file.created > *folder.created) folder.created = file.created;
    if (object.size() > kMaxSecretBytes) return Refuse(Fault::kMalformed, "The folder contains more than 1 MiB", path);
  }
  folder.value = base::SecretString(object + "}");
  base::Wipe(object);
  const auto digest = crypto::Sha256(versions);
  constexpr size_t kShownDigest = 8;
  folder.version = base::HexEncode({reinterpret_cast<const char*>(digest.data()), kShownDigest});
  return folder;
}

}  // namespace

std::string FileProvider::CacheKey(const Reference& reference) const { return reference.path; }

std::expected<Fetched, ProviderError> FileProvider::Get(const Reference& reference, base::Wall) {
  std::error_code ignored;
  if (std::filesystem::is_directory(reference.path, ignored)) return ReadFolder(reference.path);
  return ReadSecretFile(reference.path);
}

std::string EnvironmentProvider::CacheKey(const Reference& reference) const { return reference.path; }

std::expected<Fetched, ProviderError> EnvironmentProvider::Get(const Reference& reference, base::Wall) {
  if (reference.path.contains('=')) {
    return Refuse(Fault::kMisused, "No variable has such a name", {}, "write ref+env://NAME");
  }
  const char* const value = std::getenv(reference.path.c_str());
  if (value == nullptr) {
    return Refuse(Fault::kAbsent, "The variable is not set", {}, "set it, or add ?default= or ?optional=true");
  }
  return Fetched{base::SecretString(std::string(value)), {}, {}, {}};
}

}  // namespace gatehouse::secrets
