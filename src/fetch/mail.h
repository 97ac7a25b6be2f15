// Sends mail by SMTP through libcurl. Always over TLS: STARTTLS with smtp://, TLS from the start with smtps://;
// a server without TLS gets nothing. Shown by tests/watch/test_alerts.py.
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
  std::string user;  // empty: no login
  base::SecretString password;
  std::string message;  // in RFC 5322 form, lines end with CRLF
  std::string ca_file;  // instead of the system's; PEM
  std::chrono::milliseconds connect_timeout = kConnectTimeout;
  std::chrono::milliseconds timeout{30'000};
};

struct RefusedRecipient {
  std::string address;
  std::string said;  // "550 5.1.1 No such mailbox here"
};

// Returns once the server has accepted it for at least one recipient, with those for whom it has not. Errors never
// contain any of its content.
[[nodiscard]] std::expected<std::vector<RefusedRecipient>, Failure> SendMail(const Mail& mail);

}  // namespace gatehouse::fetch
