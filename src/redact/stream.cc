#include "redact/stream.h"

#include <algorithm>
#include <utility>

#include "base/lines.h"
#include "events/known_key.h"
#include "events/redaction.h"
#include "redact/hints.h"

namespace gatehouse::redact {
namespace {

constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";
constexpr std::string_view kPrivate = "PRIVATE KEY";
constexpr size_t kMostFollowing = 4;  // lines of a form's part before its value

size_t LineEnd(std::string_view text, size_t at) {
  const size_t end = text.find('\n', at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

// How many of the following lines belong to this line's secret: the value of a YAML block, or of a part of a form.
size_t Following(std::string_view line) {
  std::string_view text = base::WithoutLineEnds(line);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.ends_with('|') || text.ends_with('>') || text.ends_with("|-") || text.ends_with(">-")) return 1;
  const bool form = std::ranges::search(text, std::string_view("form-data"), [](char a, char b) {
                      return (a | 0x20) == b || a == b;
                    }).begin() != text.end();
  return form ? kMostFollowing : 0;
}

}  // namespace

base::Result<Stream> Stream::Make() {
  auto hints = patterns::Database::Compile(Hints(), patterns::Mode::kBlock);
  if (!hints) return std::unexpected(hints.error());
  patterns::Scratch scratch;
  if (auto fits = hints->Fit(scratch); !fits) return std::unexpected(fits.error());
  return Stream(std::move(*hints), std::move(scratch));
}

// Whether the line is inside a private key: its lines are removed with its header.
bool Stream::InPem(std::string_view line) {
  if (pem_lines_ == 0) return false;
  const std::string_view text = base::WithoutLineEnds(line);
  const bool end = text.contains(kPemEnd);
  const bool body = std::ranges::all_of(
      text, [](char c) { return events::IsAlnum(c) || std::string_view("+/=-_:,. \\\t").contains(c); });
  pem_lines_ = end || !body ? 0 : pem_lines_ - 1;
  return end || body;
}

void Stream::Redact(std::string_view lines, std::string& out) {
  const std::string_view text = base::WithoutLineEnds(lines);
  const std::string_view line_end = lines.substr(text.size());
  // A bracket that is only opened here is closed on a later line, and its content is judged there.
  const size_t opened = text.ends_with('{') || text.ends_with('[') ? 1 : 0;
  events::AppendRedacted(text.substr(0, text.size() - opened), out);
  out.append(text.substr(text.size() - opened)).append(line_end);
  const size_t begin = text.rfind(kPemBegin);
  const bool pem = begin != std::string_view::npos && text.substr(begin, 64).contains(kPrivate) &&
                   text.find(kPemEnd, begin) == std::string_view::npos;
  if (pem) pem_lines_ = kMostPemLines;
}

size_t Stream::Judge(std::string_view lines, bool last, std::string& out) {
  size_t done = 0;     // written
  size_t suspect = 0;  // end of the last suspicious line
  bool waits = false;
  // Lines before `until` contain no secret, but may belong to a private key that began earlier.
  const auto pass = [&](size_t until) {
    while (pem_lines_ > 0 && done < until) {
      const size_t end = LineEnd(lines, done);
      if (!InPem(lines.substr(done, end - done))) break;
      done = end;
    }
    out.append(lines.substr(done, until - done));
    done = until;
  };
  const auto scanned = hints_.Scan(lines, scratch_, [&](const patterns::Match& match) {
    if (match.to <= suspect) return true;
    const size_t before = lines.rfind('\n', match.to - 1);
    const size_t begin = before == std::string_view::npos || match.to == 0 ? 0 : before + 1;
    size_t end = LineEnd(lines, match.to - 1);
    suspect = end;
    if (begin < done) return true;  // it was handled with the previous one
    pass(begin);
    if (pem_lines_ > 0 && InPem(lines.substr(begin, end - begin))) {
      done = end;
      return true;
    }
    for (size_t more = Following(lines.substr(begin, end - begin)); more > 0; --more) {
      if (end == lines.size()) {
        waits = !last;
        break;
      }
      end = LineEnd(lines, end);
    }
    if (waits) return false;
    suspect = end;
    Redact(lines.substr(begin, end - begin), out);
    done = end;
    return true;
  });
  if (!scanned) {  // without a scan, each line is judged
    while (done < lines.size()) {
      const size_t end = LineEnd(lines, done);
      if (!InPem(lines.substr(done, end - done))) Redact(lines.substr(done, end - done), out);
      done = end;
    }
    return done;
  }
  if (!waits) pass(lines.size());
  return done;
}

void Stream::Feed(std::string_view bytes, std::string& out) {
  // Usually whole lines and the beginning of one: only that is copied.
  if (!held_.empty()) {
    const size_t first = bytes.find('\n');
    if (first == std::string_view::npos) {
      held_.append(bytes);
      bytes = {};
    } else {
      held_.append(bytes.substr(0, first + 1));
      bytes.remove_prefix(first + 1);
      const size_t done = Judge(held_, false, out);
      held_.erase(0, done);
      if (!held_.empty()) {  // waits for more lines
        held_.append(bytes);
        const size_t whole = held_.rfind('\n') + 1;
        held_.erase(0, Judge(std::string_view(held_).substr(0, whole), whole > kMaxHeldLine, out));
        bytes = {};
      }
    }
  }
  const size_t end = bytes.rfind('\n');
  if (end != std::string_view::npos) {
    const std::string_view whole = bytes.substr(0, end + 1);
    bytes.remove_prefix(Judge(whole, false, out));
  }
  held_.append(bytes);
  if (held_.size() > kMaxHeldLine) Silence(out);
  // A very long line: the text far from its end is written. It is cut where there is no secret.
  while (held_.size() > kMaxHeldLine) {
    const size_t cut = std::min(held_.find_last_of(" \t,;&", held_.size() - kOverlap), held_.size() - kOverlap);
    (void)Judge(std::string_view(held_).substr(0, cut), true, out);
    held_.erase(0, cut);
  }
}

void Stream::Silence(std::string& out) {
  const size_t whole = held_.rfind('\n') + 1;  // 0 if there is none
  if (whole == 0) return;
  (void)Judge(std::string_view(held_).substr(0, whole), true, out);
  held_.erase(0, whole);
}

void Stream::Finish(std::string& out) {
  if (!held_.empty()) (void)Judge(held_, true, out);
  held_.clear();
}

}  // namespace gatehouse::redact
