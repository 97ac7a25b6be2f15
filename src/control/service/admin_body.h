// JSON in and out of the admin socket: a flat object whose members are all known, errors that say what, where and how
// to fix it. Shown by admin_body_test.cc.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "control/service/http.h"

namespace gatehouse::service {

class AdminBody {
 public:
  // An empty body is an empty object. An unknown member, or one that is neither text, integer, boolean nor a list of
  // texts, is an Error; null is as good as absent.
  [[nodiscard]] static base::Result<AdminBody> Read(const HttpRequest& request,
                                                    std::initializer_list<std::string_view> known);

  [[nodiscard]] bool Has(std::string_view name) const;
  // Empty where the member is absent or of another type: Wrong() tells the two apart.
  [[nodiscard]] std::optional<std::string> Text(std::string_view name) const;
  [[nodiscard]] std::optional<int64_t> Integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> Flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> Texts(std::string_view name) const;
  // A time: RFC 3339 in UTC ("2026-01-31T12:00:00Z"), or seconds since 1970.
  [[nodiscard]] std::optional<base::Wall> Time(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, int64_t, std::less<>> integers_;
  std::map<std::string, bool, std::less<>> flags_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

// UTF-8 without control characters, so many bytes at most: what a database keeps and a terminal shows as it is.
[[nodiscard]] bool IsLine(std::string_view text, size_t max_bytes);
[[nodiscard]] HttpResponse AdminFault(int status, const base::Error& error);

}  // namespace gatehouse::service
