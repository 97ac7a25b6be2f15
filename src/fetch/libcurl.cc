#include "fetch/libcurl.h"

#include <optional>

#include "base/late_library.h"

namespace gatehouse::fetch {
namespace {

constexpr const char* kLibrary = "libcurl.so.4";  // the version of the headers that we compile with

std::optional<LibCurl> Load() {
  base::LateLibrary library(kLibrary);
  LibCurl curl{};
#define GATEHOUSE_FIND(name) library.Find("curl_" #name, curl.name)
  GATEHOUSE_FIND(global_init);
  GATEHOUSE_FIND(easy_init);
  GATEHOUSE_FIND(easy_cleanup);
  GATEHOUSE_FIND(easy_reset);
  GATEHOUSE_FIND(easy_setopt);
  GATEHOUSE_FIND(easy_perform);
  GATEHOUSE_FIND(easy_getinfo);
  GATEHOUSE_FIND(easy_send);
  GATEHOUSE_FIND(easy_recv);
  GATEHOUSE_FIND(easy_strerror);
  GATEHOUSE_FIND(slist_append);
  GATEHOUSE_FIND(slist_free_all);
#undef GATEHOUSE_FIND
  if (!library.whole() || curl.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return {};
  return curl;
}

}  // namespace

const LibCurl* FindLibCurl() {
  static const std::optional<LibCurl> loaded = Load();
  return loaded ? &*loaded : nullptr;
}

}  // namespace gatehouse::fetch
