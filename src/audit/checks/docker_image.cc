// Rows A7 B14 C13: what a Dockerfile makes: whom the image runs as, what it is built on, whether secrets are in it,
// whether its health can be asked.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/dockerfiles.h"
#include "audit/checks/placeholder.h"
#include "base/ascii.h"
#include "base/bytes.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kUser{"docker-user", Severity::kHigh, "The image does not run as root",
                     "make a user (useradd --uid 1000 app), and write USER app behind the installation"};
constexpr Rule kImageTag{"docker-image-tag", Severity::kMedium, "Base images name a version",
                         "write the version as the tag, and the digest behind it"};
constexpr Rule kImageDigest{"docker-image-digest", Severity::kLow, "Base images are named by digest",
                            "write IMAGE:TAG@sha256:… ('docker buildx imagetools inspect IMAGE' shows it)"};
constexpr Rule kSlim{"docker-slim-base", Severity::kLow, "The final image is built on a small base",
                     "take the -slim or -alpine variant, distroless, or scratch"};
constexpr Rule kStages{"docker-multi-stage", Severity::kLow, "Build tools are not in the final image",
                       "build in a first stage, and COPY --from=… what runs into a second one"};
constexpr Rule kImageSecrets{"docker-secrets", Severity::kCritical, "No secret is in ENV or ARG",
                             "mount it when the container starts; for a build use RUN --mount=type=secret"};
constexpr Rule kCopiedSecrets{"docker-copied-secrets", Severity::kHigh, "No secret is copied into the image",
                              "leave the file out, and write it into .dockerignore"};
constexpr Rule kIgnore{"dockerignore", Severity::kMedium, "If the whole folder is copied, there is a .dockerignore",
                       "write a .dockerignore with .git, .env*, *.pem, *.key and secrets/"};
constexpr Rule kHealth{"docker-healthcheck", Severity::kLow, "The image has a health check",
                       "add HEALTHCHECK CMD … (Kubernetes has probes of its own)"};
constexpr Rule kImagePorts{"docker-ports", Severity::kMedium, "No SSH port is exposed, and every port is valid",
                           "take the port out"};
constexpr const Rule* kImageRules[] = {&kUser,         &kImageTag,      &kImageDigest, &kSlim,   &kStages,
                                       &kImageSecrets, &kCopiedSecrets, &kIgnore,      &kHealth, &kImagePorts};

constexpr std::array<std::string_view, 14> kSmall = {"slim",    "alpine",     "distroless", "scratch", "busybox",
                                                     "minimal", "micro",      "chainguard", "wolfi",   "cgr.dev",
                                                     "static",  "nanoserver", "tiny",       "photon"};
// Images that come in a large and a small variant.
constexpr std::array<std::string_view, 16> kLarge = {
    "python", "node",    "ruby", "php",   "golang", "rust",  "openjdk",         "debian",
    "perl",   "haskell", "gcc",  "maven", "gradle", "swift", "eclipse-temurin", "elixir"};
constexpr std::array<std::string_view, 9> kBuildTools = {"gcc",    "g++", "make", "cargo", "mvn",
                                                         "gradle", "go",  "tsc",  "cmake"};
constexpr std::array<std::string_view, 6> kBuildPackages = {"build-essential", "gcc",      "g++",
                                                            "build-base",      "musl-dev", "python3-dev"};
constexpr std::array<std::string_view, 11> kSecretFiles = {
    ".env",    ".env.production",  ".env.local",           "id_rsa", "id_ed25519", ".npmrc", ".netrc",
    ".pypirc", "credentials.json", "service-account.json", "secrets"};
constexpr int kMaxPort = 65535;
constexpr int kSshPort = 22;

bool Contains(std::string_view text, auto& words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.contains(word); });
}

// ENTRYPOINT ["gosu", "app", …]: begins as root, and goes on as somebody else.
const Instruction* UserChanger(const Dockerfile& file) {
  for (const Instruction& instruction : file.instructions) {
    const bool starts = instruction.keyword == "ENTRYPOINT" || instruction.keyword == "CMD";
    if (!starts || !file.IsInFinalImage(instruction.stage)) continue;
    for (const std::string& word : instruction.words) {
      const std::string_view name = BaseName(word);
      if (name == "gosu" || name == "su-exec" || name == "setpriv" || name == "chpst") return &instruction;
    }
  }
  return nullptr;
}

// What $NAME, ${NAME} or ${NAME:-word} is where the instruction stands, by ARG and ENV of the final image; as written
// where it is not known.
std::string ValueAt(const Dockerfile& file, const Instruction& where, std::string_view written) {
  const bool braces = written.starts_with("${");
  const std::string_view inner = written.substr(braces ? 2 : 1, braces ? written.find('}') - 2 : written.size());
  const size_t end = inner.find_first_of(":-+?");
  const std::string_view name = inner.substr(0, end);
  std::string value(written);
  if (end != std::string_view::npos && inner.substr(end).starts_with(":-")) value = inner.substr(end + 2);
  for (const Instruction& each : file.instructions) {
    if (&each == &where) break;
    const bool is_known = file.IsInFinalImage(each.stage) || each.stage == file.stages.size();
    if ((each.keyword != "ENV" && each.keyword != "ARG") || !is_known) continue;
    for (const Assignment& assignment : AssignmentsOf(each)) {
      if (assignment.name == name && assignment.has_value) value = assignment.value;
    }
  }
  return value;
}

