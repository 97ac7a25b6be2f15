// A stream of Redis 6.2 or Valkey, over TCP or TLS. hiredis writes and reads its protocol; every wait and every answer
// is bounded. Errors have the code that the server said, never a value. Tests: tests/control/test_shared_limits.py.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "control/sharing/stream.h"
#include "gate/policy/redis_url.h"

namespace gatehouse::sharing {

class RedisStream final : public Stream {
 public:
  // Connects and authenticates. `ca_file`: empty for the system's.
  [[nodiscard]] static base::Result<std::unique_ptr<RedisStream>> Connect(const gate::RedisUrl& url,
                                                                          const std::string& ca_file,
                                                                          std::string stream);
  ~RedisStream() override;
  RedisStream(const RedisStream&) = delete;
  RedisStream& operator=(const RedisStream&) = delete;

  base::Result<Place> Append(std::string_view sealed, const Place& keep_from) override;
  base::Result<std::vector<Entry>> ReadAfter(const Place& place, size_t most) override;

 private:
  class Connection;
  RedisStream(std::unique_ptr<Connection> connection, std::string stream);

  std::unique_ptr<Connection> connection_;
  std::string stream_;
};

}  // namespace gatehouse::sharing
