// `control.alerts`: who is notified of incidents. A receiver is of one of three kinds; keys of another kind
// in it are an error.
#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "gate/policy/addresses.h"
#include "gate/policy/compile.h"
#include "gate/policy/secret_references.h"
#include "gate/request/severity_word.h"
#include "yaml/quantity.h"

namespace gatehouse::gate {
namespace {

constexpr size_t kMaxChannels = 16;
constexpr size_t kMaxChannelName = 32;
constexpr size_t kMaxRecipients = 32;
constexpr size_t kMaxAddressBytes = 254;  // RFC 5321

struct KindKey {
  std::string_view name;
  AlertChannel::Kind kind;
};
constexpr KindKey kKindKeys[] = {
    {"format", AlertChannel::Kind::kWebhook},  {"secret", AlertChannel::Kind::kWebhook},
    {"from", AlertChannel::Kind::kEmail},      {"smtp", AlertChannel::Kind::kEmail},
    {"smtp_user", AlertChannel::Kind::kEmail}, {"smtp_password", AlertChannel::Kind::kEmail},
};

bool IsChannelName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxChannelName &&
         std::ranges::all_of(name, [](char c) { return base::IsLower(c) || base::IsDigit(c) || c == '-' || c == '_'; });
}

// Characters that SMTP and mail headers accept unquoted; none can end a line or a command.
bool IsMailAddress(std::string_view address) {
  const size_t at = address.find('@');
  return address.size() <= kMaxAddressBytes && at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
         std::ranges::count(address, '@') == 1 && std::ranges::all_of(address, [](char c) {
           return c > ' ' && c < 0x7F && !std::string_view("<>()[]\\,;:\"").contains(c);
         });
}

class ChannelReader {
 public:
  ChannelReader(Compilation& c, const TextNode& node) : c_(c), node_(node) {}

  AlertChannel Read() {
    channel_.name = TextOf(node_, "name");
    if (!IsChannelName(channel_.name)) {
      Refuse("name", "A receiver of alerts needs a name of small letters, digits, - and _", "write name: operations");
    }
    ReadKind();
    if (const auto severity = ReadSeverity(TextOf(node_, "severity", "medium"))) channel_.least = *severity;
    channel_.group = DurationOf(node_, "group", channel_.group);
    channel_.per_hour = ParseInteger(TextOf(node_, "per_hour")).value_or(channel_.per_hour);
    channel_.ca_file = PathMember(c_, node_, "ca_file");
    if (channel_.kind == AlertChannel::Kind::kWebhook) ReadWebhook();
    if (channel_.kind == AlertChannel::Kind::kEmail) ReadEmail();
    if (channel_.kind == AlertChannel::Kind::kCommand) ReadCommand();
    return channel_;
  }

 private:
  void Refuse(std::string_view member, std::string what, std::string fix) {
    c_.problems.Add(node_.Has(member) ? node_.PlaceOf(member) : node_.place, std::move(what), std::move(fix));
  }

  void ReadKind() {
    constexpr std::array<std::string_view, 3> kKinds = {"webhook", "email", "command"};
    int named = 0;
    for (size_t i = 0; i < kKinds.size(); ++i) {
      if (!node_.Has(kKinds[i])) continue;
      channel_.kind = static_cast<AlertChannel::Kind>(i);
      ++named;
    }
    if (named != 1) {
      return Refuse("name",
                    "A receiver of alerts is a webhook, an email or a command: this one is " +
                        std::string(named == 0 ? "none of them" : "several"),
                    "write one of the three; for several write several receivers");
    }
    for (const KindKey& key : kKindKeys) {
      if (key.kind != channel_.kind && node_.Has(key.name)) {
        Refuse(key.name, "'" + std::string(key.name) + "' is for another kind of receiver", "take it out");
      }
    }
  }

  std::string Reference(std::string_view member) {
    const std::string text(TextOf(node_, member));
    if (node_.Has(member) && !IsReference(text)) {
      Refuse(member, "'" + std::string(member) + "' is a secret, not a reference to one",
             "write ref+file:///path/of/a/file, ref+vault://… or another reference");
    }
    return text;
  }

