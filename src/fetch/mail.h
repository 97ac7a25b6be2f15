// Mail by SMTP, through libcurl. TLS always: STARTTLS with smtp://, from the first byte with smtps://; a server that
// offers none gets nothing. Shown by tests/watch/test_alerts.py.
#pragma once

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "base/secret_string.h"
#include "fetch/fetch.h"

namespace gatehouse::fetch {

struct Mail {
  std::string server;  // "smtp://host[:port]" or "smtps://host[:port]"
  std::string from;    // addresses, without < and >
  std::vector<std::string> to;
  std::string user;  // empty: nobody logs in
  base::SecretString password;
  std::string message;  // as RFC 5322 has it, lines ending in CRLF
  std::string ca_file;  // instead of the system's; PEM
  std::chrono::milliseconds connect_timeout = kConnectTimeout;
  std::chrono::milliseconds timeout{30'000};
};

// Once the server has taken it for all recipients. Nothing of its content is ever in an error.
[[nodiscard]] std::expected<void, Failure> SendMail(const Mail& mail);

}  // namespace gatehouse::fetch
