// What a droplet answers: the request as it arrived, so that a reader sees what the gate passed on and what it removed.
// Uses no HTTP library. Tested by answer_test.cc.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::examples {

struct Droplet {
  int id = 0;  // 1–999
  std::string name;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct DropletAnswer {
  int status = 200;
  nlohmann::json body;
};

[[nodiscard]] DropletAnswer AnswerHealth(const Droplet& droplet);

// `body` must be JSON (400 otherwise); it is returned under `field`, next to the X-Gatehouse-* headers of the request.
[[nodiscard]] DropletAnswer AnswerWithArrival(const Droplet& droplet, std::string_view field, std::string_view body,
                                              const HeaderList& headers);

[[nodiscard]] DropletAnswer AnswerRecord(const Droplet& droplet, const std::string& number);
// The gate's alerts (doc/alerts.md), each as a line of text under `alerts`; an empty list if the body contains none.
[[nodiscard]] DropletAnswer AnswerAlerts(std::string_view body);

}  // namespace gatehouse::examples
