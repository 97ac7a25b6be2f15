// What the endpoints for people share: accounts, sessions, limits, the link to the gate. Created in
// people.cc. Tests: desk_test.cc.
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

// Writes one event about a request. `principal` is empty if the person is unknown; `tried` is the mark
// of the refused credential.
void LogEvent(Desk& desk, const service::HttpRequest& request, events::EventType type, std::string_view principal,
              std::string_view details, std::string_view tried = {});
// Logs the error, and returns a page without its details.
[[nodiscard]] service::HttpResponse ShowFailure(Desk& desk, const service::HttpRequest& request,
                                                const base::Error& error);
[[nodiscard]] service::HttpResponse ShowWait(std::chrono::seconds wait);  // 429

// Runs work that hashes a password when it is this client's turn. Returns the response (503) if there is no place.
[[nodiscard]] std::optional<service::HttpResponse> InTurn(Desk& desk, const service::HttpRequest& request,
                                                          const std::function<void()>& work);

// Checks a code of an authenticator app; if it is right, marks it as spent.
[[nodiscard]] base::Result<bool> SpendCode(Desk& desk, const store::User& user, std::string_view code, base::Wall now);
[[nodiscard]] std::string TotpContext(const store::User& user);  // the Sealer's context of the account's secret

}  // namespace gatehouse::people
