#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "cli/registry/registry.h"
#include "system/new_file.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kSecretMode = 0600;

const Value::List* ItemsOf(const Value& answer) {
  if (answer.AsList() != nullptr) return answer.AsList();
  const Value::Members* members = answer.AsObject();
  if (members == nullptr) return nullptr;
  const auto list =
      std::ranges::find_if(*members, [](const Member& member) { return member.value.AsList() != nullptr; });
  return list == members->end() ? nullptr : list->value.AsList();
}

}  // namespace

Outcome ShowItems(const Value& answer, Format format, const std::function<void(const Value&)>& print,
                  std::string_view none) {
  const Value::List* items = ItemsOf(answer);
  if (items == nullptr) return base::Fail("The control daemon's answer is not understood");
  for (const Value& item : *items) format == Format::kJson ? PrintJson(item) : print(item);
  if (items->empty()) Say(none);
  return ExitCode::kFine;
}

void ShowObject(const Value& object, Format format) {
  const Value::Members* members = object.AsObject();
  if (format == Format::kJson || members == nullptr) return PrintJson(object);
  for (const Member& member : *members) {
    const Value::List* list = member.value.AsList();
    const bool list_of_objects = list != nullptr && !list->empty() && list->front().IsObject();
    if (!list_of_objects) {
      Print(fmt::format("{:<14}{}", member.name, Visible(object.TextOf(member.name))));
      continue;
    }
    for (const Value& item : *list) Print(fmt::format("{:<14}{}", member.name, Visible(item.Json(/*ascii=*/false))));
  }
}

void ShowDone(const Value& answer, Format format, std::string_view done) {
  if (format == Format::kJson) {
    PrintJson(answer);
  } else {
    Say(done);
  }
}

base::Result<> CheckNewFile(const std::string& path) {
  struct stat ignored{};
  if (path.empty() || lstat(path.c_str(), &ignored) != 0) return {};
  return base::Fail("Already exists", path, "name another file");
}

Outcome ShowCredential(const Value& answer, Format format, const std::string& out) {
  const std::string secret = answer.TextOf("client_secret");
  Value shown = answer;
  if (!out.empty() && !secret.empty()) {
    if (const auto written = system::WriteNewFile(out, secret + "\n", kSecretMode); !written) {
      return std::unexpected(
          Failure(written.error())
              .With("The secret that was made is lost: make another one with 'gatehouse registry credential add'."));
    }
    shown.Remove("client_secret");
  }
  if (format == Format::kJson) {
    PrintJson(shown);
  } else if (!out.empty() && !secret.empty()) {
    Say(fmt::format("The secret of {} is in {} (mode 0600).", Visible(answer.TextOf("client_id")), Visible(out)));
  } else if (!secret.empty()) {
    Say(fmt::format("The secret of {}. It is shown only once and not stored:", Visible(answer.TextOf("client_id"))));
    Print(secret);
  } else {
    Say(fmt::format("{} authenticates with its key (private_key_jwt), credential {}.",
                    Visible(answer.TextOf("client_id")), Visible(answer.TextOf("credential_id"))));
  }
  return ExitCode::kFine;
}

}  // namespace gatehouse::cli
