#include "secrets/aws/sigv4.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <ctime>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/crypto_symmetric.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string_view AsText(const std::array<uint8_t, 32>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string HexDigest(std::string_view text) { return base::HexEncode(AsText(crypto::Sha256(text))); }

std::string TimeText(base::Wall now) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts)};
}

// host[:port], with the port only if it is not the scheme's default, as HTTP clients send it.
std::string HostOf(std::string_view url) {
  const bool tls = url.starts_with("https://");
  std::string_view host = url.substr(url.find("://") + 3);
  host = host.substr(0, host.find_first_of("/?"));
  const std::string_view usual = tls ? ":443" : ":80";
  if (host.ends_with(usual)) host.remove_suffix(usual.size());
  return std::string(host);
}

base::SecretString SigningKey(const AwsCredentials& credentials, std::string_view date, std::string_view region,
                              std::string_view service) {
  std::string first = "AWS4";
  first += credentials.secret_access_key.Reveal();
  const base::SecretString start(std::move(first));
  std::array<uint8_t, 32> key = crypto::HmacSha256(start.Reveal(), date);
  for (const std::string_view part : {region, service, std::string_view("aws4_request")}) {
    key = crypto::HmacSha256(AsText(key), part);
  }
  base::SecretString made{std::string(AsText(key))};
  explicit_bzero(key.data(), key.size());
  return made;
}

}  // namespace

void SignForAws(fetch::Request& request, const AwsCredentials& credentials, std::string_view region,
                std::string_view service, base::Wall now) {
  const std::string time = TimeText(now);
  const std::string date = time.substr(0, 8);
  request.headers.push_back({"Host", base::SecretString(HostOf(request.url))});
  request.headers.push_back({"X-Amz-Date", base::SecretString(std::string(time))});
  if (!credentials.session_token.empty()) {
    request.headers.push_back({"X-Amz-Security-Token", credentials.session_token.Copy()});
  }

  std::vector<std::pair<std::string, std::string_view>> headers;
  headers.reserve(request.headers.size());
  for (const fetch::Header& header : request.headers) {
    headers.emplace_back(base::AsciiLower(header.name), header.value.Reveal());
  }
  std::ranges::sort(headers);
  std::string names;
  const size_t mark = request.url.find('?');
  const std::string query = mark == std::string::npos ? std::string() : request.url.substr(mark + 1);
  std::string canonical = request.method + "\n/\n" + query + "\n";
  for (const auto& [name, value] : headers) {
    canonical += name + ":";
    canonical += value;
    canonical += '\n';
    if (!names.empty()) names += ';';
    names += name;
  }
  canonical += "\n" + names + "\n" + HexDigest(request.body.Reveal());

  std::string scope = date + "/";
  scope += region;
  scope += '/';
  scope += service;
  scope += "/aws4_request";
  const std::string words = std::string(kAlgorithm) + "\n" + time + "\n" + scope + "\n" + HexDigest(canonical);
  base::Wipe(canonical);  // it contains the session token
  const base::SecretString key = SigningKey(credentials, date, region, service);
  const std::string signature = base::HexEncode(AsText(crypto::HmacSha256(key.Reveal(), words)));
  request.headers.push_back(
      {"Authorization", base::SecretString(std::string(kAlgorithm) + " Credential=" + credentials.access_key_id + "/" +
                                           scope + ", SignedHeaders=" + names + ", Signature=" + signature)});
}

}  // namespace gatehouse::secrets
