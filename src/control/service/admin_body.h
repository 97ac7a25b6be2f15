// A JSON body of a request to the daemon: a flat object whose members are all known and have the right types. Passwords
// are wiped after use. Tests: admin_body_test.cc.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/secret_string.h"
#include "control/service/admin_protocol.h"
#include "control/service/http.h"

namespace gatehouse::service {

class AdminBody {
 public:
  // An empty body counts as an empty object, and a null member as absent. An unknown member, a wrong type, or a
  // missing required member is an Error.
  [[nodiscard]] static base::Result<AdminBody> Read(const HttpRequest& request, std::span<const AdminMember> members);

  [[nodiscard]] bool Has(std::string_view name) const;
  // Empty if the member is absent.
  [[nodiscard]] std::optional<std::string> Text(std::string_view name) const;
  [[nodiscard]] base::SecretString TakeSecret(std::string_view name);
  [[nodiscard]] std::optional<int64_t> Integer(std::string_view name) const;
  [[nodiscard]] std::optional<bool> Flag(std::string_view name) const;
  [[nodiscard]] std::optional<std::vector<std::string>> Texts(std::string_view name) const;
  // Also empty if the text is not a time: Has() distinguishes the two.
  [[nodiscard]] std::optional<base::Wall> Time(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> texts_;
  std::map<std::string, base::SecretString, std::less<>> secrets_;
  std::map<std::string, int64_t, std::less<>> integers_;
  std::map<std::string, bool, std::less<>> flags_;
  std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

// True for UTF-8 without control characters, of at most `max_bytes`: databases and terminals handle it unchanged.
[[nodiscard]] bool IsLine(std::string_view text, size_t max_bytes);

}  // namespace gatehouse::service
