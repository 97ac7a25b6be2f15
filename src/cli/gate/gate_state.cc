#include "cli/gate/gate_state.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "cli/terminal/output.h"
#include "events/writer.h"
#include "state/counters.h"
#include "system/folder_access.h"
#include "system/prepare_folder.h"
#include "system/run_folder.h"

namespace gatehouse::cli {

base::Result<state::Region> OpenState(const gate::Policy& policy) {
  if (auto folder = PrepareRunFolder(system::RunFolder(policy.run_dir)); !folder)
    return std::unexpected(folder.error());
  return state::Region::OpenOrCreate(system::RunFolder(policy.run_dir).State());
}

base::Result<std::optional<state::Region>> LookAtState(const gate::Policy& policy) {
  if (auto allowed = system::MayLookInto(policy.run_dir); !allowed) return std::unexpected(allowed.error());
  const std::string file = system::RunFolder(policy.run_dir).State();
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return std::nullopt;
  auto region = state::Region::OpenReadOnly(file);
  if (!region) return std::unexpected(region.error());
  return std::move(*region);
}

std::string Operator() {
  const passwd* user = ::getpwuid(::geteuid());
  const std::string name = user == nullptr ? std::to_string(::geteuid()) : std::string(user->pw_name);
  const char* behind = std::getenv("SUDO_USER");
  return behind == nullptr || *behind == '\0' ? name : fmt::format("{} ({})", behind, name);
}

void WriteEvent(const gate::Policy& policy, const state::Region& region, const events::Event& event) {
  state::Counters counters(region);
  auto writer =
      events::Writer::Open(policy.event_file, {.max_bytes = policy.event_bytes, .min_free = policy.event_min_free});
  if (writer && writer->Write(event)) {
    counters.Add(state::Counter::kEventsWritten);
    return;
  }
  counters.Add(state::Counter::kEventFailures);
  Warn("done, but the event log could not be written: " + Visible(policy.event_file));
}

}  // namespace gatehouse::cli
