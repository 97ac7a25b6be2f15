// The URL of a Redis or Valkey server: redis://[user:password@]host[:port][/database], rediss:// with TLS. Errors never
// repeat the URL, because it may contain a password. Shown by redis_url_test.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/secret_string.h"

namespace gatehouse::gate {

struct RedisUrl {
  bool tls = false;
  std::string host;  // without brackets
  uint16_t port = 6379;
  std::string user;
  base::SecretString password;
  uint32_t database = 0;

  // Whether only this machine can read the connection.
  [[nodiscard]] bool StaysHere() const;
  [[nodiscard]] std::string Shown() const;  // without user and password
};

[[nodiscard]] base::Result<RedisUrl> ParseRedisUrl(std::string_view text);

}  // namespace gatehouse::gate
