// What the gate reads again while it runs: the issuers' keys, the keys of people's sessions, and the directory of
// droplets (rows A9 B3 B6). Whatever can't be read leaves the last good one in force and is told once. Shown by
// live_files_test.cc.
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
  // How soon a reading that failed is tried again while requests wait for its outcome: at first, and at last.
  static constexpr std::chrono::milliseconds kRetry{20};
  static constexpr std::chrono::milliseconds kLastRetry{1000};
  // How often a token's unknown key is a reason to look at the files.
  static constexpr std::chrono::milliseconds kLookForKey{50};
  // 999 droplets with the longest of names need less than half of it.
  static constexpr size_t kMaxDirectoryBytes = 1 << 20;

  // What an attempt has changed, and what went wrong that has not been told before.
  struct News {
    bool keys = false;
    bool directory = false;
    std::vector<base::Error> errors;
    std::vector<base::Error> notes;  // what was left out of a key set that is in force; each text once
    [[nodiscard]] bool any() const { return keys || directory || !errors.empty() || !notes.empty(); }
  };

  // `issuers` as they were just read together with the policy, which must outlive this. The directory is empty until
  // the first look.
  LiveFiles(const gate::Policy& policy, gate::TrustedIssuers issuers);
  LiveFiles(const LiveFiles&) = delete;
  LiveFiles& operator=(const LiveFiles&) = delete;

  // By a process that may enter every folder, before it becomes a user who may not: the daemon's public folder lies in
  // one that is private to the daemon.
  void KeepFolderOpen();

  [[nodiscard]] const gate::TrustedIssuers& issuers() const { return issuers_; }
  [[nodiscard]] const gate::Directory& directory() const { return directory_; }

  // `generation` is state::Region's directory generation, read before the call. Asked by every request.
  [[nodiscard]] bool Behind(uint64_t generation) const { return generation != generation_; }
  // Whether an attempt at this generation that failed is long enough ago. Another generation is news: it does not wait.
  [[nodiscard]] bool WouldTry(uint64_t generation, base::Steady now) const {
    return !failed_ || generation != failed_generation_ || now >= retry_;
  }
  // Reads everything, unless an attempt has just failed.
  [[nodiscard]] News CatchUp(uint64_t generation, base::Steady now);
  // Reads everything if a file looks different from what was read last, or could not be read then: for a timer.
  [[nodiscard]] News Look(uint64_t generation, base::Steady now);
  // A look after an unknown key was met; does nothing if another request just did.
  [[nodiscard]] News LookForKey(uint64_t generation, base::Steady now);

 private:
  // When and as what a file was last changed, so that two of them are never taken for one.
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
  // One file's text. `careful`: as it was when it last was good, if it is not a key set or can't be read. `whole` turns
  // false where LoadIssuers could not tell that something is wrong.
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
  uint64_t failed_generation_ = 0;           // which the last failure was met at
  std::vector<Stamp> stamps_;                // as they were just before the last reading; none before the first
  bool read_ = false;                        // at all
  bool failed_ = false;                      // the last reading, or a part of it
  std::map<std::string, std::string> good_;  // text of each key file, when it last was good
  std::vector<std::string> told_;            // errors of the current failure
  std::vector<std::string> told_notes_;      // since this was made
  std::chrono::milliseconds pause_{kRetry};
  base::Steady retry_{};
  base::Steady looked_{};
};

}  // namespace gatehouse::nginx
