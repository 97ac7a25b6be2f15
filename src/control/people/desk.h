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
#include "control/service/exchange.h"
#include "control/service/gate_link.h"
#include "control/service/hash_queue.h"
#include "control/service/sealer.h"
#include "control/store/database.h"
#include "gate/exchange/reason.h"
#include "gate/policy/control_settings.h"

namespace gatehouse::control {

struct Desk {
  Database& database;
  GateLink& link;
  const Sealer& sealer;
  HashQueue& hashes;
  const gate::PeopleSettings& settings;
  SessionKeys& keys;
  SessionBook& book;
  Accounts& accounts;
  Attempts& attempts;
};

// One line in the event log about what a request did. `principal` is empty where nobody is known.
void LogEvent(Desk& desk, const HttpRequest& request, std::string_view type, std::string_view principal,
              std::string_view details, gate::Severity severity = gate::Severity::kInfo);
// What could not be done is written down; whoever asked is told nothing about it.
[[nodiscard]] HttpResponse ShowFailure(Desk& desk, const HttpRequest& request, const base::Error& error);
[[nodiscard]] HttpResponse ShowWait(std::chrono::seconds wait);  // 429

// Does what hashes a password when it is this client's turn. Where it was not done: the answer (503) that says so.
[[nodiscard]] std::optional<HttpResponse> InTurn(Desk& desk, const HttpRequest& request,
                                                 const std::function<void()>& work);

// The code that an app shows for the account, spent if it is right.
[[nodiscard]] base::Result<bool> SpendCode(Desk& desk, const User& user, std::string_view code, base::Wall now);
[[nodiscard]] std::string TotpContext(const User& user);  // what the account's secret is sealed for

}  // namespace gatehouse::control
