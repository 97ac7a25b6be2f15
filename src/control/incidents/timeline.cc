#include "control/incidents/timeline.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "base/json_text.h"
#include "events/bounds.h"
#include "events/format.h"
#include "events/reader.h"

namespace gatehouse::incidents {
namespace {

// Of an incident with many subjects: each costs a look at every line.
constexpr size_t kMaxSought = 32;

// How a line of ours that is about the subject holds its name: our writer puts no blank behind the colon.
std::string Member(const detect::Subject& subject) {
  using detect::SubjectKind;
  if (subject.name.empty()) return {};
  const bool by_address = subject.kind == SubjectKind::kAddress;
  std::string member = fmt::format("\"{}\":", by_address ? events::field::kAddress : events::field::kPrincipal);
  json::AppendQuoted(member, subject.name);
  return member;
}

// RFC 3339 in UTC sorts as text.
std::string TimeWord(base::Wall time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}", std::chrono::floor<std::chrono::seconds>(time));
}

std::string_view TimeOfLine(std::string_view line) {
  constexpr std::string_view kMember = R"("time":")";
  const size_t at = line.find(kMember);
  return at == std::string_view::npos ? std::string_view{} : line.substr(at + kMember.size());
}

}  // namespace

std::vector<std::string> EventsAbout(const std::string& path, const std::vector<detect::Subject>& subjects,
                                     base::Wall since) {
  std::vector<std::string> sought;
  for (const detect::Subject& subject : subjects) {
    if (std::string member = Member(subject); !member.empty() && sought.size() < kMaxSought) {
      sought.push_back(std::move(member));
    }
  }
  std::deque<std::string> found;
  if (sought.empty()) return {};
  const std::string from = TimeWord(since);
  for (int n = events::kKeptFiles; n >= 0; --n) {
    auto reader = events::Reader::Open(n == 0 ? path : events::RotatedName(path, n));
    while (reader) {
      const auto line = reader->Next();
      if (!line || !*line) break;
      const std::string_view text = (*line)->text;
      if ((*line)->too_long ||
          std::ranges::none_of(sought, [&](const auto& member) { return text.contains(member); })) {
        continue;
      }
      if (TimeOfLine(text) < from) continue;
      found.emplace_back(text);
      if (found.size() > kMaxTimeline) found.pop_front();
    }
  }
  return {std::make_move_iterator(found.begin()), std::make_move_iterator(found.end())};
}

}  // namespace gatehouse::incidents