// Images that set a user of their own, by their names or a part of them; "/" begins each name.
constexpr std::array<std::string_view, 10> kHaveUser = {
    "nonroot", "rootless",  "unprivileged",     "/cgr.dev/chainguard", "/grafana/",
    "/prom/",  "/bitnami/", "/jenkins/jenkins", "/keycloak/keycloak",  "/prometheus/"};

void CheckUser(const std::string& path, const Dockerfile& file, Results& results) {
  const Instruction* last = nullptr;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword == "USER" && file.IsInFinalImage(instruction.stage)) last = &instruction;
  }
  FileVerdict verdict(path, kUser, results);
  const std::string& image = file.stages.back().image;
  const bool base_has_user =
      std::ranges::any_of(kHaveUser, [&](std::string_view name) { return ("/" + image).contains(name); });
  const Instruction* const changes = UserChanger(file);
  if (last == nullptr && changes != nullptr)
    return verdict.PassUnlessFailed(changes->line, "it changes its user when it starts");
  if (last == nullptr) {
    if (!base_has_user) verdict.Fail(file.stages.back().line, "has no USER: it runs as root");
    return verdict.PassUnlessFailed(file.stages.back().line, "the base image has a user of its own");
  }
  std::string user = last->words.empty() ? std::string() : last->words[0];
  if (user.starts_with('$')) user = ValueAt(file, *last, user);
  user = user.substr(0, user.find(':'));
  const bool is_zero = std::ranges::all_of(user, [](char c) { return c == '0'; });  // "0", "00", and nothing at all
  if (user == "root" || is_zero) verdict.Fail(last->line, "the last USER is root");
  verdict.PassUnlessFailed(last->line, "USER " + user);
}

void CheckBases(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict tag(path, kImageTag, results);
  FileVerdict digest(path, kImageDigest, results);
  for (const Stage& stage : file.stages) {
    // Of $REGISTRY/debian the last part is known; a variable in it may hold a version.
    if (stage.is_earlier_stage || stage.image == "scratch" || BaseName(stage.image).contains('$')) continue;
    const ImageName image = ParseImageName(stage.image);
    if (image.digest.empty() && (image.tag.empty() || image.tag == "latest")) {
      tag.Fail(stage.line, fmt::format("{} is whatever is newest", stage.image));
    }
    if (image.digest.empty())
      digest.Fail(stage.line, fmt::format("{} can be replaced by another image of that name", stage.image));
  }
  tag.PassUnlessFailed(file.stages.front().line, file.stages.front().image);
  digest.PassUnlessFailed(file.stages.front().line);

  FileVerdict slim(path, kSlim, results);
  const Stage* base = &file.stages.back();
  while (base->is_earlier_stage) base = &file.stages[base->base];
  const ImageName image = ParseImageName(base->image);
  const std::string_view name = BaseName(image.name);
  if (!Contains(base->image, kSmall) && std::ranges::find(kLarge, name) != kLarge.end()) {
    slim.Fail(base->line, fmt::format("{} is the large variant", base->image));
  }
  slim.PassUnlessFailed(base->line, base->image);
}

void CheckStages(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict verdict(path, kStages, results);
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword != "RUN" || !file.IsInFinalImage(instruction.stage)) continue;
    for (const ShellCommand& command : instruction.Commands()) {
      const bool builds = std::ranges::find(kBuildTools, command.Name()) != kBuildTools.end() ||
                          (command.Name() == "npm" && command.HasWord("run") && command.HasWord("build"));
      const bool installs =
          std::ranges::any_of(kBuildPackages, [&](std::string_view package) { return command.HasWord(package); }) &&
          (command.HasWord("install") || command.HasWord("add"));
      if (builds || installs)
        verdict.Fail(command.line, fmt::format("'{}' builds in the image that runs", command.words[0]));
    }
  }
  verdict.PassUnlessFailed(file.stages.back().line, fmt::format("{} stages", file.stages.size()));
}

// GPG_KEY=A035C8C1…: whose signature is trusted, as Docker's own images have it.
bool IsFingerprint(std::string_view name, std::string_view value) {
  const bool is_gpg = name.contains("GPG") || name.contains("PGP") || name.contains("FINGERPRINT");
  return is_gpg && value.size() == 40 && base::AllHex(value);
}

