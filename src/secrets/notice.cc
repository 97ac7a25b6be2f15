#include "secrets/notice.h"

#include <cstdio>

namespace gatehouse::secrets {

void Notice(const std::string& words) {
  const std::string line = "warning: " + words + "\n";
  std::fputs(line.c_str(), stderr);
}

}  // namespace gatehouse::secrets
