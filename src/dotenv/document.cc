#include "dotenv/document.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "events/redaction.h"

namespace gatehouse::dotenv {
namespace {

constexpr std::string_view kBlanks = " \t";

size_t FirstNotOf(std::string_view text, std::string_view set, size_t from) {
  return std::min(text.find_first_not_of(set, from), text.size());
}

// "DATABASE_URL=x", "export a.b = x": a setting in a comment. At least one character must follow the '='.
bool HoldsSetting(std::string_view comment) {
  comment.remove_prefix(FirstNotOf(comment, "# \t", 0));
  constexpr std::string_view kExport = "export";
  if (comment.starts_with(kExport) && comment.size() > kExport.size() && kBlanks.contains(comment[kExport.size()])) {
    comment.remove_prefix(FirstNotOf(comment, kBlanks, kExport.size()));
  }
  const size_t equals = comment.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  const std::string_view name = base::TrimSpace(comment.substr(0, equals));
  const bool is_name = !name.empty() && std::ranges::all_of(name, [](char c) {
    return base::HexDigit(c) >= 0 || base::IsLetter(c) || c == '_' || c == '-' || c == '.';
  });
  return is_name && !base::TrimSpace(comment.substr(equals + 1)).empty();
}

// The quote that such a comment opens and does not close: the comments below it continue the value.
char OpenQuote(std::string_view comment) {
  const std::string_view value = base::TrimSpace(comment.substr(comment.find('=') + 1));
  if (value.empty() || (value[0] != '\'' && value[0] != '"' && value[0] != '`')) return '\0';
  return value.find(value[0], 1) == std::string_view::npos ? value[0] : '\0';
}

base::Result<> CheckBytes(std::string_view text, const std::string& origin, size_t max_bytes) {
  if (text.size() > max_bytes) {
    return base::Fail("Is too large", origin, "the limit is " + std::to_string(max_bytes) + " bytes");
  }
  if (text.starts_with("\xEF\xBB\xBF")) {
    return base::Fail("Begins with a byte order mark", origin + ":1", "save the file as UTF-8 without one");
  }
  size_t line = 1;
  for (size_t at = 0; at < text.size(); ++line) {
    const size_t feed = std::min(text.find('\n', at), text.size());
    std::string_view one = text.substr(at, feed - at);
    if (one.ends_with('\r') && feed < text.size()) one.remove_suffix(1);
    const std::string where = origin + ":" + std::to_string(line);
    if (one.contains('\0')) return base::Fail("Holds a NUL", where);
    if (one.contains('\r')) {
      return base::Fail("Holds a carriage return that ends no line", where, "write \\r between double quotes");
    }
    if (!base::IsUtf8(one)) return base::Fail("Is not UTF-8", where);
    at = feed + 1;
  }
  return {};
}

constexpr size_t kMaxProblems = 100;

// A commented-out private key spans several comments.
constexpr std::string_view kPemBegin = "-----BEGIN ";
constexpr std::string_view kPemEnd = "-----END ";

class DocumentParser {
 public:
  DocumentParser(std::string_view text, const std::string& origin, Document::Secrets secrets)
      : text_(text), origin_(origin), secrets_(secrets) {}

  base::Result<Document> Run() {
    Document document;
    size_t settings = 0;
    while (at_ < text_.size()) {
      auto item = ReadItem();
      if (!item && !all_errors_) return std::unexpected(item.error());
      if (!item) {
        Skip(item.error());
        continue;
      }
      if (item->kind == Item::Kind::kSetting && ++settings > kMaxSettings) {
        return base::Fail("Has too many settings", Where(), "the limit is " + std::to_string(kMaxSettings));
      }
      if (item->kind != Item::Kind::kHidden) {
        open_quote_ = '\0';
        in_pem_ = false;
      }
      document.items.push_back(std::move(*item));
    }
    return document;
  }

  // Continues after an unreadable line, to report the others too.
  std::vector<base::Error> Problems() {
    std::vector<base::Error> errors;
    all_errors_ = &errors;
    if (const auto document = Run(); !document) errors.push_back(document.error());
    return errors;
  }

 private:
  void Skip(base::Error error) {
    if (all_errors_->size() < kMaxProblems) all_errors_->push_back(std::move(error));
    at_ = std::min(text_.find('\n', at_), text_.size() - 1) + 1;
    ++line_;
    open_quote_ = '\0';
    in_pem_ = false;
  }

