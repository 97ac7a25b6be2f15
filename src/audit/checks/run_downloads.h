// Downloads that a shell runs and nobody compares before: curl … | sh, sh -c "$(curl …)", bash <(curl …). Of a
// Dockerfile and of a CI job. Shown by run_downloads_test.cc.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "audit/repository/shell_words.h"

namespace gatehouse::audit {

struct RunDownload {
  size_t line = 0;  // of the command, as ShellCommand counts
  std::string what;
};

[[nodiscard]] std::vector<RunDownload> RunDownloads(std::span<const ShellCommand> commands);

}  // namespace gatehouse::audit
