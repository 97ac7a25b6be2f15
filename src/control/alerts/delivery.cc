#include "control/alerts/delivery.h"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/lines.h"
#include "control/alerts/alert_message.h"
#include "control/alerts/program.h"
#include "fetch/fetch.h"
#include "fetch/mail.h"

namespace gatehouse::alerts {
namespace {

constexpr std::chrono::milliseconds kWebhookPatience{10'000};
constexpr size_t kMaxWebhookAnswer = size_t{64} << 10;  // nothing in it is read

base::Result<> ToWebhook(const gate::AlertChannel& channel, const std::vector<store::QueuedAlert>& alerts,
                         std::string_view gate, const ResolveSecret& resolve, base::Wall now) {
  const bool alertmanager = channel.format == gate::AlertFormat::kAlertmanager;
  const std::string body = alertmanager ? AlertmanagerMessage(alerts, gate) : GatehouseMessage(alerts, gate, now);
  fetch::Request request;
  request.method = "POST";
  request.url = channel.webhook;
  request.ca_file = channel.ca_file;
  request.timeout = kWebhookPatience;
  request.max_bytes = kMaxWebhookAnswer;
  request.headers.push_back({"Content-Type", base::SecretString("application/json")});
  if (!channel.secret.empty()) {
    const auto secret = resolve(channel.secret);
    if (!secret) return std::unexpected(secret.error());
    // A file's last line break is not a part of the secret.
    const std::string_view key = base::WithoutLineEnds(secret->Reveal());
    request.headers.push_back({std::string(kSignatureHeader), base::SecretString(SignatureOf(key, body, now))});
  }
  request.body = base::SecretString(std::string(body));
  const auto answer = fetch::Send(request);
  if (!answer) return base::Fail(answer.error().what, answer.error().where, answer.error().fix);
  if (answer->status >= 200 && answer->status < 300) return {};
  if (answer->status >= 300 && answer->status < 400) {
    return base::Fail(fmt::format("The webhook answers {} and leads elsewhere", answer->status), channel.name,
                      "redirects are not followed: write the URL where alerts are to go");
  }
  return base::Fail(fmt::format("The webhook answers {}", answer->status), channel.name, "its own log says why");
}

// "The mail server refuses two@example.org (550 No such mailbox)"
std::string Sentence(const std::vector<fetch::RefusedRecipient>& refused) {
  std::string words;
  for (const fetch::RefusedRecipient& recipient : refused) {
    words +=
        fmt::format("{}{} ({})", words.empty() ? "The mail server refuses " : ", ", recipient.address, recipient.said);
  }
  return words;
}

base::Result<Delivered> ToMail(const gate::AlertChannel& channel, const std::vector<store::QueuedAlert>& alerts,
                               std::string_view gate, const ResolveSecret& resolve, base::Wall now) {
  fetch::Mail mail{.server = channel.smtp,
                   .from = channel.from,
                   .to = channel.email,
                   .user = channel.smtp_user,
                   .password = {},
                   .message = MailMessage(alerts, channel, gate, now),
                   .ca_file = channel.ca_file};
  if (!channel.smtp_password.empty()) {
    const auto password = resolve(channel.smtp_password);
    if (!password) return std::unexpected(password.error());
    mail.password = base::SecretString(std::string(base::WithoutLineEnds(password->Reveal())));
  }
  const auto sent = fetch::SendMail(mail);
  if (!sent) return base::Fail(sent.error().what, sent.error().where, sent.error().fix);
  Delivered delivered{.left_out = Sentence(*sent), .later = {}};
  for (const fetch::RefusedRecipient& recipient : *sent) {
    if (recipient.said.starts_with('4')) delivered.later.push_back(recipient.address);
  }
  return delivered;
}

// For receivers that are one.
base::Result<Delivered> Whole(const base::Result<>& sent) {
  if (!sent) return std::unexpected(sent.error());
  return Delivered{};
}

}  // namespace

base::Result<Delivered> Deliver(const gate::AlertChannel& channel, const std::vector<store::QueuedAlert>& alerts,
                                std::string_view gate, const ResolveSecret& resolve, base::Wall now) {
  switch (channel.kind) {
    case gate::AlertChannel::Kind::kWebhook:
      return Whole(ToWebhook(channel, alerts, gate, resolve, now));
    case gate::AlertChannel::Kind::kEmail:
      return ToMail(channel, alerts, gate, resolve, now);
    case gate::AlertChannel::Kind::kCommand:
      return Whole(RunProgram(channel.command, GatehouseMessage(alerts, gate, now) + "\n"));
  }
  return base::Fail("There is no such kind of receiver", channel.name);
}

}  // namespace gatehouse::alerts
