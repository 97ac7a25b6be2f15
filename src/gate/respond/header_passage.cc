#include "gate/respond/header_passage.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/plain_name.h"

namespace gatehouse::gate {

HeaderPassage::HeaderPassage(const Request& request, std::span<const std::string> kept)
    : kept_(kept), any_odd_(!request.plain_names && std::ranges::any_of(request.headers, [](const Header& header) {
        return !base::IsPlainName(header.name) && IsOddlySpelled(header.name);  // the latter of hardly any
      })) {
  if (!any_odd_) return;  // nearly every request
  for (const Header& header : request.headers) {
    if (!IsOddlySpelled(header.name)) plain_.push_back(FoldedName(header.name));
  }
  std::ranges::sort(plain_);  // a request may have hundreds
}

std::string_view HeaderPassage::StopsListed(std::string_view name) const {
  const bool odd = any_odd_ && IsOddlySpelled(name);
  const std::string_view entry = StrippedBy(name, odd);
  if (!entry.empty()) {
    const auto is = [name](std::string_view kept) { return base::EqualIgnoringCase(kept, name); };
    return std::ranges::any_of(kept_, is) ? std::string_view{} : entry;
  }
  return odd && std::ranges::binary_search(plain_, FoldedName(name)) ? kSecondSpelling : std::string_view{};
}

}  // namespace gatehouse::gate
