// What the event log has about somebody: the lines that name an address or an identity, read where they stand. Shown by
// timeline_test.cc.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "detect/finding.h"

namespace gatehouse::incidents {

inline constexpr size_t kMaxTimeline = 200;

// The newest kMaxTimeline lines of the log at `path`, its older files included, that are about one of the subjects and
// not older than `since`; oldest first. What cannot be read is passed over.
[[nodiscard]] std::vector<std::string> EventsAbout(const std::string& path,
                                                   const std::vector<detect::Subject>& subjects, base::Wall since);

}  // namespace gatehouse::incidents