void CheckSecrets(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict verdict(path, kImageSecrets, results);
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword != "ENV" && instruction.keyword != "ARG") continue;
    for (const Assignment& each : AssignmentsOf(instruction)) {
      const bool is_literal = !each.value.empty() && !each.value.starts_with('$') && !each.value.starts_with('/') &&
                              !IsSwitch(each.value) && !IsFingerprint(each.name, each.value) &&
                              !RepeatsItsName(each.name, each.value);
      // What is given to a build by ARG stands in the image's history.
      const bool is_passed =
          instruction.keyword == "ARG" && NamesSecret(each.name) && !is_literal && !IsSwitch(each.value);
      if (is_passed)
        verdict.Fail(instruction.line, fmt::format("ARG {} stays in the image's history", each.name));
      else if (is_literal && (NamesSecret(each.name) || IsSecretSetting(each.name, each.value)))
        verdict.Fail(instruction.line, fmt::format("{} {} has its value in the image", instruction.keyword, each.name));
      else if (instruction.keyword == "ENV" && NamesSecret(each.name) && each.value.starts_with('$'))
        verdict.Fail(instruction.line, fmt::format("ENV {} keeps a value of the build in the image", each.name));
    }
  }
  verdict.PassUnlessFailed();
}

void CheckCopies(const Repository& repository, const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict secrets(path, kCopiedSecrets, results);
  FileVerdict ignore(path, kIgnore, results);
  bool copies_all = false;
  const auto beside = [&](std::string_view name) {
    const std::string_view folder = FolderOf(path);
    return folder.empty() ? std::string(name) : fmt::format("{}/{}", folder, name);
  };
  const bool has_ignore = repository.Has(".dockerignore") || repository.Has(beside(".dockerignore")) ||
                          repository.Has(path + ".dockerignore");
  for (const Instruction& instruction : file.instructions) {
    if ((instruction.keyword != "COPY" && instruction.keyword != "ADD") || !instruction.Flag("from").empty()) continue;
    for (size_t i = 0; i + 1 < instruction.words.size(); ++i) {
      std::string_view source = instruction.words[i];
      while (source.ends_with('/') && source.size() > 1) source.remove_suffix(1);
      const std::string_view name = BaseName(source);
      if (std::ranges::find(kSecretFiles, name) != kSecretFiles.end() || name.ends_with(".key") ||
          name.ends_with(".p12")) {
        secrets.Fail(instruction.line, fmt::format("{} is copied into the image", source));
      }
      if (source == "." || source == "./" || source == "*" || source == "./*" || source == "/") {
        copies_all = true;
        if (!has_ignore) ignore.Fail(instruction.line, "copies the whole folder, and there is no .dockerignore");
      }
    }
  }
  secrets.PassUnlessFailed();
  if (copies_all) ignore.PassUnlessFailed();
}

void CheckHealth(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict verdict(path, kHealth, results);
  size_t line = 0;
  bool is_none = false;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword != "HEALTHCHECK" || !file.IsInFinalImage(instruction.stage)) continue;
    line = instruction.line;
    is_none = !instruction.words.empty() && base::EqualIgnoringCase(instruction.words[0], "none");
  }
  if (line == 0)
    verdict.Fail(file.stages.back().line, "has no HEALTHCHECK");
  else if (is_none)
    verdict.Fail(line, "switches the health check off");
  verdict.PassUnlessFailed(line);
}

// -1 where it is none.
int PortNumber(std::string_view text) {
  const bool is_number = !text.empty() && text.size() < 9 && base::AllDigits(text);
  return is_number ? std::stoi(std::string(text)) : -1;
}

void CheckPorts(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict verdict(path, kImagePorts, results);
  bool has_ports = false;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword != "EXPOSE") continue;
    for (const std::string& word : instruction.words) {
      has_ports = true;
      const std::string port = word.substr(0, word.find('/'));
      const size_t dash = port.find('-');
      const int first = PortNumber(port.substr(0, dash));
      const int last = dash == std::string::npos ? first : PortNumber(port.substr(dash + 1));
      if (first < 0 || last < 0) continue;  // a variable
      if (first <= kSshPort && kSshPort <= last) verdict.Fail(instruction.line, "exposes SSH");
      if (first > kMaxPort || last > kMaxPort) verdict.Fail(instruction.line, port + " is not a port");
    }
  }
  if (has_ports) verdict.PassUnlessFailed();
}

void CheckImages(const Repository& repository, Results& results) {
  ForEachDockerfile(repository, results, [&](const std::string& path, const Dockerfile& file) {
    CheckUser(path, file, results);
    CheckBases(path, file, results);
    CheckStages(path, file, results);
    CheckSecrets(path, file, results);
    CheckCopies(repository, path, file, results);
    CheckHealth(path, file, results);
    CheckPorts(path, file, results);
  });
}

}  // namespace

Check DockerImageCheck() { return {.subject = "Dockerfiles", .rules = kImageRules, .run = CheckImages}; }

}  // namespace gatehouse::audit
