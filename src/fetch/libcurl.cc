#include "fetch/libcurl.h"

#include <dlfcn.h>

#include <optional>

namespace gatehouse::fetch {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";  // the version of the headers that we compile with

template <typename Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

std::optional<LibCurl> Load() {
  void* const library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // never closed: threads hold handles
  if (library == nullptr) return {};
  LibCurl curl{};
  const bool whole =
      Find(library, "curl_global_init", curl.global_init) && Find(library, "curl_easy_init", curl.easy_init) &&
      Find(library, "curl_easy_cleanup", curl.easy_cleanup) && Find(library, "curl_easy_reset", curl.easy_reset) &&
      Find(library, "curl_easy_setopt", curl.easy_setopt) && Find(library, "curl_easy_perform", curl.easy_perform) &&
      Find(library, "curl_easy_getinfo", curl.easy_getinfo) && Find(library, "curl_easy_send", curl.easy_send) &&
      Find(library, "curl_easy_recv", curl.easy_recv) && Find(library, "curl_easy_strerror", curl.easy_strerror) &&
      Find(library, "curl_slist_append", curl.slist_append) &&
      Find(library, "curl_slist_free_all", curl.slist_free_all);
  if (!whole || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return {};
  return curl;
}

}  // namespace

const LibCurl* FindLibCurl() {
  static const std::optional<LibCurl> loaded = Load();
  return loaded ? &*loaded : nullptr;
}

}  // namespace gatehouse::fetch
