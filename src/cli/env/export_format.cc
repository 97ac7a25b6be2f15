#include "cli/env/export_format.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/crypto.h"
#include "base/json_text.h"
#include "cli/terminal/shell_text.h"
#include "dotenv/grammar.h"

namespace gatehouse::cli {
namespace {

struct Row {
  std::string_view word;
  ExportFormat format;
};
constexpr std::array<Row, 6> kFormats = {{{"dotenv", ExportFormat::kDotenv},
                                          {"json", ExportFormat::kJson},
                                          {"shell", ExportFormat::kShell},
                                          {"docker", ExportFormat::kDocker},
                                          {"github", ExportFormat::kGithub},
                                          {"k8s", ExportFormat::kK8s}}};

void AppendLine(std::string& out, std::string_view before, std::string_view between, std::string_view after) {
  for (const std::string_view part : {before, between, after, std::string_view("\n")}) out += part;
}

base::Result<> Append(std::string& out, const NamedValue& one, ExportFormat format, std::string_view delimiter) {
  const auto cannot = [&](std::string_view why) {
    return base::Fail("The value of " + std::string(one.name) + " " + std::string(why), {}, "use --format json");
  };
  if (one.value.contains('\0') && format != ExportFormat::kK8s) return cannot("holds a NUL");
  switch (format) {
    case ExportFormat::kDotenv: {
      const auto spelled = dotenv::SpellValue(one.value);
      if (!spelled) return cannot("cannot be written in a .env file");
      AppendLine(out, one.name, "=", spelled->Reveal());
      return {};
    }
    case ExportFormat::kJson:
      if (!base::IsUtf8(one.value)) return cannot("is not UTF-8");
      if (out.size() > 1) out += ',';
      json::AppendQuoted(out, one.name);
      out += ':';
      json::AppendQuoted(out, one.value);
      return {};
    case ExportFormat::kShell:
      out += "export ";
      out += one.name;
      out += '=';
      AppendShellQuoted(out, one.value);
      out += '\n';
      return {};
    case ExportFormat::kDocker:
      if (one.value.find_first_of("\r\n") != std::string_view::npos)
        return cannot("has several lines, which docker cannot read");
      AppendLine(out, one.name, "=", one.value);
      return {};
    case ExportFormat::kGithub:
      if (one.value.contains(delimiter)) return cannot("contains the delimiter");
      AppendLine(out, one.name, "<<", delimiter);
      AppendLine(out, one.value, "\n", delimiter);
      return {};
    case ExportFormat::kK8s: {
      const base::SecretString encoded(base::Base64Encode(one.value));
      out += "  ";
      AppendLine(out, one.name, ": ", encoded.empty() ? "\"\"" : encoded.Reveal());
      return {};
    }
  }
  return {};
}

}  // namespace

base::Result<ExportFormat> ParseExportFormat(std::string_view text) {
  const auto row = std::ranges::find(kFormats, text, &Row::word);
  if (row != kFormats.end()) return row->format;
  return base::Fail("Unknown format", {}, std::string("one of ") + kExportFormats);
}

std::string ExportDelimiter() {
  constexpr size_t kRandomBytes = 16;
  return "gatehouse_" + base::HexEncode(crypto::RandomBytes(kRandomBytes));
}

base::Result<base::SecretString> Export(std::span<const NamedValue> settings, ExportFormat format,
                                        std::string_view name, std::string_view delimiter) {
  constexpr size_t kMostForOneByte = 6;  // \u001b
  constexpr size_t kAround = 256;
  size_t bytes = kAround + name.size();
  for (const NamedValue& one : settings) {
    bytes += kAround + one.name.size() + kMostForOneByte * one.value.size();
  }
  std::string out;
  out.reserve(bytes);  // allocated once: a reallocation would leave a copy in memory
  if (format == ExportFormat::kJson) out += '{';
  if (format == ExportFormat::kK8s) {
    out += "apiVersion: v1\nkind: Secret\nmetadata:\n  name: ";
    out += name;
    out += settings.empty() ? "\ntype: Opaque\ndata: {}\n" : "\ntype: Opaque\ndata:\n";
  }
  for (const NamedValue& one : settings) {
    if (auto done = Append(out, one, format, delimiter); !done) {
      base::Wipe(out);
      return std::unexpected(done.error());
    }
  }
  if (format == ExportFormat::kJson) out += "}\n";
  return base::SecretString(std::move(out));
}

}  // namespace gatehouse::cli
