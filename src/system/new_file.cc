#include "system/new_file.h"

#include "base/file.h"

namespace gatehouse::system {

base::Result<> WriteNewFile(const std::string& path, std::string_view content, mode_t mode) {
  const auto written = base::WriteNewFile(path, content, mode);
  if (!written) return std::unexpected(written.error());
  if (*written) return {};
  return base::Fail("Already exists", path, "name another file, or overwrite with --force");
}

}  // namespace gatehouse::system
