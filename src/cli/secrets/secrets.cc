// gatehouse secrets: get, list and doctor. Only `get` prints a secret, and only to stdout.
#include "cli/secrets/secrets.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/bytes.h"
#include "base/file.h"
#include "cli/command/arguments.h"
#include "cli/commands.h"
#include "dotenv/open_file.h"
#include "secrets/find_references.h"
#include "secrets/standard/standard.h"

namespace gatehouse::cli {
namespace {

constexpr int kMostAtOnce = 64;
constexpr const char* kUsualFiles[] = {"gatehouse.yaml", ".env", ".env.encrypted"};

struct GetOptions {
  std::vector<secrets::Reference> references;
  int at_once = secrets::ResolverRules{}.at_once;
  Format format = Format::kText;
};

bool IsDotenvFile(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name == ".env" || name.starts_with(".env.") || name.ends_with(".env");
}

base::Result<> CollectFrom(const std::string& file, std::vector<PlacedReference>& found) {
  if (IsDotenvFile(file)) {
    const auto opened = dotenv::OpenSettings(file);
    if (!opened) return std::unexpected(opened.error());
    for (const dotenv::Setting& setting : opened->settings) {
      if (!secrets::IsReference(setting.value.Reveal())) continue;
      found.push_back({std::string(setting.value.Reveal()), fmt::format("{}:{} {}", file, setting.line, setting.name)});
    }
    return {};
  }
  const auto text = base::ReadFile(file);
  if (!text) return base::Fail(text.error().what, ShownFile(file), text.error().fix);
  for (secrets::FoundReference& each : secrets::FindReferences(*text)) {
    found.push_back({std::move(each.text), fmt::format("{}:{}", file, each.line)});
  }
  return {};
}

// Prints one value unchanged, for a pipe or a file; adds a line break only on a terminal.
void PrintOne(const secrets::Reference& reference, const base::SecretString& value, Format format) {
  if (format == Format::kText) {
    PrintText(value.Reveal());
    if (isatty(STDOUT_FILENO) == 1) Print("");
    return;
  }
  Value line = Object({{"reference", reference.text}});
  if (base::IsUtf8(value.Reveal())) {
    line.Set("value", value.Reveal());
  } else {
    line.Set("value_base64", base::Base64Encode(value.Reveal()));
  }
  PrintJson(line);
}

base::Result<> PrintAll(const GetOptions& options, const std::vector<base::Result<base::SecretString>>& values) {
  const bool lines = options.format == Format::kText && values.size() > 1;
  for (size_t at = 0; at < values.size() && lines; ++at) {
    const std::string_view value = values[at]->Reveal();
    if (!base::IsUtf8(value) || value.contains('\n')) {
      return base::Fail("The value is binary or has several lines", options.references[at].text,
                        "ask for it alone, or with --format json");
    }
  }
  for (size_t at = 0; at < values.size(); ++at) {
    if (lines) {
      Print(values[at]->Reveal());
    } else {
      PrintOne(options.references[at], *values[at], options.format);
    }
  }
  return {};
}

Outcome Get(const GetOptions& options) {
  const auto values = secrets::MakeResolver()->ResolveAll(options.references);
  std::vector<base::Error> errors;
  for (const auto& value : values) {
    if (!value) errors.push_back(value.error());
  }
  // Print nothing after an error: a part of the values could be taken for all.
  if (!errors.empty()) return std::unexpected(Failure(std::move(errors), ExitCode::kFindings));
  if (auto printed = PrintAll(options, values); !printed) return std::unexpected(printed.error());
  return ExitCode::kFine;
}

struct ListOptions {
  std::vector<std::string> words;
  Format format = Format::kText;
};

Outcome List(const ListOptions& options) {
  const auto found = CollectReferences(options.words);
  if (!found) return std::unexpected(found.error());
  bool all_good = true;
  for (const PlacedReference& each : *found) {
    const auto reference = secrets::ParseReference(each.text);
    all_good = all_good && reference.has_value();
    if (options.format == Format::kText) {
      Print(fmt::format("{}  {}", Visible(each.where), Visible(each.text)));
      if (!reference) Complain(reference.error());
      continue;
    }
    Value line = Object({{"where", each.where}, {"reference", each.text}});
    if (reference) {
      line.Set("provider", reference->provider);
    } else {
      line.Set("error", ToValue(reference.error()));
    }
    PrintJson(line);
  }
  if (found->empty()) return ExitCode::kNothingToDo;
  return all_good ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

base::Result<std::vector<PlacedReference>> CollectReferences(std::vector<std::string> words) {
  std::error_code ignored;
  if (words.empty()) {
    for (const char* usual : kUsualFiles) {
      if (std::filesystem::exists(usual, ignored)) words.emplace_back(usual);
    }
    if (words.empty()) return base::Fail("There is no file to look into", {}, "name a policy, or a .env file");
  }
  std::vector<PlacedReference> found;
  for (const std::string& word : words) {
    if (secrets::IsReference(word)) {
      found.push_back({word, {}});
    } else if (auto collected = CollectFrom(word, found); !collected) {
      return std::unexpected(collected.error());
    }
  }
  return found;
}

Command SecretsGroup() {
  return {.help = "Work with secrets by reference: get, list and check them",
          .examples = {"gatehouse secrets doctor .env.production"},
          .usual = "get"};
}

Command SecretsGetCommand() {
  auto options = std::make_shared<GetOptions>();
  const auto count = [](std::string_view text) { return ParseNumber(text, 1, kMostAtOnce); };
  return {.help = "Print the values of references: a single one as it is, several one per line",
          .positionals = {Required(Each("REF", options->references, secrets::ParseReference, "REF",
                                        "References: ref+vault://secret/app#/key"))},
          .options = {Parsed("--at-once", options->at_once, count, "N", "Requests at the same time (default: 8)"),
                      FormatOption(options->format)},
          .examples = {"gatehouse secrets get ref+vault://secret/app#/database_url",
                       "gatehouse secrets get ref+awssecrets://tls-key > /dev/shm/key"},
          .action = Runs(options, Get)};
}

Command SecretsListCommand() {
  auto options = std::make_shared<ListOptions>();
  return {
      .help = "List the references in files, without asking any store",
      .positionals = {Texts("FILE", options->words, "FILE", "Files (default: gatehouse.yaml, .env, .env.encrypted)")},
      .options = {FormatOption(options->format)},
      .examples = {"gatehouse secrets list", "gatehouse secrets list .env.production settings.yaml"},
      .action = Runs(options, List)};
}

}  // namespace gatehouse::cli
