// Supervises a command that `run` cannot execute in its own process: forwards signals and the terminal, masks output,
// restarts it when its settings change, and returns its exit status. Tests: tests/run/.
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
  bool hang_up = false;  // write new files and send SIGHUP instead of a restart
  std::chrono::seconds poll{60};
};

struct CommandEnd {
  int status = 0;  // its exit status, 128 + the signal that ended it, or 127 or 126 if it could not be started
  bool interrupted = false;  // by Ctrl-C
};

[[nodiscard]] base::Result<CommandEnd> Supervise(const StartState& start, const std::vector<std::string>& argv,
                                                 settings::Settings settings, std::vector<settings::Variable> inherited,
                                                 const SuperviseOptions& options, ChangeWatch::Load load);

// Returns the secrets for masking. Adds the names of those that are too short to mask.
[[nodiscard]] std::vector<base::SecretString> SecretsOf(const settings::Settings& settings,
                                                        std::vector<std::string>* too_short);

}  // namespace gatehouse::cli