  [[nodiscard]] std::string Where() const { return origin_ + ":" + std::to_string(line_); }

  // The rest of the text up to the end of the current line.
  [[nodiscard]] std::string_view RestOfLine() const {
    std::string_view line = text_.substr(at_, text_.find('\n', at_) - at_);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  }

  base::Result<Item> ReadItem() {
    const std::string_view line = RestOfLine();
    const size_t begin = FirstNotOf(line, kBlanks, 0);
    return begin == line.size() || line[begin] == '#' ? ReadText(line) : ReadSetting(line, begin);
  }

  base::Result<Item> ReadText(std::string_view line) {
    if (HasControl(line)) return base::Fail("Holds a control character", Where());
    Item item;
    const bool is_comment = line.contains('#');
    if (is_comment && open_quote_ != '\0') {
      item.kind = Item::Kind::kHidden;
      if (line.contains(open_quote_)) open_quote_ = '\0';
    } else if (is_comment && HoldsSetting(line)) {
      item.kind = Item::Kind::kHidden;
      open_quote_ = OpenQuote(line);
    } else if (base::TrimSpace(line).starts_with(kOwnLine)) {
      item.kind = Item::Kind::kHidden;
    } else if (secrets_ == Document::Secrets::kSettingsAndMore && is_comment && (in_pem_ || CommentHoldsSecret(line))) {
      item.kind = Item::Kind::kHidden;
    }
    if (line.contains(kPemBegin)) in_pem_ = true;
    if (line.contains(kPemEnd)) in_pem_ = false;
    if (item.kind == Item::Kind::kHidden) {
      item.raw = base::SecretString(std::string(line));
    } else {
      item.head = line;
    }
    Finish(item, line.size());
    return item;
  }

  base::Result<Item> ReadSetting(std::string_view line, size_t begin) {
    const size_t equals = line.find('=');
    std::string_view name = line.substr(begin, equals == std::string_view::npos ? equals : equals - begin);
    constexpr std::string_view kExport = "export";
    if (name.starts_with(kExport)) {
      const size_t behind = FirstNotOf(name, kBlanks, kExport.size());
      if (behind > kExport.size() && behind < name.size()) name.remove_prefix(behind);
    }
    name = base::TrimSpace(name);
    if (equals == std::string_view::npos || !IsSettingName(name)) {
      return base::Fail("Not a setting", Where(),
                        "NAME=value is expected: a name of letters, digits and _, at most " +
                            std::to_string(kMaxNameBytes) + " of them, the first no digit");
    }
    if (!names_.emplace(name).second) {
      return base::Fail("Sets a name that is set above", Where(), "leave one of the two lines");
    }
    auto part = ReadValue(text_.substr(at_ + equals + 1));
    if (!part) return base::Fail(part.error().what, Where(), part.error().fix);
    Item item;
    item.kind = Item::Kind::kSetting;
    item.head = line.substr(0, equals + 1);
    item.name = name;
    item.raw = base::SecretString(std::string(text_.substr(at_ + equals + 1, part->length)));
    item.value = std::move(part->value);
    item.spelled_from = part->spelled_from;
    item.spelled_to = part->spelled_to;
    Finish(item, item.head.size() + part->length);
    return item;
  }

  // Consumes the line break after `length` bytes and moves to the next line.
  void Finish(Item& item, size_t length) {
    item.line = line_;
    const std::string_view taken = text_.substr(at_, length);
    at_ += length;
    for (const std::string_view ending : {"\n", "\r\n"}) {
      if (text_.substr(at_, ending.size()) == ending) item.ending = ending;
    }
    at_ += item.ending.size();
    line_ += static_cast<size_t>(std::ranges::count(taken, '\n')) + 1;
  }

