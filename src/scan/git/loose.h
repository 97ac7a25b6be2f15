// Objects of git that lie in files of their own. Shown by loose_test.cc,
// tests/scan/test_history.py.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "scan/git/object_id.h"

namespace gatehouse::scan {

struct LooseObject {
  ObjectId id{};
  std::string path;
};
// Those below the folder `objects`, sorted.
[[nodiscard]] std::vector<LooseObject> ListLoose(const std::string& folder);

// Calls `piece` with what is in it, in one piece or in several, if it is a blob. Error: it is broken.
[[nodiscard]] base::Result<> ReadLooseBlob(
    const LooseObject& object, const std::function<void(std::string_view piece, bool first, bool last)>& piece);

}  // namespace gatehouse::scan
