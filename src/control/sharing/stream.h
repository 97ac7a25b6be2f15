// The messages between gates: a sequence that all of them append to and read. A stream of Redis, or a test's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "state/region.h"

namespace gatehouse::sharing {

using Place = state::Region::StreamPlace;

struct Entry {
  Place place;
  std::string sealed;
};

class Stream {
 public:
  virtual ~Stream() = default;
  // Returns where it is now. Entries before `keep_from` may be removed.
  [[nodiscard]] virtual base::Result<Place> Append(std::string_view sealed, const Place& keep_from) = 0;
  // The entries behind `place`, in order, at most `most`.
  [[nodiscard]] virtual base::Result<std::vector<Entry>> ReadAfter(const Place& place, size_t most) = 0;
};

}  // namespace gatehouse::sharing
