// The processing of responses on routes with `answers`: objects made once per policy, and the state of one response.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "answers/framing.h"
#include "answers/json_escapes.h"
#include "answers/stream_redactor.h"
#include "gate/policy/policy.h"
#include "gate/respond/json_escaper.h"
#include "nginx/ngx.h"

namespace gatehouse::nginx {

// For each route with `answers`, the finder of secrets and the strings to escape. The policy must outlive
// it.
class AnswerMeans {
 public:
  [[nodiscard]] static base::Result<AnswerMeans> Make(const gate::Policy& policy);

  struct Finder {
    answers::SecretFinder finder;
    patterns::Scratch scratch;  // a worker has one thread
  };
  struct Means {
    std::shared_ptr<Finder> finder;  // null: nothing is removed; routes with the same settings share it
    std::vector<gate::StringPlace> places;
  };
  // Null if the route has no `answers`.
  [[nodiscard]] const Means* Of(const gate::Route& route) const;

 private:
  std::map<const gate::Route*, Means> means_;
};

// The state of one response.
struct AnswerWork {
  AnswerWork(const AnswerMeans::Means& means, bool json, answers::Framing the_framing);

  std::optional<gate::JsonEscaper> escaper;
  std::optional<answers::JsonEscapes> escapes;  // if secrets are looked for in JSON
  std::optional<answers::StreamRedactor> redactor;
  answers::Framing framing;
  std::string escaped;          // output of the escaper for one piece
  std::string unescaped;        // the last piece, without needless escapes
  ngx_chain_t* free = nullptr;  // our own buffers
  ngx_chain_t* busy = nullptr;
};

}  // namespace gatehouse::nginx
