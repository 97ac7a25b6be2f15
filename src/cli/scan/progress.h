// How far a scan is, on one line of a terminal that is written over: on stderr, and only where that is a terminal.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "scan/report.h"

namespace gatehouse::cli {

class Progress {
 public:
  // `what`: "files", "blobs". Shows the tally until it is dropped; takes its line away then.
  Progress(const scan::Tally& tally, std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

 private:
  void Run();

  const scan::Tally& tally_;
  std::string what_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool over_ = false;
  std::thread shower_;
};

// "[#####.....] 1234 of 5678 files, 12 MB, 3 found"
[[nodiscard]] std::string ProgressLine(const scan::Tally& tally, const std::string& what);
// "512 bytes", "3.4 MB"
[[nodiscard]] std::string SizeText(uint64_t bytes);

}  // namespace gatehouse::cli
