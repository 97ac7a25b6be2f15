// A local list of breached passwords (row A10), in the shape in which Have I Been Pwned gives it away: by SHA-1, in
// ranges of the digest's first five digits. Nothing is asked over the network and the list is never read whole.
// doc/people.md says how to get one. Shown by breached_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::passwords {

// Either a folder with a file for each range ("21BD1" or "21BD1.txt", lines "SUFFIX:COUNT"), or one file of lines
// "SHA1:COUNT" sorted by digest. Digits in either case, "\n" or "\r\n".
class BreachedList {
 public:
  // An Error if there is nothing at `path`, or it has neither shape.
  [[nodiscard]] static base::Result<BreachedList> Open(std::string path);

  // How often the password was seen; 0: it is not on the list. An Error if the list can't be read: the answer is then
  // unknown, and who asks must not take it for 0.
  [[nodiscard]] base::Result<uint64_t> Count(std::string_view password) const;

 private:
  BreachedList(std::string path, bool folder) : path_(std::move(path)), folder_(folder) {}
  std::string path_;
  bool folder_;
};

}  // namespace gatehouse::passwords
