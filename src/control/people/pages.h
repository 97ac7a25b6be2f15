// The HTML pages: they work without scripts, with a keyboard, with a screen reader, on narrow
// screens, in dark mode, and under `default-src 'self'`. All untrusted text is escaped here, and only here.
// Tests: pages_test.cc and tests/control/test_browser.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/service/http.h"

namespace gatehouse::people {

// What the login and the account say alike.
inline constexpr std::string_view kUnreadable = "The form could not be read. Try again.";
inline constexpr std::string_view kWrongCode = "That code is not right, or was used before. Wait for the next one.";
inline constexpr int kRefused = 403;

struct LoginPage {
  std::string name;    // as it was typed
  std::string next;    // unchecked; used only if it is a path of this host
  std::string notice;  // a success message, such as after a change of the password
  std::string error;
};
struct CodePage {
  std::string ticket;
  std::string error;
};
struct PasswordPage {
  std::string name;
  std::string error;
  std::vector<std::string> broken;  // rules that the new password breaks
};
struct SessionLine {
  std::string since;
  std::string until;
  std::string address;
  bool this_one = false;
};
struct AccountPage {
  std::string name;
  std::vector<std::string> roles;
  std::vector<SessionLine> sessions;
  bool has_second_factor = false;
  bool must_have_second_factor = false;
  std::string notice;
  std::string error;
};
struct TotpPage {
  std::string secret;  // base32, in groups; empty if it was shown before
  std::string uri;
  std::string ticket;
  std::string error;
  bool at_login = false;  // during a login, before there is a session
};
struct MessagePage {
  std::string title;
  std::string text;
  std::string link;  // a path
  std::string link_text;
};

[[nodiscard]] service::HttpResponse Show(const LoginPage& page, int status = 200);
[[nodiscard]] service::HttpResponse Show(const CodePage& page, int status = 200);
[[nodiscard]] service::HttpResponse Show(const PasswordPage& page, int status = 200);
[[nodiscard]] service::HttpResponse Show(const AccountPage& page, int status = 200);
[[nodiscard]] service::HttpResponse Show(const TotpPage& page, int status = 200);
[[nodiscard]] service::HttpResponse Show(const MessagePage& page, int status = 200);
[[nodiscard]] service::HttpResponse ShowStyle();

}  // namespace gatehouse::people
