// What a droplet answers: it shows what reached it, so that one sees what the gate passed on and what it took away.
// No HTTP library in here. Tested by answer_test.cc.
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

// `body` must be JSON (400 otherwise); it comes back under `field`, beside the X-Gatehouse-* headers that came with it.
[[nodiscard]] DropletAnswer AnswerWithArrival(const Droplet& droplet, std::string_view field, std::string_view body,
                                              const HeaderList& headers);

}  // namespace gatehouse::examples
