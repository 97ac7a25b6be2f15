// Sends one request through libcurl: sets its options and interprets its result.
#include <strings.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "base/lines.h"
#include "fetch/authorities.h"
#include "fetch/fetch.h"
#include "fetch/libcurl.h"
#include "fetch/outcome.h"
#include "fetch/proxy.h"
#include "fetch/request_check.h"
#include "fetch/secret_buffer.h"

namespace gatehouse::fetch {
namespace {

constexpr size_t kMaxIssuerBytes = 200;
// Call only after ThreadsHandle has found the library.
const LibCurl& Curl() { return *FindLibCurl(); }

struct Incoming {
  Answer answer;
  SecretBuffer body;
  size_t header_bytes = 0;
  size_t max_bytes = 0;
  bool too_large = false;
};

// One handle per thread: it keeps its connections.
CURL* ThreadsHandle() {
  if (FindLibCurl() == nullptr) return nullptr;
  thread_local const Easy handle(Curl().easy_init());
  return handle.get();
}

size_t TakeBody(const char* data, size_t size, size_t count, void* target) noexcept {
  auto& incoming = *static_cast<Incoming*>(target);
  const size_t bytes = size * count;
  if (incoming.body.size() + bytes > incoming.max_bytes) {
    incoming.too_large = true;
    return 0;
  }
  try {
    incoming.body.Append({data, bytes});
  } catch (...) {
    return 0;  // libcurl is C: no exception may pass
  }
  return bytes;
}

size_t TakeHeader(const char* data, size_t size, size_t count, void* target) noexcept {
  auto& incoming = *static_cast<Incoming*>(target);
  const size_t bytes = size * count;
  incoming.header_bytes += bytes;
  if (incoming.header_bytes > kMaxHeaderBytes) {
    incoming.too_large = true;
    return 0;
  }
  try {
    const std::string_view line = base::WithoutLineEnds({data, bytes});
    if (line.starts_with("HTTP/")) incoming.answer.headers.clear();  // drops headers of a 1xx, or of a proxy's answer
    const size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      incoming.answer.headers.emplace_back(base::AsciiLower(line.substr(0, colon)),
                                           std::string(base::TrimSpace(line.substr(colon + 1))));
    }
  } catch (...) {
    return 0;
  }
  return bytes;
}

void Append(List& list, const std::string& line) {
  curl_slist* const longer = Curl().slist_append(list.get(), line.c_str());
  if (longer == nullptr) return;
  static_cast<void>(list.release());
  list.reset(longer);
}

List HeaderLines(const Request& request) {
  List list;
  bool has_type = false;
  for (const Header& header : request.headers) {
    has_type = has_type || base::EqualIgnoringCase(header.name, "Content-Type");
    std::string line = header.name;
    line += header.value.empty() ? ";" : ": ";  // libcurl's syntax for a header with an empty value
    line.reserve(line.size() + header.value.Reveal().size());
    line += header.value.Reveal();
    Append(list, line);
    explicit_bzero(line.data(), line.size());
  }
  Append(list, "Expect:");
  if (!has_type) Append(list, "Content-Type:");
  return list;
}

List ConnectTo(const Request& request) {
  List list;
  if (!request.connect_to.empty()) Append(list, "::" + request.connect_to);
  return list;
}

// The text need not end in NUL: libcurl gets its size.
void SetBody(CURL* curl, const Request& request) {
  const bool carries = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (request.method == "HEAD") {
    Curl().easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method == "GET") {
    Curl().easy_setopt(curl, CURLOPT_HTTPGET, 1L);
  } else {
    if (carries || !request.body.empty()) {
      Curl().easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.Reveal().data());
      Curl().easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.Reveal().size()));
    }
    Curl().easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// libcurl borrows the text instead of copying it; the request outlives that use.
void SetText(CURL* curl, CURLoption option, std::string_view text) {
  curl_blob blob{const_cast<char*>(text.data()), text.size(), CURL_BLOB_NOCOPY};
  Curl().easy_setopt(curl, option, &blob);
}

void SetClientCertificate(CURL* curl, const Request& request) {
  if (!request.client_certificate_pem.empty()) {
    SetText(curl, CURLOPT_SSLCERT_BLOB, request.client_certificate_pem);
  } else if (!request.client_certificate.empty()) {
    Curl().easy_setopt(curl, CURLOPT_SSLCERT, request.client_certificate.c_str());
  }
  if (!request.client_key_pem.empty()) {
    SetText(curl, CURLOPT_SSLKEY_BLOB, request.client_key_pem.Reveal());
  } else if (!request.client_key.empty()) {
    Curl().easy_setopt(curl, CURLOPT_SSLKEY, request.client_key.c_str());
  }
}

void SetRequestAuthorities(CURL* curl, const Request& request) {
  if (request.ca_pem.empty()) return SetAuthorities(curl, request.ca_file, request.ca_folder);
  Curl().easy_setopt(curl, CURLOPT_CAINFO, nullptr);
  Curl().easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  SetText(curl, CURLOPT_CAINFO_BLOB, request.ca_pem);
}

void SetConnection(CURL* curl, const Request& request) {
  Curl().easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  Curl().easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  Curl().easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  Curl().easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // send exactly the path that was signed
  Curl().easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  Curl().easy_setopt(curl, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  Curl().easy_setopt(
      curl, CURLOPT_PROXY,
      (request.unix_socket.empty() ? ProxyFor(request.url, Variable) : std::string()).c_str());  // empty: none
  Curl().easy_setopt(curl, CURLOPT_NOPROXY, "");
  Curl().easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  Curl().easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  Curl().easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!request.unix_socket.empty()) Curl().easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, request.unix_socket.c_str());
  SetRequestAuthorities(curl, request);
  SetClientCertificate(curl, request);
  if (!request.verify_tls) {
    Curl().easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    Curl().easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
  }
}

