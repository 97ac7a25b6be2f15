// What the results of libcurl mean, in words. Shown by fetch_test.cc and channel_test.cc.
#pragma once

#include "fetch/fetch.h"
#include "fetch/libcurl.h"

namespace gatehouse::fetch {

struct Outcome {
  CURLcode code;
  FailureKind kind;
  const char* what;
  const char* fix;
};

// nullptr if there are no words for it.
[[nodiscard]] const Outcome* FindOutcome(CURLcode code);

}  // namespace gatehouse::fetch
