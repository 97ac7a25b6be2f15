// Stands behind a command that `run` cannot simply become: passes signals and the terminal on, masks its output, starts
// it again when its settings change, and ends as it ends. Shown by tests/run/.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/run/child.h"
#include "cli/run/watch.h"
#include "settings/load.h"

namespace gatehouse::cli {

struct SuperviseOptions {
  Carrier carrier = Carrier::kEnvironment;
  FileAccess files;
  bool mask = false;
  bool restart = false;
  bool hang_up = false;  // SIGHUP and new files instead of a new start
  std::chrono::seconds poll{60};
};

// The exit status of the command: its own, 128 + the signal that ended it, 127 or 126 where it could not be started.
[[nodiscard]] base::Result<int> Supervise(const StartState& start, const std::vector<std::string>& argv,
                                          settings::Settings settings, std::vector<settings::Variable> inherited,
                                          const SuperviseOptions& options, ChangeWatch::Load load);

// The secrets among them, for masking, and the names of those that are too short for it.
[[nodiscard]] std::vector<base::SecretString> SecretsOf(const settings::Settings& settings,
                                                        std::vector<std::string>* too_short);

}  // namespace gatehouse::cli
