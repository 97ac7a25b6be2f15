// What all of people's endpoints share: the accounts, the sessions, the limits, the gate's ear. Put together in
// people.cc.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "control/people/accounts.h"
#include "control/people/attempts.h"
#include "control/people/session_book.h"
#include "control/people/session_keys.h"
#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/http.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "events/tried.h"
#include "gate/policy/control_settings.h"

namespace gatehouse::people {

struct Desk {
  store::Database& database;
  service::GateLink& link;
  const service::Sealer& sealer;
  service::HashQueue& hashes;
  const gate::PeopleSettings& settings;
  SessionKeys& keys;
  SessionBook& book;
  Accounts& accounts;
  Attempts& attempts;
  events::TriedMark tried{};
};

// One line in the event log about what a request did. `principal` is empty where nobody is known; `tried` is the mark
// of what was refused.
void LogEvent(Desk& desk, const service::HttpRequest& request, events::EventType type, std::string_view principal,
              std::string_view details, std::string_view tried = {});
// What could not be done is written down; the person who asked is told nothing about it.
[[nodiscard]] service::HttpResponse ShowFailure(Desk& desk, const service::HttpRequest& request,
                                                const base::Error& error);
[[nodiscard]] service::HttpResponse ShowWait(std::chrono::seconds wait);  // 429

// Does what hashes a password when it is this client's turn. Where it was not done: the answer (503) that says so.
[[nodiscard]] std::optional<service::HttpResponse> InTurn(Desk& desk, const service::HttpRequest& request,
                                                          const std::function<void()>& work);

// The code that an app shows for the account, spent if it is right.
[[nodiscard]] base::Result<bool> SpendCode(Desk& desk, const store::User& user, std::string_view code, base::Wall now);
[[nodiscard]] std::string TotpContext(const store::User& user);  // what the account's secret is sealed for

}  // namespace gatehouse::people
