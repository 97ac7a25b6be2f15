// Loads libcurl at the first request: it depends on thirty libraries, and most commands make no request
// (doc/adr/0010-programs-load-what-they-use.md). Shown by fetch_test.cc.
#pragma once

#include <curl/curl.h>

#include <cstring>
#include <memory>

namespace gatehouse::fetch {

// The functions that are used, by their names without "curl_".
struct LibCurl {
  decltype(&curl_global_init) global_init;
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_send) easy_send;
  decltype(&curl_easy_recv) easy_recv;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;
};

// Loaded and initialized once per process; nullptr if it is not installed.
[[nodiscard]] const LibCurl* FindLibCurl();

// Owners; the library has been found before one is made.
struct EasyDeleter {
  void operator()(CURL* handle) const { FindLibCurl()->easy_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;

// Header lines contain credentials: libcurl's copies are wiped.
struct ListDeleter {
  void operator()(curl_slist* list) const {
    for (curl_slist* at = list; at != nullptr; at = at->next) explicit_bzero(at->data, std::strlen(at->data));
    FindLibCurl()->slist_free_all(list);
  }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

}  // namespace gatehouse::fetch
