#include "droplet/answer.h"

#include <algorithm>
#include <cctype>

namespace gatehouse::examples {
namespace {

constexpr std::string_view kGatePrefix = "x-gatehouse-";

bool IsFromGate(std::string_view name) {
  return name.size() >= kGatePrefix.size() &&
         std::equal(kGatePrefix.begin(), kGatePrefix.end(), name.begin(),
                    [](char prefix, char c) { return prefix == std::tolower(static_cast<unsigned char>(c)); });
}

nlohmann::json Self(const Droplet& droplet) {
  nlohmann::json self{{"droplet", droplet.id}};
  if (!droplet.name.empty()) self["name"] = droplet.name;
  return self;
}

}  // namespace

DropletAnswer AnswerHealth(const Droplet& droplet) {
  DropletAnswer answer{.body = Self(droplet)};
  answer.body["status"] = "ok";
  return answer;
}

DropletAnswer AnswerWithArrival(const Droplet& droplet, std::string_view field, std::string_view body,
                                const HeaderList& headers) {
  nlohmann::json arrived = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (arrived.is_discarded()) return {.status = 400, .body = {{"error", "the body is not JSON"}}};

  DropletAnswer answer{.body = Self(droplet)};
  answer.body[std::string(field)] = std::move(arrived);
  nlohmann::json& gate = answer.body["gate"] = nlohmann::json::object();
  for (const auto& [name, value] : headers) {
    if (IsFromGate(name)) gate[name] = value;
  }
  return answer;
}

DropletAnswer AnswerRecord(const Droplet& droplet, const std::string& number) {
  DropletAnswer answer{.body = Self(droplet)};
  answer.body["record"] = number;
  return answer;
}

DropletAnswer AnswerAlerts(std::string_view body) {
  DropletAnswer answer{.body = {{"alerts", nlohmann::json::array()}}};
  const nlohmann::json message = nlohmann::json::parse(body, nullptr, /*allow_exceptions=*/false);
  if (!message.is_object() || !message.contains("alerts") || !message["alerts"].is_array()) return answer;
  for (const nlohmann::json& alert : message["alerts"]) {
    if (!alert.is_object()) continue;
    std::string line = "ALERT";
    for (const char* name : {"severity", "subject", "sentence"}) line += ' ' + alert.value(name, "");
    answer.body["alerts"].push_back(line);
  }
  return answer;
}

}  // namespace gatehouse::examples
