#include "secrets/k8s/k8s.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/json_text.h"
#include "base/rfc3339.h"
#include "secrets/answer.h"

namespace gatehouse::secrets {
namespace {

constexpr std::string_view kService = "Kubernetes";
constexpr std::string_view kOwnNamespace = ".";

struct Place {
  std::string name_space;  // kOwnNamespace: the namespace of the context, or of the pod
  std::string name;
  std::string key;  // empty: all keys, as a JSON object
};

bool IsDnsName(std::string_view text) {
  constexpr size_t kMaxNameBytes = 253;
  return !text.empty() && text.size() <= kMaxNameBytes && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char c) { return base::IsLower(c) || base::IsDigit(c) || c == '-' || c == '.'; });
}

std::expected<Place, ProviderError> PlaceOf(const Reference& reference) {
  std::vector<std::string_view> parts;
  for (std::string_view rest = reference.path;;) {
    const size_t slash = rest.find('/');
    parts.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (parts.size() >= 4 && parts[0] == "v1" && parts[1] == "Secret") parts.erase(parts.begin(), parts.begin() + 2);
  const bool has_key = parts.size() == 3;
  if ((parts.size() != 2 && !has_key) || (parts[0] != kOwnNamespace && !IsDnsName(parts[0])) || !IsDnsName(parts[1]) ||
      (has_key && parts[2].empty())) {
    return Refuse(Fault::kMisused, "The path is not v1/Secret/NAMESPACE/NAME/KEY", {},
                  "write ref+k8s://v1/Secret/prod/app/password");
  }
  return Place{std::string(parts[0]), std::string(parts[1]), has_key ? std::string(parts[2]) : std::string()};
}

std::expected<base::SecretString, ProviderError> OneOf(const json::Value& data, const Place& place,
                                                       const std::string& where) {
  const auto member = data.Member(place.key);
  if (!member) {
    return Refuse(Fault::kAbsent, "The Kubernetes secret has no key " + place.key, where, "check its name");
  }
  auto value = DecodeBase64Secret(member->String().value_or("*"));
  if (!value) return Refuse(Fault::kMalformed, "The Kubernetes secret's key " + place.key + " is not base64", where);
  return std::move(*value);
}

std::expected<base::SecretString, ProviderError> AllOf(const json::Value& data, const std::string& where) {
  std::string object = "{";
  bool text = true;
  data.ForEach([&](std::string_view key, json::Value member) {
    const auto value = DecodeBase64Secret(member.String().value_or("*"));
    text = value && base::IsUtf8(value->Reveal());
    if (!text) return false;
    if (object.size() > 1) object += ',';
    json::AppendQuoted(object, key);
    object += ':';
    json::AppendQuoted(object, value->Reveal());
    return true;
  });
  base::SecretString all(object + "}");
  base::Wipe(object);
  if (text) return all;
  return Refuse(Fault::kMalformed, "A value of the Kubernetes secret is binary", where,
                "name the key: ref+k8s://v1/Secret/NAMESPACE/NAME/KEY");
}

ProviderError KubernetesError(const fetch::Answer& answer, const std::string& where, bool in_pod, base::Wall now) {
  ProviderError error = StatusError(answer, kService, where, now);
  if (answer.status == 403) {
    error.error.fix = std::string("let the ") + (in_pod ? "pod's service account" : "user of the kubeconfig") +
                      " get this secret (Role with verbs: [get], resources: [secrets])";
  }
  if (answer.status == 401 && !in_pod) {
    error.error.fix = "log in to the cluster again; 'kubectl auth whoami' says who you are";
  }
  return error;
}

}  // namespace

std::string K8sProvider::CacheKey(const Reference& reference) const { return reference.path; }

std::expected<K8sProvider::Asked, ProviderError> K8sProvider::AskFor(const std::string& name_space,
                                                                     const std::string& name, base::Wall now) {
  constexpr int kAttempts = 2;  // a plugin's credentials may have been withdrawn: retried once with new ones
  for (int attempt = 1;; ++attempt) {
    auto cluster = cluster_.Find(now);
    if (!cluster) return std::unexpected(std::move(cluster.error()));
    const std::string& real_space = name_space == kOwnNamespace ? cluster->name_space : name_space;
    if (!IsDnsName(real_space)) {
      return Refuse(Fault::kMisused, "The namespace of the context is not valid", {},
                    "kubectl config set-context --current");
    }
    const std::string url = cluster->address + "/api/v1/namespaces/" + real_space + "/secrets/" + name;
    cluster->request.url = url;
    cluster->request.headers.push_back({"Accept", base::SecretString(std::string("application/json"))});
    auto answer = Ask(std::move(cluster->request), kService);
    if (!answer) return std::unexpected(answer.error());
    if (answer->status != 401 || attempt == kAttempts || !cluster_.Forget()) {
      return Asked{.answer = std::move(*answer), .url = url, .in_pod = cluster->in_pod};
    }
  }
}

std::expected<Fetched, ProviderError> K8sProvider::Get(const Reference& reference, base::Wall now) {
  const auto place = PlaceOf(reference);
  if (!place) return std::unexpected(place.error());
  const auto asked = AskFor(place->name_space, place->name, now);
  if (!asked) return std::unexpected(asked.error());
  const auto& [answer, where, in_pod] = *asked;
  if (answer.status != 200) return std::unexpected(KubernetesError(answer, where, in_pod, now));
  AnswerJson body;
  if (!body.Read(answer) || FindString(body.root(), {"kind"}) != "Secret") {
    return Refuse(Fault::kMalformed, "Kubernetes gave no Secret", where);
  }
  const auto data = Find(body.root(), {"data"});
  if (!data || !data->IsObject()) return Refuse(Fault::kAbsent, "The Kubernetes secret is empty", where);
  auto value = place->key.empty() ? AllOf(*data, where) : OneOf(*data, *place, where);
  if (!value) return std::unexpected(std::move(value.error()));
  return Fetched{std::move(*value),
                 std::string(FindString(body.root(), {"metadata", "resourceVersion"})),
                 base::ParseRfc3339(FindString(body.root(), {"metadata", "creationTimestamp"})),
                 {}};
}

}  // namespace gatehouse::secrets
