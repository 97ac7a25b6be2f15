// How values are stored in columns: times as milliseconds, lists of words as JSON arrays, missing values as NULL. Only
// for the store's own sources, because it includes SOCI's headers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "control/store/soci.h"

namespace gatehouse::store {

[[nodiscard]] inline long long TimeColumn(base::Wall time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline base::Wall TimeOf(long long column) { return base::Wall(std::chrono::milliseconds(column)); }

// A time that may be NULL, bound as Use(column) and Into(column).
struct OptionalTimeColumn {
  long long value = 0;
  soci::indicator state = soci::i_null;

  OptionalTimeColumn() = default;
  explicit OptionalTimeColumn(const std::optional<base::Wall>& time)
      : value(time ? TimeColumn(*time) : 0), state(time ? soci::i_ok : soci::i_null) {}
  [[nodiscard]] std::optional<base::Wall> Get() const {
    if (state == soci::i_null) return std::nullopt;
    return TimeOf(value);
  }
};
// SOCI keeps a reference to the name, so a temporary would be destroyed too early.
inline const std::string kNoName;
[[nodiscard]] inline auto Use(OptionalTimeColumn& column) { return soci::use(column.value, column.state, kNoName); }
[[nodiscard]] inline auto Into(OptionalTimeColumn& column) { return soci::into(column.value, column.state); }

[[nodiscard]] std::string WordsColumn(const std::vector<std::string>& words);
[[nodiscard]] std::vector<std::string> WordsOf(std::string_view column);  // empty if it is not a list of strings

// The index of `word` in `names`, for enums that are stored by name. Throws soci::soci_error for an
// unknown word.
template <typename Enum, typename Names>
[[nodiscard]] Enum EnumOf(const Names& names, std::string_view word) {
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i] == word) return static_cast<Enum>(i);
  }
  throw soci::soci_error("a column contains an unknown word");
}

}  // namespace gatehouse::store
