#include "secrets/reference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/nearest.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kPrefix = "ref+";
constexpr size_t kMaxShownBytes = 80;

using Words = std::span<const std::string_view>;
constexpr std::array<std::string_view, 3> kVaultWords = {"version", "mount", "namespace"};
constexpr std::array<std::string_view, 4> kAwsWords = {"version", "version_id", "version_stage", "region"};
constexpr std::array<std::string_view, 2> kParameterWords = {"version", "region"};
constexpr std::array<std::string_view, 1> kAzureWords = {"version"};
constexpr std::array<std::string_view, 2> kGoogleWords = {"version", "region"};

// Each kind of store and its parameters.
struct Known {
  std::string_view provider;
  Words parameters;
};
constexpr std::array<Known, 9> kKnown = {{{"vault", kVaultWords},
                                          {"awssecrets", kAwsWords},
                                          {"awsssm", kParameterWords},
                                          {"azurekeyvault", kAzureWords},
                                          {"gcpsecrets", kGoogleWords},
                                          {"k8s", {}},
                                          {"file", {}},
                                          {"env", {}},
                                          {"dotenv", {}}}};

struct Parts {
  std::string_view provider;
  std::string_view path;
  std::string_view query;
  std::optional<std::string_view> fragment;
};

// A reference may be shown; a text that is not one may be the secret itself.
std::unexpected<base::Error> Wrong(std::string_view text, std::string what, std::string fix) {
  if (!IsReference(text)) return base::Fail(std::move(what), {}, std::move(fix));
  std::string where(text.substr(0, kMaxShownBytes));
  if (text.size() > kMaxShownBytes) where += "…";
  return base::Fail(std::move(what), std::move(where), std::move(fix));
}

std::string Suggestion(std::string_view typed, Words known, std::string otherwise) {
  const std::string_view nearest = base::Nearest(typed, known);
  return nearest.empty() ? std::move(otherwise) : fmt::format("did you mean {}?", nearest);
}

bool HasControl(std::string_view text) { return std::ranges::any_of(text, base::IsControl); }

// Every '~' must be followed by '0' or '1' (RFC 6901 §3).
bool IsPointer(std::string_view pointer) {
  if (!pointer.starts_with('/')) return false;
  for (size_t at = pointer.find('~'); at != std::string_view::npos; at = pointer.find('~', at + 1)) {
    if (at + 1 == pointer.size() || (pointer[at + 1] != '0' && pointer[at + 1] != '1')) return false;
  }
  return true;
}

base::Result<> TakeParameter(Reference& reference, const Known& known, std::string_view pair) {
  const size_t equals = pair.find('=');
  const auto name = base::PercentDecode(pair.substr(0, equals));
  const auto value = equals == std::string_view::npos ? std::nullopt : base::PercentDecode(pair.substr(equals + 1));
  if (!name || !value || name->empty()) {
    return Wrong(reference.text, "A parameter is not written name=value", "write ?name=value&name=value");
  }
  if (HasControl(*name) || value->contains('\0')) {
    return Wrong(reference.text, "A parameter contains a control character", {});
  }
  const auto same = [&](const auto& each) { return each.first == *name; };
  const bool twice = std::ranges::any_of(reference.parameters, same);
  if (twice) return Wrong(reference.text, fmt::format("The parameter {} is there twice", *name), "write it once");
  if (*name == "optional") {
    if (*value != "true" && *value != "false") {
      return Wrong(reference.text, "optional is neither true nor false", "write ?optional=true");
    }
    reference.optional = *value == "true";
  } else if (*name == "default") {
    reference.fallback = *value;
  } else if (std::ranges::find(known.parameters, std::string_view(*name)) == known.parameters.end()) {
    std::vector<std::string_view> all = {"optional", "default"};
    all.insert(all.end(), known.parameters.begin(), known.parameters.end());
    return Wrong(reference.text, fmt::format("The parameter {} is unknown to {}", *name, reference.provider),
                 Suggestion(*name, all, fmt::format("it knows {}", fmt::join(all, ", "))));
  } else if (value->empty() || HasControl(*value)) {
    return Wrong(reference.text, fmt::format("The parameter {} is empty or contains a control character", *name),
                 "leave it out, or give it a value");
  }
  reference.parameters.emplace_back(*name, *value);
  return {};
}

