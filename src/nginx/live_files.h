// The files that the gate reads again while it runs: the issuers' keys, the session keys, and the directory of
// droplets (rows A9 B3 B6). If a file cannot be read, the last valid one stays in use, and the error is reported once.
// Tests: live_files_test.cc.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/descriptor.h"
#include "base/error.h"
#include "gate/directory/directory.h"
#include "gate/policy/policy.h"

namespace gatehouse::nginx {

class LiveFiles {
 public:
  // Delay after a failed read while requests wait for the result: the first and the longest one.
  static constexpr std::chrono::milliseconds kRetry{20};
  static constexpr std::chrono::milliseconds kLastRetry{1000};
  // Minimum interval of checks because of an unknown key in a token.
  static constexpr std::chrono::milliseconds kLookForKey{50};
  // 999 droplets with names of maximum length need less than half of it.
  static constexpr size_t kMaxDirectoryBytes = 1 << 20;

  // The changes of an attempt, and errors that were not reported before.
  struct News {
    bool keys = false;
    bool directory = false;
    std::vector<base::Error> errors;
    std::vector<base::Error> notes;  // keys that were left out of a key set in use; each text once
    [[nodiscard]] bool any() const { return keys || directory || !errors.empty() || !notes.empty(); }
  };

  // `issuers` were just read with the policy, which must outlive this object. The directory is empty until
  // the first read.
  LiveFiles(const gate::Policy& policy, gate::TrustedIssuers issuers);
  LiveFiles(const LiveFiles&) = delete;
  LiveFiles& operator=(const LiveFiles&) = delete;

  // Called before the process drops privileges: the daemon's public folder is inside a folder
  // that is private to the daemon.
  void KeepFolderOpen();

  [[nodiscard]] const gate::TrustedIssuers& issuers() const { return issuers_; }
  [[nodiscard]] const gate::Directory& directory() const { return directory_; }

  // `generation`: state::Region's directory generation, read before the call. Called for every request.
  [[nodiscard]] bool Behind(uint64_t generation) const { return generation != generation_; }
  // True if the last failed attempt at this generation is long enough ago. Another generation does not wait.
  [[nodiscard]] bool WouldTry(uint64_t generation, base::Steady now) const {
    return !failed_ || generation != failed_generation_ || now >= retry_;
  }
  // Reads all files, unless an attempt has just failed.
  [[nodiscard]] News CatchUp(uint64_t generation, base::Steady now);
  // Reads all files if one has changed since the last read, or could not be read then. Called by a timer.
  [[nodiscard]] News Look(uint64_t generation, base::Steady now);
  // Checks the files after a token with an unknown key; does nothing if another request has just done it.
  [[nodiscard]] News LookForKey(uint64_t generation, base::Steady now);

 private:
  // Identity and modification time of a file, so that two versions are never confused.
  struct Stamp {
    int64_t modified = -1;
    int64_t changed = -1;
    int64_t size = -1;
    uint64_t inode = 0;
    friend bool operator==(const Stamp&, const Stamp&) = default;
  };

  [[nodiscard]] std::string Reachable(const std::string& path) const;
  [[nodiscard]] Stamp StampOf(const std::string& path) const;
  [[nodiscard]] std::vector<Stamp> Stamps() const;
  [[nodiscard]] News ReadAll(uint64_t generation, std::vector<Stamp> stamps, base::Steady now);
  [[nodiscard]] std::vector<std::string> KeyFiles() const;
  [[nodiscard]] bool IsManaged(const std::string& path) const;  // written by the control daemon
  // Reads one file. `careful`: returns the last valid text if the file is not a key set or cannot be read. Sets `whole`
  // to false if LoadIssuers could not notice the error.
  [[nodiscard]] base::Result<std::string> ReadKeyFile(const std::string& path, bool careful, bool& whole, News& news);
  bool ReadKeys(News& news);
  bool ReadDirectory(News& news);
  void Tell(News& news, const base::Error& error);
  void TellNotes(News& news, const std::vector<base::Error>& notes);

  const gate::Policy& policy_;
  gate::TrustedIssuers issuers_;
  gate::Directory directory_;
  base::Descriptor folder_;
  uint64_t generation_ = 0;
  uint64_t failed_generation_ = 0;           // generation of the last failure
  std::vector<Stamp> stamps_;                // state before the last read; empty before the first
  bool read_ = false;                        // read at least once
  bool failed_ = false;                      // the last read failed, at least in part
  std::map<std::string, std::string> good_;  // the last valid text of each key file
  std::vector<std::string> told_;            // reported errors of the current failure
  std::vector<std::string> told_notes_;      // reported notes since construction
  std::chrono::milliseconds pause_{kRetry};
  base::Steady retry_{};
  base::Steady looked_{};
};

}  // namespace gatehouse::nginx
