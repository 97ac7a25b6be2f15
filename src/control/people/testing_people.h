// People with only a database, for the tests of this room: a gate that is a list, a fixed
// clock, a browser that is a map. Not part of the product.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/testing_folder.h"
#include "control/people/people.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "control/store/sessions.h"
#include "control/store/users.h"
#include "jose/session_token.h"

namespace gatehouse::people::testing {

inline constexpr std::string_view kPassword = "river-Otter8 brass lantern";         // gatehouse:allow
inline constexpr std::string_view kOtherPassword = "Copper7 willow, nine bridges";  // gatehouse:allow
inline constexpr passwords::HashCost kCheapHash{.memory_bytes = 8192, .passes = 2};

// A fake gate: what the daemon uses of it.
class FakeLink : public service::GateLink {
 public:
  base::Result<> Revoke(const state::Revocation& revocation, base::Wall) override;
  base::Result<> Unrevoke(state::Revoked, std::string_view, std::string_view value) override;
  bool IsRevoked(const jose::Claims& principal, base::Wall) const override;
  std::vector<state::Revocation> Revocations(base::Wall) const override;
  void FilesChanged() override { ++files_changed; }
  gate::RateVerdict Take(const gate::Limit& limit, std::string_view key, base::Steady now) override;
  void GiveBack(const gate::Limit& limit, std::string_view key, base::Steady) override;
  uint64_t Refused(gate::Reason) const override { return 0; }
  void Log(const events::Event& event) override;
  void LogRepeats(base::Wall) override {}

  struct Logged {
    std::string type;
    std::string principal;
    std::string details;
  };
  mutable std::mutex mutex;
  std::map<std::string, state::Revocation> revoked;  // by jti
  std::map<std::pair<uint64_t, std::string>, std::vector<base::Steady>> places;
  std::vector<Logged> events;
  int files_changed = 0;
  bool table_full = false;
  std::function<void()> before_entry;  // what another thread does meanwhile
};

using Fields = std::vector<std::pair<std::string, std::string>>;  // of a form

class PeopleTest : public ::testing::Test {
 protected:
  PeopleTest();
  ~PeopleTest() override;

  gate::PeopleSettings& settings() { return *policy_.control->people; }

  // Simulates a start of the daemon.
  base::Result<> Start();
  void Wait(std::chrono::milliseconds time);

  service::HttpResponse Call(service::HttpRequest request);
  service::HttpResponse Admin(std::string method, std::string path, std::string body = {});
  void AddUserNamed(std::string_view name, std::string_view password = kPassword, std::string_view roles = "[]");

  // Verifies a cookie as the gate does: with its code and files, and the list of revocations.
  std::optional<jose::Claims> Proven(const std::string& cookie) const;

  // A browser that keeps cookies.
  struct Browser {
    std::string cookie;
  };
  service::HttpResponse Send(Browser& browser, std::string method, std::string path, const Fields& fields = {});
  service::HttpResponse LogIn(Browser& browser, std::string_view name, std::string_view password = kPassword,
                              std::string_view next = {});

  static std::string HeaderOf(const service::HttpResponse& response, std::string_view name);
  // The value of a hidden field of the page.
  static std::string HiddenOf(const service::HttpResponse& response, const std::string& name);
  std::optional<store::User> Stored(const std::string& name);
  std::vector<store::Session> Live();

  base::testing::Folder folder_;
  base::Now now_{base::Wall(std::chrono::seconds(1'700'000'000)), base::Steady(std::chrono::hours(100))};
  FakeLink link_;
  gate::Policy policy_;
  service::HashQueue hashes_{1};
  service::Sealer sealer_{base::SecretString(std::string(32, 'k'))};
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<service::Part> part_;
};

}  // namespace gatehouse::people::testing
