// One daemon to a database, whichever run directory or machine it is on: the second is told so. The lock goes with the
// process or the connection, however it ends. Shown by store_lock_test.cc.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"

namespace gatehouse::store {

class StoreLock {
 public:
  // By the URL that Database::Open takes. An Error if another one holds it.
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
