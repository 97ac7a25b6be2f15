#include "settings/expand_drafts.h"

#include <algorithm>
#include <utility>

#include "settings/expand.h"

namespace gatehouse::settings {
namespace {

class Expansion {
 public:
  Expansion(std::vector<Draft>& drafts, const Sources& sources) : drafts_(drafts), sources_(sources) {}

  // `open`: the names being expanded, to detect cycles.
  base::Result<base::SecretString> Expanded(Draft& draft, std::vector<std::string>& open) {
    return ExpandNames(draft.setting.value.Reveal(),
                       [&](const std::string& name) { return ValueOf(name, draft, open); });
  }

 private:
  base::Result<base::SecretString> ValueOf(const std::string& name, Draft& user, std::vector<std::string>& open) {
    if (std::ranges::find(open, name) != open.end()) {
      return base::Fail("${" + name + "} refers back to itself", {}, "take one of them out");
    }
    const auto found =
        std::ranges::find_if(drafts_, [&](const Draft& one) { return one.setting.name == name && one.set; });
    if (found == drafts_.end()) {
      const auto inherited = std::ranges::find(sources_.inherited, name, &Variable::name);
      return inherited == sources_.inherited.end() ? base::SecretString() : inherited->value.Copy();
    }
    user.setting.secret = user.setting.secret || found->setting.secret;
    if (found->literal || !found->setting.reference.empty()) return found->setting.value.Copy();
    open.push_back(name);
    auto value = Expanded(*found, open);
    open.pop_back();
    return value;
  }

  std::vector<Draft>& drafts_;
  const Sources& sources_;
};

}  // namespace

void ExpandDrafts(std::vector<Draft>& drafts, const Sources& sources, std::vector<std::string>& notes,
                  std::vector<base::Error>& errors) {
  Expansion expansion(drafts, sources);
  for (Draft& draft : drafts) {
    if (draft.literal || draft.unknown || !draft.setting.reference.empty()) continue;
    if (!HoldsNames(draft.setting.value.Reveal())) continue;
    const std::string where = draft.setting.name + " (" + draft.setting.origin + ")";
    if (!sources.expand) {
      notes.push_back(where +
                      " contains ${…}, which is passed on unchanged; --expand replaces it by the value, single "
                      "quotes say that it is intended");
      continue;
    }
    std::vector<std::string> open = {draft.setting.name};
    auto expanded = expansion.Expanded(draft, open);
    if (!expanded) {
      errors.push_back({.what = expanded.error().what, .where = where, .fix = expanded.error().fix});
      draft.unknown = true;
      continue;
    }
    draft.setting.value = std::move(*expanded);
  }
}

}  // namespace gatehouse::settings