  std::string_view text_;
  const std::string& origin_;
  size_t at_ = 0;
  size_t line_ = 1;
  char open_quote_ = '\0';
  bool in_pem_ = false;
  const Document::Secrets secrets_;
  std::vector<base::Error>* all_errors_ = nullptr;
  std::set<std::string, std::less<>> names_;
};

}  // namespace

Item Item::Copy() const { return {kind, head, name, raw.Copy(), ending, value.Copy(), spelled_from, spelled_to, line}; }

bool CommentHoldsSecret(std::string_view comment) {
  comment.remove_prefix(FirstNotOf(comment, "# \t", 0));
  if (comment.empty()) return false;
  std::string without;
  return events::AppendRedacted(comment, without) || comment.contains(kPemBegin);
}

base::Result<Document> Document::Parse(std::string_view text, const std::string& origin, size_t max_bytes,
                                       Secrets secrets) {
  if (auto good = CheckBytes(text, origin, max_bytes); !good) return std::unexpected(good.error());
  return DocumentParser(text, origin, secrets).Run();
}

std::vector<base::Error> Document::Problems(std::string_view text, const std::string& origin) {
  if (auto good = CheckBytes(text, origin, kMaxFileBytes); !good) return {good.error()};
  return DocumentParser(text, origin, Secrets::kSettingsAndMore).Problems();
}

Document Document::Copy() const {
  Document copy;
  copy.items.reserve(items.size());
  for (const Item& item : items) copy.items.push_back(item.Copy());
  return copy;
}

base::SecretString Document::Text() const {
  size_t bytes = 0;
  for (const Item& item : items) bytes += item.head.size() + item.raw.Reveal().size() + item.ending.size();
  std::string text;
  text.reserve(bytes);  // allocates once: no partial copy stays in memory
  for (const Item& item : items) {
    text += item.head;
    text += item.raw.Reveal();
    text += item.ending;
  }
  return base::SecretString(std::move(text));
}

const Item* Document::Find(std::string_view name) const {
  const auto found = std::ranges::find_if(
      items, [&](const Item& item) { return item.kind == Item::Kind::kSetting && item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

base::Result<> Document::Set(std::string_view name, std::string_view value) {
  if (!IsSettingName(name)) {
    return base::Fail("Not a name of a setting", std::string(name), "letters, digits and _, the first no digit");
  }
  const auto spelled = SpellValue(value);
  if (!spelled) return base::Fail(spelled.error().what, std::string(name), spelled.error().fix);
  Item item;
  const Item* const there = Find(name);
  if (there != nullptr) {
    if (there->value.Reveal() == value) return {};
    item = there->Copy();
  } else {
    item.kind = Item::Kind::kSetting;
    item.name = name;
    item.head = item.name + "=";
    item.ending = "\n";
  }
  const std::string_view old = item.raw.Reveal();
  const std::string_view behind = old.substr(item.spelled_to);
  std::string raw;
  raw.reserve(old.size() + spelled->Reveal().size() + 1);
  raw += old.substr(0, item.spelled_from);
  raw += spelled->Reveal();
  // "A=#comment" is a value, so a comment directly after a quote gets a blank before it.
  if (behind.starts_with('#')) raw += ' ';
  raw += behind;
  const size_t length = spelled->Reveal().size();
  item.raw = base::SecretString(std::move(raw));
  item.value = base::SecretString(std::string(value));
  item.spelled_to = item.spelled_from + length;
  if (there != nullptr) {
    items[static_cast<size_t>(there - items.data())] = std::move(item);
  } else {
    items.push_back(std::move(item));
    EndLines();
  }
  return {};
}

bool Document::Remove(std::string_view name) {
  const Item* const there = Find(name);
  if (there == nullptr) return false;
  items.erase(items.begin() + (there - items.data()));
  return true;
}

void Document::EndLines() {
  if (items.empty()) return;
  const std::string ending = items.front().ending == "\r\n" ? "\r\n" : "\n";
  for (Item& item : items) {
    if (item.ending.empty() && &item != &items.back()) item.ending = ending;
  }
  if (items.back().ending == "\n") items.back().ending = ending;
}

std::vector<size_t> Document::HiddenLines() const {
  std::vector<size_t> lines;
  for (const Item& item : items) {
    if (item.kind == Item::Kind::kHidden) lines.push_back(item.line);
  }
  return lines;
}

std::vector<Setting> Document::Settings() const {
  std::vector<Setting> settings;
  for (const Item& item : items) {
    if (item.kind != Item::Kind::kSetting) continue;
    const std::string_view spelled = item.raw.Reveal().substr(item.spelled_from, 1);
    settings.push_back({item.name, item.value.Copy(), item.line, spelled == "'" || spelled == "`"});
  }
  return settings;
}

}  // namespace gatehouse::dotenv
