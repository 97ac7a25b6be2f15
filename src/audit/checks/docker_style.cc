// Rows A7 B14 C13: instructions of a Dockerfile that do something else than their author thinks.
#include <fmt/format.h>

#include <map>
#include <set>
#include <string>

#include "audit/checks/checks.h"
#include "audit/checks/dockerfiles.h"

namespace gatehouse::audit {
namespace {

constexpr Rule kAdd{"docker-add", Severity::kLow, "COPY is used, not ADD",
                    "use COPY; for a URL use ADD --checksum=sha256:…"};
constexpr Rule kAlias{"docker-alias", Severity::kMedium, "Every stage has a unique name",
                      "give the stage another name"};
constexpr Rule kOnce{"docker-one-command", Severity::kLow, "A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK",
                     "take all but the last one out: only that counts"};
constexpr Rule kMaintainer{"docker-maintainer", Severity::kNote, "MAINTAINER is a LABEL",
                           "write LABEL org.opencontainers.image.authors=…"};
constexpr Rule kWorkdir{"docker-workdir", Severity::kLow, "WORKDIR is absolute", "write it with a / in front"};
constexpr Rule kFromSelf{"docker-copy-from-self", Severity::kMedium, "COPY --from names another stage",
                         "name the stage that made the file"};
constexpr Rule kCopyMany{"docker-copy-many", Severity::kLow, "Several files are copied into a folder",
                         "end the last word with a /"};
constexpr const Rule* kStyleRules[] = {&kAdd, &kAlias, &kOnce, &kMaintainer, &kWorkdir, &kFromSelf, &kCopyMany};

bool IsArchive(std::string_view name) {
  return name.ends_with(".tar") || name.ends_with(".tgz") || name.contains(".tar.") || name.ends_with(".txz") ||
         name.ends_with(".tbz2");
}

bool IsAbsolute(std::string_view path) {
  return path.starts_with('/') || path.starts_with('$') || path.starts_with('\\') ||
         (path.size() > 1 && path[1] == ':');
}

void CheckAdd(const Instruction& add, FileVerdict& verdict) {
  for (size_t i = 0; i + 1 < add.words.size(); ++i) {
    const std::string& source = add.words[i];
    if (source.contains("://")) {
      if (add.Flag("checksum").empty() && !source.starts_with("git"))
        verdict.Fail(add.line, "ADD of a URL without --checksum");
    } else if (!IsArchive(source) && !source.ends_with(".git") && !source.starts_with('$') &&
               !source.starts_with("<<")) {
      verdict.Fail(add.line, fmt::format("ADD {} does what COPY does", source));
    }
  }
}

void LookAtStyle(const std::string& path, const Dockerfile& file, Results& results) {
  FileVerdict add(path, kAdd, results);
  FileVerdict alias(path, kAlias, results);
  FileVerdict once(path, kOnce, results);
  FileVerdict maintainer(path, kMaintainer, results);
  FileVerdict workdir(path, kWorkdir, results);
  FileVerdict from_self(path, kFromSelf, results);
  FileVerdict copy_many(path, kCopyMany, results);

  std::set<std::string> names;
  for (const Stage& stage : file.stages) {
    if (!stage.alias.empty() && !names.insert(stage.alias).second)
      alias.Fail(stage.line, fmt::format("two stages are called {}", stage.alias));
  }
  std::map<std::pair<size_t, std::string>, size_t> seen;
  for (const Instruction& each : file.instructions) {
    const std::string& keyword = each.keyword;
    if (keyword == "ADD") CheckAdd(each, add);
    if (keyword == "MAINTAINER") maintainer.Fail(each.line, "MAINTAINER is no longer used");
    if (keyword == "WORKDIR" && !each.words.empty() && !IsAbsolute(each.words[0])) {
      workdir.Fail(each.line, fmt::format("{} depends on the WORKDIR before it", each.words[0]));
    }
    if (keyword == "CMD" || keyword == "ENTRYPOINT" || keyword == "HEALTHCHECK") {
      if (++seen[{each.stage, keyword}] > 1) once.Fail(each.line, keyword + " stands here a second time");
    }
    if (keyword != "COPY") continue;
    const std::string_view from = each.Flag("from");
    if (!from.empty() && each.stage < file.stages.size() && file.stages[each.stage].alias == from) {
      from_self.Fail(each.line, fmt::format("copies from {}, which is this stage", from));
    }
    if (each.words.size() > 2 && each.heredoc.empty() && !each.words.back().ends_with('/') &&
        each.words.back() != "." && !each.words.back().ends_with("/.") && each.words.back() != ".." &&
        !each.words.back().starts_with('$')) {
      copy_many.Fail(each.line, fmt::format("{} files are copied to {}, which is not a folder by its name",
                                            each.words.size() - 1, each.words.back()));
    }
  }
  for (FileVerdict* verdict : {&add, &alias, &once, &maintainer, &workdir, &from_self, &copy_many})
    verdict->PassUnlessFailed();
}

void CheckStyle(const Repository& repository, Results& results) {
  ForEachDockerfile(repository, results,
                    [&](const std::string& path, const Dockerfile& file) { LookAtStyle(path, file, results); });
}

}  // namespace

Check DockerStyleCheck() {
  return {.subject = "Dockerfiles, their instructions", .rules = kStyleRules, .run = CheckStyle};
}

}  // namespace gatehouse::audit
