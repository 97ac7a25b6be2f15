#include "gate/admit/path_reading.h"

#include <cstddef>

#include "base/bytes.h"

namespace gatehouse::gate {
namespace {

// One character of a path; `c` is -1 if it is encoded and cannot be structure.
struct Character {
  int c;
  size_t length;
};

Character Next(std::string_view text) {
  const int byte = base::PercentByte(text);
  if (byte < 0) return {static_cast<unsigned char>(text[0]), 1};
  const bool delimiter = byte == '/' || byte == ';' || byte == '?' || byte == '#';
  return {delimiter ? byte : -1, 3};
}

// "//host/a" → "/a".
void TakeHostOff(std::string& path) {
  if (!path.starts_with("//")) return;
  const size_t host = path.find_first_not_of('/');
  const size_t slash = host == std::string::npos ? host : path.find('/', host);
  path = slash == std::string::npos ? "/" : path.substr(slash);
}

void MergeSlashes(std::string& path) {
  size_t kept = 0;
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '/' && kept > 0 && path[kept - 1] == '/') continue;
    path[kept++] = path[i];
  }
  path.resize(kept);
}

}  // namespace

std::string ReadAs(std::string_view path, uint8_t structure) {
  std::string read;
  read.reserve(path.size());
  bool in_parameters = false;
  while (!path.empty()) {
    const auto [c, length] = Next(path);
    const bool encoded = length > 1;
    const bool slash = c == '/' && (!encoded || (structure & kEncodedSlash) != 0);
    if ((c == '?' || c == '#') && (structure & kEncodedEnd) != 0) break;
    if (c == ';' && (structure & kParameters) != 0) in_parameters = true;
    if (slash) in_parameters = false;
    if (slash) {
      read += '/';
    } else if (!in_parameters) {
      read += path.substr(0, length);
    }
    path.remove_prefix(length);
  }
  if ((structure & kLeadingSlashes) != 0) TakeHostOff(read);
  if ((structure & kEmptySegment) != 0) MergeSlashes(read);
  return read;
}

}  // namespace gatehouse::gate
