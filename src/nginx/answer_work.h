// What is done to the answers of routes that say `answers`: the means, made once a policy, and the state of one answer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answers/framing.h"
#include "answers/stream_redactor.h"
#include "gate/policy/policy.h"
#include "gate/respond/json_escaper.h"
#include "nginx/ngx.h"

namespace gatehouse::nginx {

// For each route that says `answers`, where secrets begin and which strings are escaped. Of a policy, which outlives
// it.
class AnswerMeans {
 public:
  [[nodiscard]] static base::Result<AnswerMeans> Make(const gate::Policy& policy);

  struct Finder {
    answers::SecretFinder finder;
    patterns::Scratch scratch;  // a worker has one thread
  };
  struct Means {
    std::shared_ptr<Finder> finder;  // null: nothing is taken out; routes that look for the same share it
    std::vector<gate::StringPlace> places;
  };
  // Null where the route asks for nothing.
  [[nodiscard]] const Means* Of(const gate::Route& route) const;

 private:
  std::map<const gate::Route*, Means> means_;
};

// One answer that is worked on.
struct AnswerWork {
  AnswerWork(const AnswerMeans::Means& means, bool json, answers::Framing the_framing);

  std::optional<gate::JsonEscaper> escaper;
  std::optional<answers::StreamRedactor> redactor;
  answers::Framing framing;
  std::string escaped;          // a piece as the escaper left it
  ngx_chain_t* free = nullptr;  // buffers of our own
  ngx_chain_t* busy = nullptr;
};

}  // namespace gatehouse::nginx
