#include "control/people/people.h"

#include <string>

#include "control/people/account.h"
#include "control/people/accounts.h"
#include "control/people/attempts.h"
#include "control/people/desk.h"
#include "control/people/login.h"
#include "control/people/pages.h"
#include "control/people/paths.h"
#include "control/people/session_book.h"
#include "control/people/session_keys.h"
#include "control/people/user_admin.h"

namespace gatehouse::people {
namespace {

// Target time of one hash: expensive for an attacker, short for a login.
constexpr std::chrono::milliseconds kHashTime{50};

// The issuer in authenticator apps: the public host.
std::string HostOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  return url.empty() ? "gatehouse" : std::string(url);
}

class People final : public service::Part {
 public:
  explicit People(const PeopleContext& context)
      : settings_(*context.policy.control->people),
        keys_(context.database, context.link, context.sealer, context.policy.control->SessionKeysFile()),
        book_(context.database, context.link, keys_, settings_.session_life),
        accounts_(context.database, book_, context.cost ? *context.cost : passwords::CalibratedCost(kHashTime)),
        attempts_(context.link, context.database, settings_.attempts),
        desk_{context.database, context.link, context.sealer, context.hashes, settings_, keys_, book_,
              accounts_,        attempts_},
        login_(desk_, HostOf(context.policy.control->url)),
        account_(desk_, HostOf(context.policy.control->url)),
        admin_(desk_) {}

  service::HttpRoutes PublicRoutes() override {
    const auto get = [](std::string_view path, auto handle) {
      return service::HttpRoute{"GET", std::string(path), handle};
    };
    const auto post = [](std::string_view path, auto handle) {
      return service::HttpRoute{"POST", std::string(path), handle};
    };
    return {
        get(path::kLogin, [this](const service::HttpRequest& request) { return login_.ShowForm(request); }),
        post(path::kLogin, [this](const service::HttpRequest& request) { return login_.Submit(request); }),
        // The page for the code only follows the login form; without it, redirect to the login.
        get(path::kSecondFactor, [](const service::HttpRequest&) { return service::SeeOther(path::kLogin); }),
        post(path::kSecondFactor, [this](const service::HttpRequest& request) { return login_.SubmitCode(request); }),
        get(path::kStyle, [](const service::HttpRequest&) { return ShowStyle(); }),
        post(path::kLogout, [this](const service::HttpRequest& request) { return account_.Logout(request); }),
        get(path::kPassword, [this](const service::HttpRequest& request) { return account_.ShowPassword(request); }),
        post(path::kPassword, [this](const service::HttpRequest& request) { return account_.SubmitPassword(request); }),
        get(path::kAccount, [this](const service::HttpRequest& request) { return account_.ShowAccount(request); }),
        post(path::kAccount, [this](const service::HttpRequest& request) { return account_.SubmitAccount(request); }),
    };
  }

  service::HttpRoutes AdminRoutes() override { return admin_.Routes(); }

  base::Result<> Begin(base::Now now) override {
    if (auto begun = accounts_.Begin(settings_.breached_passwords); !begun) return begun;
    accounts_.DisableTheRest(now.wall);
    if (auto begun = keys_.Begin(now.wall); !begun) return begun;
    return book_.Begin(now);
  }

  void Tick(base::Now now) override {
    // An error is ignored: the next call tries again.
    (void)keys_.Tick(now.wall);
    accounts_.DisableTheRest(now.wall);
    book_.Tick(now);
    attempts_.Tick(now.wall);
    accounts_.ForgetBcryptIfGone();
  }

 private:
  gate::PeopleSettings settings_;
  SessionKeys keys_;
  SessionBook book_;
  Accounts accounts_;
  Attempts attempts_;
  Desk desk_;
  Login login_;
  Account account_;
  UserAdmin admin_;
};

}  // namespace

std::unique_ptr<service::Part> MakePeople(const PeopleContext& context) { return std::make_unique<People>(context); }

}  // namespace gatehouse::people
