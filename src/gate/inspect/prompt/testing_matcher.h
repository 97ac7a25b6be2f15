// A matcher of every rule, compiled once for all tests: it takes seconds, under the sanitizers most of a minute. What
// was compiled is kept where the programs keep it, by name of all that it was made from (patterns/cache.h).
#pragma once

#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/matcher.h"
#include "patterns/cache.h"

namespace gatehouse::prompt::testing {

inline const Matcher& EveryRule() {
  static const Matcher matcher = Matcher::Make(AllFamilies(), patterns::UserCacheFolder()).value();
  return matcher;
}

}  // namespace gatehouse::prompt::testing
