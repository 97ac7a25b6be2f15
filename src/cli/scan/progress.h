// Progress of a scan, on one line that is overwritten: on stderr, and only if that is a terminal.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "scan/report.h"

namespace gatehouse::cli {

class Progress {
 public:
  // `what`: "files" or "blobs". Shows the tally while this object exists; the destructor removes the line.
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
