// How a child gets its settings: in its environment, as files in memory, or as descriptors. Everything that exec needs
// is made here, before there is a child. Shown by delivery_test.cc, tests/run/.
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

// Linux takes no longer string in an environment (MAX_ARG_STRLEN).
inline constexpr size_t kMaxEnvironmentText = size_t{128} * 1024;

inline constexpr size_t kPidDigits = 10;

// An environment block in pages of its own, left out of core dumps and wiped when dropped.
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
  [[nodiscard]] char* const* Pointers() const { return pointers_.data(); }  // as execve wants them
  [[nodiscard]] size_t size() const { return size_; }
  [[nodiscard]] size_t count() const { return pointers_.size(); }
  // Where the number of the process is to be written that this is for: LISTEN_PID, WATCHDOG_PID (sd_listen_fds(3)),
  // where they meant us. kPidDigits and an end have room there.
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

// What the child is called with. Secrets travel by `carrier`, everything else in the environment; `folder` is where
// files go. An Error names the setting.
[[nodiscard]] base::Result<Delivery> Deliver(const settings::Settings& settings,
                                             std::span<const settings::Variable> inherited, Carrier carrier,
                                             const MemoryFolder* folder);

}  // namespace gatehouse::cli
