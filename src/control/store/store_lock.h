// Allows one daemon per database, across run directories and machines: a second one gets an Error. The lock ends with
// the process or the connection. Tests: store_lock_test.cc.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"

namespace gatehouse::store {

class StoreLock {
 public:
  // `url`: the same as for Database::Open. An Error if another daemon holds the lock.
  [[nodiscard]] static base::Result<StoreLock> Take(const std::string& url);
  ~StoreLock();
  StoreLock(StoreLock&&) noexcept;
  StoreLock& operator=(StoreLock&&) noexcept;

 private:
  struct Impl;
  explicit StoreLock(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace gatehouse::store
