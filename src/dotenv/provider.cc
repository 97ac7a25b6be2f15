#include "dotenv/provider.h"

#include <sys/stat.h>

#include <utility>

#include "base/json_text.h"
#include "dotenv/open_file.h"

namespace gatehouse::dotenv {
namespace {

secrets::Fault ToFault(OpenFault fault) {
  switch (fault) {
    case OpenFault::kMissing:
      return secrets::Fault::kAbsent;
    case OpenFault::kNoKey:
      return secrets::Fault::kDenied;
    case OpenFault::kUnreadable:
      return secrets::Fault::kUnreachable;
    case OpenFault::kBroken:
      return secrets::Fault::kMalformed;
  }
  return secrets::Fault::kMalformed;
}

base::SecretString AsJson(const std::vector<Setting>& settings) {
  size_t bytes = 2;
  constexpr size_t kMaxEscape = 6;  // \u001b
  for (const Setting& setting : settings) {
    bytes += setting.name.size() + kMaxEscape * setting.value.Reveal().size() + kMaxEscape;
  }
  std::string json = "{";
  json.reserve(bytes);  // allocates once: no partial copy stays in memory
  for (const Setting& setting : settings) {
    if (json.size() > 1) json += ',';
    json::AppendQuoted(json, setting.name);
    json += ':';
    json::AppendQuoted(json, setting.value.Reveal());
  }
  json += '}';
  return base::SecretString(std::move(json));
}

}  // namespace

std::expected<secrets::Fetched, secrets::ProviderError> DotenvProvider::Get(const secrets::Reference& reference,
                                                                            base::Wall) {
  const auto fail = [](secrets::Fault fault, base::Error error) {
    return std::unexpected(secrets::ProviderError{fault, std::move(error), {}});
  };
  // The status is read first: if the file is replaced meanwhile, the version is too old, and the file is read again.
  struct stat status{};
  const bool is_there = stat(reference.path.c_str(), &status) == 0;
  const auto opened = OpenSettingsTelling(reference.path);
  if (!opened) return fail(ToFault(opened.error().fault), opened.error().error);
  secrets::Fetched fetched;
  fetched.value = AsJson(opened->settings);
  if (fetched.value.Reveal().size() > secrets::kMaxSecretBytes) {
    return fail(secrets::Fault::kMalformed, {"Holds more than a secret may", reference.path,
                                             "the limit is " + std::to_string(secrets::kMaxSecretBytes) + " bytes"});
  }
  if (is_there) {
    const auto written = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
    fetched.version = std::to_string(std::chrono::nanoseconds(written).count());
    fetched.created = base::Wall(std::chrono::duration_cast<std::chrono::milliseconds>(written));
  }
  return fetched;
}

std::string DotenvProvider::CacheKey(const secrets::Reference& reference) const { return reference.path; }

}  // namespace gatehouse::dotenv