  void ReadWebhook() {
    channel_.webhook = TextOf(node_, "webhook");
    channel_.secret = Reference("secret");
    if (TextOf(node_, "format") == "alertmanager") channel_.format = AlertFormat::kAlertmanager;
    const std::string_view url = channel_.webhook;
    const bool good = url.starts_with("https://") || url.starts_with("http://");
    const std::string_view rest = good ? url.substr(url.find("://") + 3) : std::string_view{};
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    if (!good || authority.empty() || authority.contains('@') ||
        !std::ranges::all_of(url, [](char byte) { return byte > ' ' && byte < 0x7F; })) {
      return Refuse("webhook", "The webhook is not a URL that alerts can be sent to",
                    "write https://host/path, without user");
    }
    const std::string_view host = authority.substr(0, authority.rfind(':'));
    const auto address = base::IpAddress::Parse(host);
    const bool here = host == "localhost" || (address && address->IsLoopback());
    if (c_.policy.environment == Environment::kProduction && url.starts_with("http://") && !here) {
      Refuse("webhook", "Alerts in production over plain HTTP", "write https://: they name who was attacked");
    }
  }

  void ReadEmail() {
    channel_.email = TextsOf(node_, "email");
    channel_.from = TextOf(node_, "from");
    channel_.smtp = TextOf(node_, "smtp");
    channel_.smtp_user = TextOf(node_, "smtp_user");
    channel_.smtp_password = Reference("smtp_password");
    if (channel_.email.empty() || channel_.email.size() > kMaxRecipients ||
        !std::ranges::all_of(channel_.email, IsMailAddress)) {
      Refuse("email", "'email' has no valid mail address", "write ops@example.org, 32 at most");
    }
    if (!IsMailAddress(channel_.from)) Refuse("from", "Mail needs a sender", "write from: gatehouse@example.org");
    const std::string_view smtp = channel_.smtp;
    const bool good = smtp.starts_with("smtp://") || smtp.starts_with("smtps://");
    const std::string_view host = good ? smtp.substr(smtp.find("://") + 3) : std::string_view{};
    if (host.empty() || host.find_first_of("/?#@") != std::string_view::npos ||
        !std::ranges::all_of(host, [](char byte) { return byte > ' ' && byte < 0x7F; })) {
      Refuse("smtp", "Mail needs a server",
             "write smtp: smtp://mail.example.org:587 (STARTTLS) or smtps://mail.example.org");
    }
    if (channel_.smtp_user.empty() != channel_.smtp_password.empty()) {
      Refuse("smtp_user", "'smtp_user' and 'smtp_password' belong together", "write both, or neither");
    }
  }

  void ReadCommand() {
    channel_.command = TextsOf(node_, "command");
    if (channel_.command.empty() || !channel_.command.front().starts_with('/')) {
      Refuse("command", "'command' must name a program by its absolute path",
             "write command: [/usr/local/bin/tell, argument]");
    }
  }

  Compilation& c_;
  const TextNode& node_;
  AlertChannel channel_;
};

}  // namespace

std::vector<AlertChannel> ReadAlertChannels(Compilation& c, const TextNode& control) {
  std::vector<AlertChannel> channels;
  const TextNode* list = control.Get("alerts");
  if (list == nullptr) return channels;
  for (const TextNode& item : list->items) {
    if (item.kind != TextNode::Kind::kMap) continue;
    AlertChannel channel = ChannelReader(c, item).Read();
    if (std::ranges::find(channels, channel.name, &AlertChannel::name) != channels.end()) {
      c.problems.Add(item.PlaceOf("name"), Quoted(channel.name) + " is the name of two receivers", "rename one");
    }
    channels.push_back(std::move(channel));
  }
  if (channels.size() > kMaxChannels) {
    c.problems.Add(list->place, "More than 16 receivers of alerts", "let one of them tell the others");
  }
  return channels;
}

}  // namespace gatehouse::gate
