// A matcher of every rule, compiled once for all tests of a program: it takes seconds, under the sanitizers half a
// minute.
#pragma once

#include "gate/inspect/prompt/families.h"
#include "gate/inspect/prompt/matcher.h"

namespace gatehouse::prompt::testing {

inline const Matcher& EveryRule() {
  static const Matcher matcher = Matcher::Make(AllFamilies(), {}).value();
  return matcher;
}

}  // namespace gatehouse::prompt::testing
