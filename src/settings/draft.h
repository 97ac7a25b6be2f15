// A setting while it is being loaded (load.h): its value may still be a reference or contain ${NAME}.
#pragma once

#include "settings/load.h"

namespace gatehouse::settings {

struct Draft {
  const Entry* entry = nullptr;  // of the schema; null: the schema does not list it
  Setting setting;
  bool set = false;
  bool unknown = false;  // its reference was not resolved: there is no value to check
  bool literal = true;   // ${NAME} in it is not expanded
};

}  // namespace gatehouse::settings
