// Watches for changed settings while a command runs: files by their modification times every second, references by
// asking the stores again. Uses its own thread, because a store may be slow. Tests: tests/run/test_run_restart.py.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <expected>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "cli/run/delivery.h"
#include "settings/load.h"

namespace gatehouse::cli {

class ChangeWatch {
 public:
  using Load = std::function<std::expected<settings::Settings, std::vector<base::Error>>()>;

  // `current`: the settings that the command runs with. If new ones cannot be loaded, it warns once and keeps these.
  ChangeWatch(Load load, const settings::Settings& current, std::chrono::seconds poll);
  ~ChangeWatch();
  ChangeWatch(const ChangeWatch&) = delete;
  ChangeWatch& operator=(const ChangeWatch&) = delete;

  [[nodiscard]] int fd() const { return changed_.get(); }  // readable if there are changed settings
  [[nodiscard]] std::optional<settings::Settings> Take();

 private:
  using Digest = std::array<uint8_t, 32>;
  static Digest DigestOf(const settings::Settings& settings);
  void Watch(const std::stop_token& stop);
  void LoadAnew(std::vector<settings::WatchedFile> now);

  Load load_;
  std::chrono::seconds poll_;
  std::vector<settings::WatchedFile> files_;  // as they were just before they were read
  Digest digest_;
  std::string complained_;
  base::Descriptor changed_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<settings::Settings> found_;
  std::jthread thread_;
};

}  // namespace gatehouse::cli
