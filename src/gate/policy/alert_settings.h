// Who is notified of incidents by the control daemon (`control.alerts`). doc/policy.md has every key.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "gate/request/reason.h"

namespace gatehouse::gate {

enum class AlertFormat : uint8_t { kGatehouse, kAlertmanager };

// One receiver: a webhook, mail addresses, or a program.
struct AlertChannel {
  enum class Kind : uint8_t { kWebhook, kEmail, kCommand };
  std::string name;
  Kind kind = Kind::kWebhook;
  Severity least = Severity::kMedium;  // less severe incidents are not reported
  std::chrono::seconds group{10};      // incidents within this time are sent in one message
  int64_t per_hour = 60;               // messages; further incidents wait and are sent together
  std::string ca_file;                 // absolute; replaces the system's certificates

  std::string webhook;  // URL
  AlertFormat format = AlertFormat::kGatehouse;
  std::string secret;  // a reference; signs the requests to the webhook; empty: unsigned

  std::vector<std::string> email;  // recipients
  std::string from;
  std::string smtp;  // "smtp://host[:587]" with STARTTLS, or "smtps://host[:465]"
  std::string smtp_user;
  std::string smtp_password;  // a reference

  std::vector<std::string> command;  // program and arguments; the program's path is absolute
};

}  // namespace gatehouse::gate
