// Request targets: what the gate accepts must be a view into what was sent and mean the same to every reader, however
// often and however loosely that one decodes; where readers differ, the gate must say so, and none of them may find a
// dot segment. The decoder here is the loose one, written apart from the gate's.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "gate/admit/canonical_path.h"
#include "gate/admit/path_reading.h"

namespace {

void Demand(bool holds) {
  if (!holds) std::abort();
}

int Hex(char c) {
  return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

std::string DecodeLoosely(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool encoded = text[i] == '%' && i + 2 < text.size() && Hex(text[i + 1]) >= 0 && Hex(text[i + 2]) >= 0;
    decoded += encoded ? static_cast<char>(Hex(text[i + 1]) * 16 + Hex(text[i + 2])) : text[i];
    if (encoded) i += 2;
  }
  return decoded;
}

// The names between anything that some reader takes for structure.
void DemandNoDotNames(std::string_view decoded) {
  for (size_t start = 0; start <= decoded.size();) {
    const size_t end = std::min(decoded.find_first_of("/;?#", start), decoded.size());
    const std::string_view name = decoded.substr(start, end - start);
    Demand(name != "." && name != "..");
    start = end + 1;
  }
}

// The segments as a file system or a router would see them.
void DemandPlainSegments(std::string_view path) {
  Demand(path.starts_with('/'));
  size_t start = 1;
  while (start <= path.size()) {
    const size_t slash = path.find('/', start);
    const size_t end = slash == std::string_view::npos ? path.size() : slash;
    const std::string_view segment = path.substr(start, end - start);
    Demand(!segment.empty() || end == path.size());
    Demand(segment != "." && segment != "..");
    start = end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  std::string_view why;
  const auto read = gatehouse::gate::ReadTarget("GET", target, &why);
  if (!read) {
    Demand(!why.empty());
    return 0;
  }

  Demand(read->path.data() >= target.data() && read->path.data() + read->path.size() <= target.data() + target.size());
  Demand(read->query.empty() || read->query.data() + read->query.size() == target.data() + target.size());

  Demand(gatehouse::base::IsUtf8(read->query));
  for (const char c : read->query) Demand(static_cast<unsigned char>(c) > 0x20 && c != 0x7F && c != '#');

  const std::string once = DecodeLoosely(read->path);
  Demand(DecodeLoosely(once) == once);
  Demand(gatehouse::base::IsUtf8(once));
  DemandNoDotNames(once);
  for (const char c : once) Demand(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F && c != '\\');
  if (read->doubts == 0) {
    DemandPlainSegments(read->path);
    DemandPlainSegments(once);
    Demand(once.find_first_of(";#?%") == std::string::npos);
  }
  // Whatever a reader takes for structure.
  for (unsigned structure = 0; structure < 64; ++structure) {
    const std::string as_read = gatehouse::gate::ReadAs(read->path, static_cast<uint8_t>(structure));
    Demand(as_read.starts_with('/') || read->path == "*");
    Demand(as_read.size() <= read->path.size() + 1);
    DemandNoDotNames(DecodeLoosely(as_read));
    if (read->doubts == 0) Demand(as_read == read->path);
  }
  return 0;
}
