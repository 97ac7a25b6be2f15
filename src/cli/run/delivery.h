// How a child gets its settings: in its environment, as files in memory, or as descriptors. Everything that exec needs
// is prepared here, before the fork. Tests: delivery_test.cc, tests/run/.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/descriptor.h"
#include "base/error.h"
#include "cli/run/memory_folder.h"
#include "settings/load.h"

namespace gatehouse::cli {

// Maximum length of one string in an environment on Linux (MAX_ARG_STRLEN).
inline constexpr size_t kMaxEnvironmentText = size_t{128} * 1024;

inline constexpr size_t kPidDigits = 10;

// An environment block in its own pages, excluded from core dumps and wiped by the destructor.
class EnvironmentBlock {
 public:
  EnvironmentBlock() = default;
  ~EnvironmentBlock();
  EnvironmentBlock(EnvironmentBlock&& other) noexcept;
  EnvironmentBlock& operator=(EnvironmentBlock&& other) noexcept;

  struct Text {
    std::string_view name;
    std::string_view value;
  };
  [[nodiscard]] static base::Result<EnvironmentBlock> Make(std::span<const Text> texts);
  [[nodiscard]] char* const* Pointers() const { return pointers_.data(); }  // for execve
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t count() const { return pointers_.size(); }
  // Places into which the child's pid is written: LISTEN_PID and WATCHDOG_PID (sd_listen_fds(3)),
  // if they named this process. Each has room for kPidDigits and a NUL.
  [[nodiscard]] const std::vector<char*>& PidPlaces() const { return pid_places_; }

 private:
  void Drop() noexcept;
  void* pages_ = nullptr;
  size_t size_ = 0;
  std::vector<char*> pointers_{nullptr};
  std::vector<char*> pid_places_;
};

enum class Carrier : uint8_t { kEnvironment, kFiles, kDescriptors };

struct Delivery {
  EnvironmentBlock environment;
  std::vector<base::Descriptor> descriptors;  // the child keeps these open
};

// Prepares environment, files and descriptors for the child. Secrets are passed by `carrier`, all else in the
// environment; files are written to `folder`. An Error names the setting.
[[nodiscard]] base::Result<Delivery> Deliver(const settings::Settings& settings,
                                             std::span<const settings::Variable> inherited, Carrier carrier,
                                             const MemoryFolder* folder);

}  // namespace gatehouse::cli
