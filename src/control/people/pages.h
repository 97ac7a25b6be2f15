// The pages that people see: plain HTML that works without script, with a keyboard, with a screen reader, on a narrow
// screen, in the dark, and under `default-src 'self'`. Whatever came from outside is escaped here and nowhere else.
// Tests: pages_test.cc and tests/control/test_browser.py.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "control/service/http.h"

namespace gatehouse::people {

struct LoginPage {
  std::string name;    // as it was typed
  std::string next;    // as it came; kept only if it is a path of ours
  std::string notice;  // what went well, such as a changed password
  std::string error;
};
struct CodePage {
  std::string ticket;
  std::string error;
};
struct PasswordPage {
  std::string name;
  std::string error;
  std::vector<std::string> broken;  // what the new password lacks
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
  std::string secret;  // base32, in groups; empty when it has been shown before
  std::string uri;
  std::string ticket;
  std::string error;
  bool at_login = false;  // before there is a session
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
