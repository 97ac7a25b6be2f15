#include "control/alerts/alert_message.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"
#include "base/rfc3339.h"
#include "control/service/admin_body.h"
#include "control/service/json_text.h"

namespace gatehouse::alerts {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::chrono::minutes kTestLasts{5};
constexpr std::chrono::days kOpenLasts{30};  // after the last word about it

constexpr size_t kMaxSubjectBytes = 120;  // of a mail
constexpr size_t kBase64Line = 76;        // RFC 2045
constexpr size_t kEncodedWordBytes = 39;  // 52 in base64, and the name of the header before them

Json ContentOf(const store::QueuedAlert& alert) {
  Json content = Json::parse(alert.content, nullptr, /*allow_exceptions=*/false);
  return content.is_object() ? content : Json::object();
}

std::string Word(const Json& content, const char* name) {
  const auto member = content.find(name);
  if (member == content.end()) return {};
  return member->is_string() ? member->get<std::string>() : service::JsonText(*member);
}

int RankOf(const Json& content) {
  const std::string word = Word(content, "severity");
  for (int rank = static_cast<int>(gate::Severity::kCritical); rank > 0; --rank) {
    if (word == gate::Name(static_cast<gate::Severity>(rank))) return rank;
  }
  return 0;
}

// In lines, as a mail's body wants it.
std::string Base64Lines(std::string_view text) {
  const std::string encoded = base::Base64Encode(text);
  std::string lines;
  for (size_t at = 0; at < encoded.size(); at += kBase64Line) {
    lines.append(encoded, at, kBase64Line).append("\r\n");
  }
  return lines;
}

// A header's value of any characters (RFC 2047): encoded, it cannot begin another header. No word is longer than 75.
std::string EncodedHeader(std::string_view text) {
  std::string encoded;
  while (!text.empty()) {
    size_t step = std::min(text.size(), kEncodedWordBytes);
    while (step > 1 && !base::IsUtf8(text.substr(0, step))) --step;
    encoded +=
        fmt::format("{}=?utf-8?B?{}?=", encoded.empty() ? "" : "\r\n ", base::Base64Encode(text.substr(0, step)));
    text.remove_prefix(step);
  }
  return encoded;
}

std::string HostOf(std::string_view gate) {
  const size_t scheme = gate.find("://");
  std::string_view host = scheme == std::string_view::npos ? gate : gate.substr(scheme + 3);
  host = host.substr(0, host.find_first_of(":/"));
  return host.empty() ? "gatehouse" : std::string(host);
}

// "address 192.0.2.1", and how many others there are.
std::string SubjectOf(const Json& content) {
  const auto subjects = content.find("subjects");
  const int64_t count = subjects != content.end() && subjects->is_number_integer() ? subjects->get<int64_t>() : 1;
  return Word(content, "subject") + (count > 1 ? fmt::format(" and {} more", count - 1) : "");
}

std::string SentenceOf(const Json& content) {
  return fmt::format("incident {} ({}, {}): {}: {}", Word(content, "incident"), Word(content, "cause"),
                     Word(content, "severity"), SubjectOf(content), Word(content, "sentence"));
}

// When Alertmanager lets the alert end by itself: an end that is not given comes after its resolve_timeout, which is
// minutes. A test, which is about no incident, stays long enough to be seen.
std::string EndOf(const Json& content) {
  const auto told = base::ParseTimeText(Word(content, "time"));
  if (!told) return {};
  if (Word(content, "incident") == "0") return base::TimeText(*told + kTestLasts);
  return base::TimeText(Word(content, "cause") == "closed" ? *told : *told + kOpenLasts);
}

}  // namespace

std::string GatehouseMessage(const std::vector<store::QueuedAlert>& alerts, std::string_view gate, base::Wall now) {
  Json list = Json::array();
  for (const store::QueuedAlert& alert : alerts) {
    Json one = {{"id", alert.id}};
    one.update(ContentOf(alert));
    list.push_back(one);
  }
  return service::JsonText({{"version", 1}, {"gate", gate}, {"sent", base::TimeText(now)}, {"alerts", list}});
}

// One entry an incident: equal labels are one alert to Alertmanager, and of those the last word counts.
std::string AlertmanagerMessage(const std::vector<store::QueuedAlert>& alerts, std::string_view gate) {
  std::map<std::string, Json> by_incident;
  for (const store::QueuedAlert& alert : alerts) {
    const Json content = ContentOf(alert);
    Json entry = {{"labels",
                   {{"alertname", "GatehouseIncident"},
                    {"incident", Word(content, "incident")},
                    {"rule", Word(content, "rule")},
                    {"gate", gate}}},
                  {"annotations",
                   {{"summary", Word(content, "sentence")},
                    {"description", SentenceOf(content)},
                    {"severity", Word(content, "severity")},
                    {"subject", SubjectOf(content)},
                    {"stage", Word(content, "stage")},
                    {"alert_id", std::to_string(alert.id)}}},
                  {"startsAt", Word(content, "opened")},
                  {"generatorURL", std::string(gate) + "/_gatehouse/console"}};
    if (const std::string end = EndOf(content); !end.empty()) entry["endsAt"] = end;
    by_incident[Word(content, "incident")] = entry;
  }
  Json list = Json::array();
  for (auto& [incident, entry] : by_incident) list.push_back(std::move(entry));
  return service::JsonText(list);
}

std::string MailMessage(const std::vector<store::QueuedAlert>& alerts, const gate::AlertChannel& channel,
                        std::string_view gate, base::Wall now) {
  std::string text;
  std::string worst;
  int rank = -1;
  for (const store::QueuedAlert& alert : alerts) {
    const Json content = ContentOf(alert);
    const std::string sentence = SentenceOf(content);
    if (RankOf(content) > rank) {
      rank = RankOf(content);
      worst = sentence;
    }
    text += fmt::format("{}  {}\n    rule {}, {} findings about {} subjects, stage {}, alert {}\n",
                        Word(content, "time"), sentence, Word(content, "rule"), Word(content, "findings"),
                        Word(content, "subjects"), Word(content, "stage"), alert.id);
  }
  text += fmt::format("\nThe gate is {}. `gatehouse incident show N` has all of it.\n", gate);
  std::string subject = worst.substr(0, kMaxSubjectBytes);
  while (!base::IsUtf8(subject)) subject.pop_back();
  if (alerts.size() > 1) subject += fmt::format(" (and {} more)", alerts.size() - 1);
  return fmt::format(
      "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\nFrom: Gatehouse <{}>\r\nTo: {}\r\nSubject: {}\r\n"
      "Message-ID: <alert-{}-{}@{}>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
      std::chrono::floor<std::chrono::seconds>(now), channel.from, fmt::join(channel.email, ", "),
      EncodedHeader("[Gatehouse] " + subject), alerts.empty() ? 0 : alerts.back().id,
      alerts.empty() ? 0 : alerts.back().created.time_since_epoch().count(), HostOf(gate), Base64Lines(text));
}

std::string SignatureOf(std::string_view secret, std::string_view body, base::Wall now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto mac = crypto::HmacSha256(secret, fmt::format("{}.{}", seconds, body));
  return fmt::format("t={},v1={}", seconds, base::HexEncode({reinterpret_cast<const char*>(mac.data()), mac.size()}));
}

}  // namespace gatehouse::alerts
