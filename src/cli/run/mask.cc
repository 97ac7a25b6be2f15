#include "cli/run/mask.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/lines.h"
#include "cli/run/mask_forms.h"

namespace gatehouse::cli {

StreamMask::StreamMask(const std::vector<base::SecretString>& values) {
  for (const base::SecretString& value : values) {
    const std::string_view text = value.Reveal();
    AddWithForms(text);
    if (!text.contains('\n')) continue;
    for (std::string_view rest = text; !rest.empty();) {
      AddWithForms(base::TrimSpace(base::TakeLine(rest)));  // the line without indentation
    }
  }
}

StreamMask::~StreamMask() { explicit_bzero(held_.data(), held_.size()); }

void StreamMask::AddWithForms(std::string_view text) {
  if (!IsWorthMasking(text)) return;
  AddPattern(text);
  for (const base::SecretString& form : EncodedForms(text)) AddPattern(form.Reveal());
}

void StreamMask::AddPattern(std::string_view text) {
  if (text.size() < kMinMaskedBytes) return;
  for (const Pattern& pattern : patterns_) {
    if (pattern.text.Reveal() == text) return;
  }
  std::vector<uint32_t> failure(text.size(), 0);
  for (uint32_t i = 1, border = 0; i < text.size(); ++i) {
    while (border > 0 && text[i] != text[border]) border = failure[border - 1];
    if (text[i] == text[border]) ++border;
    failure[i] = border;
  }
  by_first_byte_[static_cast<unsigned char>(text[0])].push_back(static_cast<uint32_t>(patterns_.size()));
  patterns_.push_back({.text = base::SecretString(std::string(text)), .failure = std::move(failure)});
}

void StreamMask::Advance(Pattern& pattern, char c) {
  const std::string_view text = pattern.text.Reveal();
  uint32_t& matched = pattern.matched;
  while (matched > 0 && text[matched] != c) matched = pattern.failure[matched - 1];
  if (text[matched] == c) ++matched;
  if (matched < text.size()) return;
  const size_t covered = std::min(text.size(), held_.size());  // a few bytes may have been written by Silence()
  std::fill(secret_.end() - static_cast<std::ptrdiff_t>(covered), secret_.end(), true);
  matched = pattern.failure[matched - 1];
}

void StreamMask::Take(char c) {
  held_.push_back(c);
  secret_.push_back(false);
  for (const uint32_t index : by_first_byte_[static_cast<unsigned char>(c)]) {
    if (patterns_[index].matched == 0) begun_.push_back(index);
  }
  for (const uint32_t index : begun_) Advance(patterns_[index], c);
  std::erase_if(begun_, [&](uint32_t index) { return patterns_[index].matched == 0; });
}

size_t StreamMask::InDoubt() const {
  size_t longest = 0;
  for (const uint32_t index : begun_) longest = std::max<size_t>(longest, patterns_[index].matched);
  return std::min(longest, held_.size());
}

std::string StreamMask::Emit(size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    if (!secret_[i]) {
      out += held_[i];
    } else if (!in_mask_) {
      out += kMaskedText;
    }
    in_mask_ = secret_[i];
  }
  explicit_bzero(held_.data(), count);
  held_.erase(0, count);
  secret_.erase(secret_.begin(), secret_.begin() + static_cast<std::ptrdiff_t>(count));
  return out;
}

std::string StreamMask::Feed(std::string_view bytes) {
  for (const char c : bytes) Take(c);
  return Emit(held_.size() - InDoubt());
}

std::string StreamMask::Silence() { return InDoubt() < kHeldInSilence ? Emit(held_.size()) : std::string{}; }

std::string StreamMask::Finish() { return Emit(held_.size()); }

}  // namespace gatehouse::cli
