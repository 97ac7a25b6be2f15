#include "fetch/mail.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/lines.h"
#include "fetch/authorities.h"
#include "fetch/libcurl.h"

namespace gatehouse::fetch {
namespace {

constexpr size_t kMostSaidBytes = 300;

Failure Misused(std::string what, const Mail& mail) {
  return {{std::move(what), mail.server, {}}, FailureKind::kMisused};
}

// An address becomes part of an SMTP command: no character in it may end the command.
bool IsAddress(std::string_view address) {
  return !address.empty() &&
         std::ranges::none_of(address, [](char c) { return c <= ' ' || c == 0x7F || c == '<' || c == '>'; });
}

size_t GiveMessage(char* target, size_t size, size_t count, void* source) noexcept {
  auto& left = *static_cast<std::string_view*>(source);
  const size_t step = std::min(left.size(), size * count);
  std::memcpy(target, left.data(), step);
  left.remove_prefix(step);
  return step;
}

// What the server refuses: RCPT commands are answered in their order, one after the other.
struct Conversation {
  std::vector<RefusedRecipient> recipients;  // as they are asked for; `said` is empty unless refused
  size_t asked = 0;                          // RCPT commands so far
  bool about_recipient = false;              // the last command was one
  std::string refusal;                       // the last one: a goodbye comes after it
};

// The texts have been reserved: nothing throws.
void KeepRefusal(Conversation& kept, std::string_view line) noexcept {
  line = base::WithoutLineEnds(line);
  if (!line.starts_with('4') && !line.starts_with('5')) return;
  line = line.substr(0, kMostSaidBytes);
  kept.refusal.assign(line);
  if (kept.about_recipient && kept.asked <= kept.recipients.size()) kept.recipients[kept.asked - 1].said.assign(line);
}

// libcurl hands over each command and each line of an answer. A login is among them: nothing else is kept.
int Listen(CURL* /*handle*/, curl_infotype type, char* text, size_t size, void* conversation) noexcept {
  auto& kept = *static_cast<Conversation*>(conversation);
  const std::string_view line(text, size);
  if (type == CURLINFO_HEADER_OUT) {
    kept.about_recipient = line.starts_with("RCPT TO:");
    if (kept.about_recipient) ++kept.asked;
  }
  if (type == CURLINFO_HEADER_IN) KeepRefusal(kept, line);
  return 0;
}

Failure Judge(CURLcode code, const Mail& mail, const std::string& said) {
  switch (code) {
    case CURLE_OPERATION_TIMEDOUT:
      return {{"The mail server did not answer in time", mail.server, "check that it can be reached"},
              FailureKind::kTimedOut};
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
      return {{"The mail server cannot be reached", mail.server, "check its name and port, and that it runs"},
              FailureKind::kNoAnswer};
    case CURLE_USE_SSL_FAILED:
      return {{"The mail server offers no TLS", mail.server, "nothing is sent in clear: turn STARTTLS on there"},
              FailureKind::kNotTrusted};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return {{"The mail server's certificate is not trusted", mail.server, "name its issuer's certificate as ca_file"},
              FailureKind::kNotTrusted};
    case CURLE_LOGIN_DENIED:
      return {{"The mail server refuses user and password", mail.server, "check smtp_user and smtp_password"},
              FailureKind::kNoAnswer};
    default:
      // "550 5.1.1 <two@example.org>: no such mailbox"
      return {{"The mail server did not take the mail: " + (said.empty() ? FindLibCurl()->easy_strerror(code) : said),
               mail.server, "its log says more"},
              FailureKind::kNoAnswer};
  }
}

// Returns an empty text if the mail can be sent.
std::string_view FaultOf(const Mail& mail) {
  if (!mail.server.starts_with("smtp://") && !mail.server.starts_with("smtps://"))
    return "The mail server's URL is neither smtp nor smtps";
  if (!IsAddress(mail.from) || mail.to.empty() || !std::ranges::all_of(mail.to, IsAddress))
    return "Mail cannot be sent to an address";
  return {};
}

using Recipients = std::unique_ptr<curl_slist, ListDeleter>;

// No value if there is no memory.
std::optional<Recipients> RecipientsOf(const Mail& mail) {
  Recipients recipients;
  for (const std::string& to : mail.to) {
    curl_slist* const longer = FindLibCurl()->slist_append(recipients.get(), ("<" + to + ">").c_str());
    if (longer == nullptr) return std::nullopt;
    static_cast<void>(recipients.release());
    recipients.reset(longer);
  }
  return recipients;
}

void SetServer(CURL* handle, const Mail& mail) {
  const auto set = [&](auto option, auto value) { FindLibCurl()->easy_setopt(handle, option, value); };
  set(CURLOPT_URL, mail.server.c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_PROXY, "");  // an HTTP proxy of the environment does not forward SMTP
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(mail.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(mail.timeout.count()));
  SetAuthorities(handle, mail.ca_file, {});
  if (mail.user.empty()) return;
  set(CURLOPT_USERNAME, mail.user.c_str());
  set(CURLOPT_PASSWORD, mail.password.Reveal().data());
}

}  // namespace

std::expected<std::vector<RefusedRecipient>, Failure> SendMail(const Mail& mail) {
  const LibCurl* const curl = FindLibCurl();
  if (curl == nullptr) return std::unexpected(Misused("libcurl could not be loaded", mail));
  if (const std::string_view fault = FaultOf(mail); !fault.empty())
    return std::unexpected(Misused(std::string(fault), mail));
  const std::unique_ptr<CURL, EasyDeleter> handle(curl->easy_init());
  if (handle == nullptr) return std::unexpected(Misused("libcurl could not be used", mail));
  const auto recipients = RecipientsOf(mail);
  if (!recipients) return std::unexpected(Misused("No memory for a recipient", mail));
  std::string_view left = mail.message;
  const std::string from = "<" + mail.from + ">";
  const auto set = [&](auto option, auto value) { curl->easy_setopt(handle.get(), option, value); };
  SetServer(handle.get(), mail);
  set(CURLOPT_MAIL_FROM, from.c_str());
  set(CURLOPT_MAIL_RCPT, recipients->get());
  set(CURLOPT_READFUNCTION, GiveMessage);
  set(CURLOPT_READDATA, &left);
  set(CURLOPT_UPLOAD, 1L);
  Conversation kept;
  kept.refusal.reserve(kMostSaidBytes);
  for (const std::string& to : mail.to) kept.recipients.emplace_back(to).said.reserve(kMostSaidBytes);
  set(CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);  // one wrong address keeps the mail from nobody else
  set(CURLOPT_DEBUGFUNCTION, Listen);
  set(CURLOPT_DEBUGDATA, &kept);
  set(CURLOPT_VERBOSE, 1L);  // calls Listen, and prints nothing
  const CURLcode code = curl->easy_perform(handle.get());
  if (code != CURLE_OK) return std::unexpected(Judge(code, mail, kept.refusal));
  std::erase_if(kept.recipients, [](const RefusedRecipient& recipient) { return recipient.said.empty(); });
  return std::move(kept.recipients);
}

}  // namespace gatehouse::fetch