base::Result<> TakeQuery(Reference& reference, const Known& known, std::string_view query) {
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    if (auto taken = TakeParameter(reference, known, query.substr(0, end)); !taken) return taken;
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  if (reference.optional && reference.fallback) {
    return Wrong(reference.text, "optional and default exclude each other", "leave one of them out");
  }
  return {};
}

base::Result<Parts> Split(std::string_view text) {
  if (!IsReference(text)) return Wrong(text, "This is not a reference", "write ref+PROVIDER://PATH");
  Parts parts;
  std::string_view rest = text.substr(kPrefix.size());
  const size_t separator = rest.find("://");
  if (separator == std::string_view::npos) {
    return Wrong(text, "The reference has no ://", "write ref+PROVIDER://PATH");
  }
  parts.provider = rest.substr(0, separator);
  rest.remove_prefix(separator + 3);
  if (const size_t hash = rest.find('#'); hash != std::string_view::npos) {
    parts.fragment = rest.substr(hash + 1);
    rest = rest.substr(0, hash);
  }
  if (const size_t mark = rest.find('?'); mark != std::string_view::npos) {
    parts.query = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  parts.path = rest;
  return parts;
}

base::Result<> TakePointer(Reference& reference, std::string_view fragment) {
  auto pointer = base::PercentDecode(fragment);
  if (!pointer || !IsPointer(*pointer) || pointer->contains('\0')) {
    return Wrong(reference.text, "The part after # is not a JSON pointer",
                 "write #/field, with ~1 for a / and ~0 for a ~ in a name");
  }
  reference.pointer = std::move(*pointer);
  return {};
}

}  // namespace

std::string_view Reference::Parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, [](const auto& each) { return std::string_view(each.first); });
  return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

bool IsReference(std::string_view text) { return text.starts_with(kPrefix); }

base::Result<Reference> ParseReference(std::string_view text) {
  if (text.size() > kMaxReferenceBytes) {
    return Wrong(text, fmt::format("The reference is longer than {} bytes", kMaxReferenceBytes), {});
  }
  if (HasControl(text) || !base::IsUtf8(text)) {
    return Wrong(text, "The reference contains a control character, or is not UTF-8", "percent-encode it");
  }
  const auto parts = Split(text);
  if (!parts) return std::unexpected(parts.error());
  const auto known = std::ranges::find(kKnown, parts->provider, &Known::provider);
  if (known == kKnown.end()) {
    std::vector<std::string_view> names;
    names.reserve(kKnown.size());
    for (const Known& each : kKnown) names.push_back(each.provider);
    return Wrong(text, fmt::format("There is no provider '{}'", parts->provider.substr(0, kMaxShownBytes)),
                 Suggestion(parts->provider, names, fmt::format("one of {}", fmt::join(names, ", "))));
  }
  Reference reference;
  reference.provider = parts->provider;
  reference.text = text;
  auto path = base::PercentDecode(parts->path);
  if (!path || path->empty() || path->contains('\0')) {
    return Wrong(text, "The reference has no path, or one that is wrongly encoded", "write ref+PROVIDER://PATH");
  }
  reference.path = std::move(*path);
  if (auto taken = TakeQuery(reference, *known, parts->query); !taken) return std::unexpected(taken.error());
  if (parts->fragment) {
    if (auto taken = TakePointer(reference, *parts->fragment); !taken) return std::unexpected(taken.error());
  }
  return reference;
}

}  // namespace gatehouse::secrets
