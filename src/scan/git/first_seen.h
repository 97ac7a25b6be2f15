// Where texts first appeared in git's history: the oldest commit that has each, and under which name. Knows no
// repository: objects are asked for by name. Shown by first_seen_test.cc, tests/scan/test_history.py.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "scan/git/object_id.h"

namespace gatehouse::scan {

struct Appearance {
  std::string path;
  std::string commit;
  std::string author;
  base::Wall date;
};
using Appearances = std::unordered_map<ObjectId, Appearance, ObjectIdHash>;

// The bytes that git keeps of an object; nothing where it is not there, or of another type.
using ReadObject = std::function<std::optional<std::string>(const ObjectId& id, ObjectType type)>;

// For each of the blobs that one of the `tips`, which are commits, or a commit before them has: the oldest such commit,
// parents before children, and by their dates. What no commit has is left out. `shallow`: commits may be missing.
[[nodiscard]] base::Result<Appearances> FirstAppearances(const std::vector<ObjectId>& tips,
                                                         const std::vector<ObjectId>& blobs, const ReadObject& read,
                                                         bool shallow);

}  // namespace gatehouse::scan
