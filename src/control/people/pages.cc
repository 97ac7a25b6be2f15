#include "control/people/pages.h"

#include <fmt/format.h>

#include "base/html.h"
#include "control/people/names.h"
#include "control/people/paths.h"

namespace gatehouse::people {
namespace {

service::HttpResponse Frame(int status, std::string_view title, std::string_view content) {
  return {status,
          {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}},
          fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{0} · Gatehouse</title>
<link rel="stylesheet" href="{1}">
</head>
<body>
<main>
<p class="site">Gatehouse</p>
<h1>{0}</h1>
{2}</main>
</body>
</html>
)",
                      title, path::kStyle, content)};
}

// Screen readers read it at once (role=alert); its id connects it to the field.
std::string ErrorBox(std::string_view error) {
  if (error.empty()) return {};
  return fmt::format("<p class=\"error\" role=\"alert\" id=\"error\">{}</p>\n", base::EscapeHtml(error));
}

std::string NoticeBox(std::string_view notice) {
  if (notice.empty()) return {};
  return fmt::format("<p class=\"notice\" role=\"status\">{}</p>\n", base::EscapeHtml(notice));
}

struct Field {
  std::string_view name;
  std::string_view label;
  std::string_view type = "text";
  std::string_view autocomplete = "off";
  std::string_view value = {};
  std::string_view more = {};  // further HTML attributes
  std::string_view hint = {};
  bool focus = false;
  bool wrong = false;  // the error box describes this field
};

std::string Input(const Field& field) {
  std::string described;
  if (field.wrong) described = "error";
  if (!field.hint.empty()) described += fmt::format("{}{}-hint", described.empty() ? "" : " ", field.name);
  return fmt::format(
      "<label for=\"{0}\">{1}</label>\n<input id=\"{0}\" name=\"{0}\" type=\"{2}\" autocomplete=\"{3}\" value=\"{4}\" "
      "required{5}{6}{7}{8}>\n{9}",
      field.name, field.label, field.type, field.autocomplete, base::EscapeHtml(field.value), field.more,
      field.focus ? " autofocus" : "", field.wrong ? " aria-invalid=\"true\"" : "",
      described.empty() ? "" : fmt::format(" aria-describedby=\"{}\"", described),
      field.hint.empty() ? "" : fmt::format("<p class=\"hint\" id=\"{}-hint\">{}</p>\n", field.name, field.hint));
}

constexpr std::string_view kNameLook = " maxlength=\"64\" autocapitalize=\"none\" spellcheck=\"false\"";
constexpr std::string_view kPasswordLook = " maxlength=\"1024\"";
constexpr std::string_view kCodeLook = " inputmode=\"numeric\" maxlength=\"9\" pattern=\"[0-9 ]*\"";
constexpr std::string_view kNewPasswordHint =
    "At least 12 characters, with upper-case and lower-case letters, a digit and a symbol. A few unrelated words are "
    "easy to remember and hard to guess.";

Field CodeField(std::string_view name, bool wrong, bool focus) {
  return {.name = name,
          .label = "Six-digit code from your authenticator app",
          .autocomplete = "one-time-code",
          .more = kCodeLook,
          .focus = focus,
          .wrong = wrong};
}

std::string Hidden(std::string_view name, std::string_view value) {
  return fmt::format("<input type=\"hidden\" name=\"{}\" value=\"{}\">\n", name, base::EscapeHtml(value));
}

std::string PostForm(std::string_view action, std::string_view inside, std::string_view button) {
  return fmt::format("<form method=\"post\" action=\"{}\">\n{}<button type=\"submit\">{}</button>\n</form>\n", action,
                     inside, button);
}

// Tells password managers for which user the password is.
std::string WhoseForm(std::string_view name) {
  return fmt::format("<input type=\"text\" name=\"name\" value=\"{}\" autocomplete=\"username\" hidden readonly>\n",
                     base::EscapeHtml(name));
}

std::string SecondFactorSection(const AccountPage& page) {
  std::string section = "<h2>Second factor</h2>\n";
  const std::string password = WhoseForm(page.name) + Input({.name = "password",
                                                             .label = "Your password",
                                                             .type = "password",
                                                             .autocomplete = "current-password",
                                                             .more = kPasswordLook});
  if (!page.has_second_factor) {
    if (page.must_have_second_factor) section += "<p>This site asks for one. Set it up to go on.</p>\n";
    section += "<p>An authenticator app then shows a code that is asked for at every login.</p>\n";
    return section + PostForm(path::kAccount, Hidden("action", "totp-begin") + password, "Set up an authenticator app");
  }
  section += "<p>An authenticator app is set up.</p>\n";
  if (page.must_have_second_factor) return section;
  return section + PostForm(path::kAccount,
                            Hidden("action", "totp-remove") + password + Input(CodeField("code", false, false)),
                            "Remove it");
}

}  // namespace