// The issuer of a certificate that is not trusted. Only a TLS handshake is sent.
std::string IssuerOf(const Request& request) {
  const List connect_to = ConnectTo(request);
  const Easy curl(Curl().easy_init());
  if (curl == nullptr) return {};
  SetConnection(curl.get(), request);
  if (connect_to) Curl().easy_setopt(curl.get(), CURLOPT_CONNECT_TO, connect_to.get());
  Curl().easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
  Curl().easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  Curl().easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
  Curl().easy_setopt(curl.get(), CURLOPT_CERTINFO, 1L);
  if (Curl().easy_perform(curl.get()) != CURLE_OK) return {};
  curl_certinfo* chain = nullptr;
  if (Curl().easy_getinfo(curl.get(), CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == nullptr) return {};
  if (chain->num_of_certs < 1) return {};
  constexpr std::string_view kIssuer = "Issuer:";
  for (const curl_slist* at = chain->certinfo[0]; at != nullptr; at = at->next) {
    const std::string_view line = at->data;
    if (!line.starts_with(kIssuer)) continue;
    std::string issuer(line.substr(kIssuer.size(), kMaxIssuerBytes));
    std::ranges::replace_if(issuer, [](char c) { return c < ' ' || c > '~'; }, '?');
    return issuer;
  }
  return {};
}

// A missing or refusing proxy is not the service's fault. Empty: the proxy was not the cause.
std::optional<Failure> JudgeProxy(CURL* curl, CURLcode code, const Request& request) {
  const std::string proxy = ProxyFor(request.url, Variable);
  if (proxy.empty() || !request.unix_socket.empty()) return {};
  const auto failure = [&](std::string what, std::string fix) {
    return Failure{{std::move(what), ShownProxy(proxy), std::move(fix)}, FailureKind::kProxy};
  };
  constexpr const char* kAround = "check https_proxy, or name the service in no_proxy";
  if (code == CURLE_COULDNT_RESOLVE_PROXY) return failure("There is no such proxy", kAround);
  if (code == CURLE_COULDNT_CONNECT) return failure("The proxy does not answer", kAround);
  long status = 0;
  Curl().easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &status);
  constexpr long kFirstRefusal = 300;
  constexpr long kWantsLogin = 407;
  if (status == kWantsLogin) {
    return failure("The proxy wants a user and a password (407)",
                   "write them into https_proxy: http://user:password@host");
  }
  if (status >= kFirstRefusal) {
    return failure("The proxy refuses to connect to the service (" + std::to_string(status) + ")",
                   "name the service in no_proxy, or have the proxy let it through");
  }
  return {};
}

Failure Judge(CURL* curl, CURLcode code, const Incoming& incoming, const Request& request) {
  const std::string where = ShownUrl(request);
  if (auto proxy = JudgeProxy(curl, code, request)) return std::move(*proxy);
  if (incoming.too_large) return {{"The answer is too large", where, {}}, FailureKind::kTooLarge};
  if (const Outcome* const outcome = FindOutcome(code)) {
    std::string what = outcome->what;
    const std::string issuer = code == CURLE_PEER_FAILED_VERIFICATION ? IssuerOf(request) : std::string();
    if (!issuer.empty()) what += " (issued by " + issuer + ")";
    return {{std::move(what), where, outcome->fix}, outcome->kind};
  }
  return {{std::string("The answer is incomplete: ") + Curl().easy_strerror(code), where, {}}, FailureKind::kNoAnswer};
}

}  // namespace

std::expected<Answer, Failure> Send(const Request& request) {
  if (auto checked = CheckRequest(request); !checked) {
    return std::unexpected(Failure{std::move(checked.error()), FailureKind::kMisused});
  }
  CURL* const curl = ThreadsHandle();
  if (curl == nullptr)
    return std::unexpected(Failure{{"libcurl could not be loaded", {}, "install libcurl4"}, FailureKind::kMisused});
  Curl().easy_reset(curl);  // resets the options, keeps the connections
  const List headers = HeaderLines(request);
  const List connect_to = ConnectTo(request);
  Incoming incoming;
  incoming.max_bytes = request.max_bytes;
  SetConnection(curl, request);
  SetBody(curl, request);
  Curl().easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  if (connect_to) Curl().easy_setopt(curl, CURLOPT_CONNECT_TO, connect_to.get());
  Curl().easy_setopt(curl, CURLOPT_USERAGENT, "gatehouse");
  Curl().easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.max_bytes));
  Curl().easy_setopt(curl, CURLOPT_WRITEFUNCTION, TakeBody);
  Curl().easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  Curl().easy_setopt(curl, CURLOPT_HEADERFUNCTION, TakeHeader);
  Curl().easy_setopt(curl, CURLOPT_HEADERDATA, &incoming);
  const CURLcode code = Curl().easy_perform(curl);
  long status = 0;
  Curl().easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  std::optional<Failure> failure;
  if (code != CURLE_OK) failure = Judge(curl, code, incoming, request);
  Curl().easy_reset(curl);  // the handle outlives the request that its options point to
  if (failure) return std::unexpected(std::move(*failure));
  incoming.answer.status = static_cast<int>(status);
  incoming.answer.body = incoming.body.Finish();
  return std::move(incoming.answer);
}

}  // namespace gatehouse::fetch
