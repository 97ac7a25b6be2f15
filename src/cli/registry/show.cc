#include <fmt/format.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "cli/registry/registry.h"
#include "cli/system/new_file.h"

namespace gatehouse::cli {
namespace {

constexpr mode_t kSecretMode = 0600;

const Json* ItemsOf(const Json& answer) {
  if (answer.is_array()) return &answer;
  if (!answer.is_object()) return nullptr;
  for (const auto& [name, value] : answer.items()) {
    if (value.is_array()) return &value;
  }
  return nullptr;
}

}  // namespace

std::string FieldText(const Json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump(-1, ' ', false, Json::error_handler_t::replace);
}

ExitCode ShowItems(const Json& answer, Format format, const std::function<void(const Json&)>& print,
                   std::string_view none) {
  const Json* items = ItemsOf(answer);
  if (items == nullptr) {
    Complain(base::Error{"The control daemon's answer is not understood", {}, {}});
    return ExitCode::kCouldNotRun;
  }
  for (const Json& item : *items) {
    if (format == Format::kJson) {
      PrintJson(item);
    } else {
      print(item);
    }
  }
  if (items->empty()) Say(none);
  return ExitCode::kFine;
}

void ShowObject(const Json& object, Format format) {
  if (format == Format::kJson || !object.is_object()) return PrintJson(object);
  for (const auto& [name, value] : object.items()) {
    const bool list_of_objects = value.is_array() && !value.empty() && value.front().is_object();
    if (!list_of_objects) {
      Print(fmt::format("{:<14}{}", name, Visible(FieldText(object, name.c_str()))));
      continue;
    }
    for (const Json& item : value) Print(fmt::format("{:<14}{}", name, Visible(item.dump())));
  }
}

base::Result<> CheckNewFile(const std::string& path) {
  struct stat ignored{};
  if (path.empty() || lstat(path.c_str(), &ignored) != 0) return {};
  return base::Fail("Is there already", path, "name another file");
}

ExitCode ShowCredential(const Json& answer, Format format, const std::string& out) {
  const std::string secret = FieldText(answer, "client_secret");
  Json shown = answer;
  if (!out.empty() && !secret.empty()) {
    if (const auto written = WriteNewFile(out, secret + "\n", kSecretMode); !written) {
      Complain(written.error());
      Say("The secret that was made is lost: make another one with 'gatehouse registry credential add'.");
      return ExitCode::kCouldNotRun;
    }
    shown.erase("client_secret");
  }
  if (format == Format::kJson) {
    PrintJson(shown);
  } else if (!out.empty() && !secret.empty()) {
    Say(fmt::format("The secret of {} is in {} (mode 0600).", Visible(FieldText(answer, "client_id")), Visible(out)));
  } else if (!secret.empty()) {
    Say(fmt::format("The secret of {}; it is shown this once and kept nowhere:",
                    Visible(FieldText(answer, "client_id"))));
    Print(secret);
  } else {
    Say(fmt::format("{} proves itself with its key (private_key_jwt), credential {}.",
                    Visible(FieldText(answer, "client_id")), Visible(FieldText(answer, "credential_id"))));
  }
  return ExitCode::kFine;
}

}  // namespace gatehouse::cli