service::HttpResponse Show(const LoginPage& page, int status) {
  const bool wrong = !page.error.empty();
  std::string inside;
  if (IsOwnPath(page.next)) inside += Hidden("next", page.next);
  inside += Input({.name = "name",
                   .label = "Name",
                   .autocomplete = "username",
                   .value = page.name,
                   .more = kNameLook,
                   .focus = page.name.empty(),
                   .wrong = wrong});
  inside += Input({.name = "password",
                   .label = "Password",
                   .type = "password",
                   .autocomplete = "current-password",
                   .more = kPasswordLook,
                   .focus = !page.name.empty(),
                   .wrong = wrong});
  return Frame(status, "Log in",
               NoticeBox(page.notice) + ErrorBox(page.error) + PostForm(path::kLogin, inside, "Log in"));
}

service::HttpResponse Show(const CodePage& page, int status) {
  const std::string inside = Hidden("ticket", page.ticket) + Input(CodeField("code", !page.error.empty(), true));
  return Frame(status, "Second factor",
               ErrorBox(page.error) + PostForm(path::kSecondFactor, inside, "Go on") +
                   fmt::format("<p><a href=\"{}\">Log in as somebody else</a></p>\n", path::kLogin));
}

service::HttpResponse Show(const PasswordPage& page, int status) {
  std::string problems = ErrorBox(page.error);
  if (!page.broken.empty()) {
    problems = "<div class=\"error\" role=\"alert\" id=\"error\">\n<p>The new password needs:</p>\n<ul>\n";
    for (const std::string& rule : page.broken) problems += fmt::format("<li>{}</li>\n", base::EscapeHtml(rule));
    problems += "</ul>\n</div>\n";
  }
  std::string inside = WhoseForm(page.name);
  inside += Input({.name = "password",
                   .label = "Old password",
                   .type = "password",
                   .autocomplete = "current-password",
                   .more = kPasswordLook,
                   .focus = true,
                   .wrong = !page.error.empty()});
  inside += Input({.name = "new",
                   .label = "New password",
                   .type = "password",
                   .autocomplete = "new-password",
                   .more = kPasswordLook,
                   .hint = kNewPasswordHint,
                   .wrong = !page.broken.empty()});
  inside += Input({.name = "again",
                   .label = "New password, once more",
                   .type = "password",
                   .autocomplete = "new-password",
                   .more = kPasswordLook});
  return Frame(status, "Change password",
               problems + "<p>All of your sessions end, and you log in again.</p>\n" +
                   PostForm(path::kPassword, inside, "Change password") +
                   fmt::format("<p><a href=\"{}\">Back to your account</a></p>\n", path::kAccount));
}

service::HttpResponse Show(const AccountPage& page, int status) {
  std::string content = NoticeBox(page.notice) + ErrorBox(page.error);
  std::string roles;
  for (const std::string& role : page.roles) roles += (roles.empty() ? "" : ", ") + base::EscapeHtml(role);
  content += fmt::format("<dl>\n<dt>Name</dt><dd>{}</dd>\n<dt>Roles</dt><dd>{}</dd>\n</dl>\n",
                         base::EscapeHtml(page.name), roles.empty() ? "none" : roles);
  content += PostForm(path::kLogout, {}, "Log out everywhere");
  content += fmt::format("<p><a href=\"{}\">Change password</a></p>\n", path::kPassword);
  content += SecondFactorSection(page);
  content += "<h2>Sessions</h2>\n<ul class=\"sessions\">\n";
  for (const SessionLine& line : page.sessions) {
    content +=
        fmt::format("<li>{} from {}, until {}{}</li>\n", base::EscapeHtml(line.since), base::EscapeHtml(line.address),
                    base::EscapeHtml(line.until), line.this_one ? " <strong>(this one)</strong>" : "");
  }
  return Frame(status, "Your account", content + "</ul>\n");
}

service::HttpResponse Show(const TotpPage& page, int status) {
  std::string content = ErrorBox(page.error);
  if (page.at_login) content += "<p>This site asks for a second factor, and you have none yet.</p>\n";
  if (!page.secret.empty()) {
    content += fmt::format(
        "<p>Add this to your authenticator app. It is shown only now.</p>\n"
        "<dl>\n<dt>Key</dt><dd><code>{}</code></dd>\n<dt>Or as a link, for an app on this device</dt>"
        "<dd><a class=\"long\" href=\"{}\">{}</a></dd>\n</dl>\n",
        base::EscapeHtml(page.secret), base::EscapeHtml(page.uri), base::EscapeHtml(page.uri));
  }
  const std::string inside = (page.at_login ? "" : Hidden("action", "totp-confirm")) + Hidden("ticket", page.ticket) +
                             Input(CodeField("code", !page.error.empty(), page.secret.empty()));
  return Frame(status, "Set up a second factor",
               content + PostForm(page.at_login ? path::kSecondFactor : path::kAccount, inside, "Confirm") +
                   fmt::format("<p><a href=\"{}\">Not now</a></p>\n", page.at_login ? path::kLogin : path::kAccount));
}

service::HttpResponse Show(const MessagePage& page, int status) {
  return Frame(status, base::EscapeHtml(page.title),
               fmt::format("<p>{}</p>\n<p><a href=\"{}\">{}</a></p>\n", base::EscapeHtml(page.text),
                           base::EscapeHtml(page.link), base::EscapeHtml(page.link_text)));
}

}  // namespace gatehouse::people
