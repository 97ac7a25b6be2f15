#include "answers/stream_redactor.h"

#include <algorithm>

#include "events/redaction.h"

namespace gatehouse::answers {
namespace {

constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kDashes = "-----";
constexpr size_t kLongestPemEnd = 96;            // "-----END … PRIVATE KEY-----"
constexpr size_t kLongestPrivateKey = 64 << 10;  // longer text is not a key: the response continues after it

}  // namespace

const std::vector<std::string_view>& StreamRedactor::Feed(std::string_view piece, bool boundary) {
  out_.clear();
  if (inside_) piece = Swallow(piece, boundary);
  if (!held_.empty()) piece = Join(piece, boundary);
  if (held_.empty()) Take(piece, boundary);
  return out_;
}

// Avoids copying the whole piece because of a few held bytes: after a quote, line or tag that
// ends near its beginning, no earlier secret continues.
std::string_view StreamRedactor::Join(std::string_view piece, bool boundary) {
  constexpr std::string_view kEnds = "\"\n<>,";
  constexpr size_t kNear = 1024;
  const size_t end = piece.substr(0, kNear).find_first_of(kEnds);
  const size_t length = end == std::string_view::npos ? piece.size() : end + 1;
  joined_.swap(held_);
  joined_.append(piece.substr(0, length));
  held_.clear();
  Take(joined_, boundary && length == piece.size());
  std::string_view rest = piece.substr(length);
  if (inside_) rest = Swallow(rest, boundary);
  if (held_.empty() || rest.empty()) return rest;
  // A secret may still continue: the rest stays held back, after the part that was sent.
  spilled_.assign(held_).append(rest);
  held_.clear();
  Take(spilled_, boundary);
  return {};
}

std::string_view StreamRedactor::Swallow(std::string_view text, bool boundary) {
  if (*inside_ != Kind::kPrivateKey) {
    const auto* const end = std::ranges::find_if_not(text, [this](char c) { return Continues(*inside_, c); });
    const auto length = static_cast<size_t>(end - text.begin());
    Pass(text.substr(0, length));
    if (length < text.size() || boundary) inside_.reset();
    return text.substr(length);
  }
  const size_t known = tail_.size();
  tail_.append(text);
  const size_t footer = tail_.find(kPemEnd);
  const size_t dashes = footer == std::string::npos ? footer : tail_.find(kDashes, footer + kPemEnd.size());
  swallowed_ += text.size();
  if (dashes != std::string::npos || swallowed_ > kLongestPrivateKey) {
    const size_t end = dashes == std::string::npos ? tail_.size() : dashes + kDashes.size();
    inside_.reset();
    Pass(kDashes);
    tail_.clear();
    return text.substr(end - known);
  }
  if (tail_.size() > kLongestPemEnd) tail_.erase(0, tail_.size() - kLongestPemEnd);
  // The end of an event belongs to the stream, not to the key.
  for (const std::string_view end : {std::string_view("\r\n\r\n"), std::string_view("\n\n")}) {
    if (boundary && text.ends_with(end)) {
      Emit(end);
      break;
    }
  }
  return {};
}

void StreamRedactor::Pass(std::string_view text) {
  before_.append(text.substr(text.size() - std::min(text.size(), kMostBefore)));
  if (before_.size() > kMostBefore) before_.erase(0, before_.size() - kMostBefore);
}

void StreamRedactor::TakeOut(std::string_view text, const Secret& secret, bool boundary, size_t& done) {
  Emit(text.substr(done, secret.begin - done));
  Emit(events::kRedacted);
  done = secret.end;
  ++(secret.kind == Kind::kCanary ? canaries_ : secrets_);
  const bool may_go_on = secret.kind != Kind::kCanary && secret.kind != Kind::kAddress;
  if (done < text.size() || !may_go_on) return;
  if (secret.kind == Kind::kPrivateKey && text.substr(secret.begin).find(kPemEnd) == std::string_view::npos) {
    inside_ = secret.kind;
    tail_.assign(text.substr(text.size() - std::min(text.size() - secret.begin, kLongestPemEnd)));
    swallowed_ = 0;
  } else if (secret.kind == Kind::kPrivateKey) {
    // The last line of the key may be incomplete.
    const std::string_view last = text.substr(text.rfind(kPemEnd) + kPemEnd.size());
    if (last.contains(kDashes)) return;
    inside_ = secret.kind;
    tail_.assign(text.substr(text.rfind(kPemEnd)));
    swallowed_ = 0;
  } else if (!boundary) {
    inside_ = secret.kind;
  }
}

void StreamRedactor::Take(std::string_view text, bool boundary) {
  if (text.empty()) return;
  finder_.FindStarts(text, scratch_, starts_);
  const size_t hold = boundary ? text.size() : finder_.UndecidedFrom(text, before_);
  size_t done = 0;
  // The password of a URL follows the user name: secrets that begin before it are decided first.
  std::optional<Secret> password;
  const auto take_password = [&] {
    if (password && password->begin >= done) TakeOut(text, *password, boundary, done);
    password.reset();
  };
  for (const Start& start : starts_) {
    if (password && start.at >= password->begin) take_password();
    const auto left = SecretFinder::Left(text, start, done);
    if (!left) continue;
    // Secrets are decided in order of position. A URL ends with its run of URL bytes.
    // A key waits for its end: what follows tells whether it is one of a signed address. A canary waits if base64 may
    // go on behind it: what is left of that could not be read without its beginning.
    const bool waits = start.kind == Kind::kKey || start.kind == Kind::kCanary;
    if (!boundary && (start.at > hold || (start.at == hold && waits))) break;
    const auto secret = finder_.SecretAt(text, *left, before_);
    if (!secret || secret->begin < done) continue;
    if (secret->kind != Kind::kAddress) {
      TakeOut(text, *secret, boundary, done);
      continue;
    }
    if (start.at >= hold && !boundary) break;
    if (!password) password = secret;  // every '@' of a URL reports the same password
  }
  take_password();
  const size_t end = std::max(done, hold);
  Emit(text.substr(done, end - done));
  Pass(text.substr(0, end));
  held_.assign(text.substr(end));
}

}  // namespace gatehouse::answers
