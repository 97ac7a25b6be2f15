// A local list of breached passwords (row A10) in the format of Have I Been Pwned: SHA-1 digests, in
// ranges by their first five digits. Makes no network request and never reads the whole list.
// doc/people.md says how to get one. Shown by breached_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace gatehouse::passwords {

// Either a folder with one file per range ("21BD1" or "21BD1.txt", lines "SUFFIX:COUNT"), or one file of lines
// "SHA1:COUNT" sorted by digest. Digits in either case, "\n" or "\r\n".
class BreachedList {
 public:
  // An Error if `path` does not exist or has neither format.
  [[nodiscard]] static base::Result<BreachedList> Open(std::string path);

  // How often the password was seen; 0: it is not on the list. An Error if the list cannot be read: the answer is then
  // unknown, and the caller must not treat it as 0.
  [[nodiscard]] base::Result<uint64_t> Count(std::string_view password) const;

 private:
  BreachedList(std::string path, bool folder) : path_(std::move(path)), folder_(folder) {}
  std::string path_;
  bool folder_;
};

}  // namespace gatehouse::passwords
