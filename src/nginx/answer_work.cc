#include "nginx/answer_work.h"

#include <utility>

namespace gatehouse::nginx {

base::Result<AnswerMeans> AnswerMeans::Make(const gate::Policy& policy) {
  AnswerMeans all;
  std::map<std::pair<bool, std::vector<std::string>>, std::shared_ptr<Finder>> finders;
  for (const gate::Route& route : policy.routes) {
    if (!route.answers) continue;
    Means means{.finder = nullptr, .places = route.answers->escape};
    if (route.answers->redact || !route.answers->canaries.empty()) {
      auto& shared = finders[{route.answers->redact, route.answers->canaries}];
      if (shared == nullptr) {
        auto finder = answers::SecretFinder::Make(route.answers->redact, route.answers->canaries);
        if (!finder) return std::unexpected(finder.error());
        auto scratch = finder->MakeScratch();
        if (!scratch) return std::unexpected(scratch.error());
        shared = std::make_shared<Finder>(*std::move(finder), *std::move(scratch));
      }
      means.finder = shared;
    }
    all.means_.emplace(&route, std::move(means));
  }
  return all;
}

const AnswerMeans::Means* AnswerMeans::Of(const gate::Route& route) const {
  const auto at = means_.find(&route);
  return at == means_.end() ? nullptr : &at->second;
}

AnswerWork::AnswerWork(const AnswerMeans::Means& means, bool json, answers::Framing the_framing)
    : framing(the_framing) {
  if (json && !means.places.empty()) escaper.emplace(means.places);
  if (json && means.finder != nullptr) escapes.emplace();
  if (means.finder != nullptr) redactor.emplace(means.finder->finder, means.finder->scratch);
}

}  // namespace gatehouse::nginx
