// What a scanner prints, read by every reader: nothing breaks, and every finding says what it is.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/join.h"
#include "audit/scanners/report.h"

using namespace gatehouse;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const audit::ReadReport read :
       {audit::ReadBandit, audit::ReadSemgrep, audit::ReadGgshield, audit::ReadPipAudit, audit::ReadSafety,
        audit::ReadNpmAudit, audit::ReadOsvScanner, audit::ReadSnyk, audit::ReadTrivy}) {
    auto findings = read(text, "f");
    if (!findings) continue;
    for (const audit::Finding& finding : *findings) {
      if (finding.tool.empty()) std::abort();
    }
    const size_t count = findings->size();
    if (audit::JoinDuplicates(std::move(*findings)).size() > count) std::abort();
  }
  return 0;
}
