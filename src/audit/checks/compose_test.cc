#include <gtest/gtest.h>

#include "audit/checks/testing_repository.h"

namespace gatehouse::audit {
namespace {

std::string Found(const char* rule, const std::string& text) {
  return testing::Lines(ComposeCheck(), rule, {{"compose.yaml", text}});
}
std::string Service(const std::string& lines) { return "services:\n  app:\n    image: a:1\n" + lines; }

struct Case {
  const char* rule;
  const char* text;  // from line 4 on
  const char* lines;
};

class Compose : public ::testing::TestWithParam<Case> {};

TEST_P(Compose, A7_B14_C6_C13_IsFoundAtItsLine) {
  EXPECT_EQ(Found(GetParam().rule, Service(GetParam().text)), GetParam().lines) << GetParam().text;
}

constexpr Case kCases[] = {
    {"compose-ports",
     "    ports:\n      - \"8000:8000\"\n      - \"127.0.0.1:1:1\"\n      - \"[::1]:1:1\"\n      - 80\n", "5 8"},
    {"compose-ports", "    ports: [\"${PORT}:80\"]\n", "4"},
    {"compose-ports", "    ports: [\"${PORT:-8080}:80\"]\n", "4"},
    {"compose-ports", "    ports: [\"${BIND:-127.0.0.1}:${PORT:-8080}:80\"]\n", ""},
    {"compose-ports", "    ports: [\"${BIND:-0.0.0.0}:8080:80\"]\n", "4"},
    {"compose-ports", "    ports: [\"${BIND}:8080:80\"]\n", ""},
    {"compose-ports", "    ports: [\"127.0.0.1:${PORT:-8080}:80\"]\n", ""},
    {"compose-ports", "    ports: [{ target: 80, published: 80 }, { target: 80, published: 80, host_ip: 127.0.0.1 }]\n",
     "4"},
    {"compose-ports", "    ports: []\n", ""},
    {"compose-network", "    networks: [out]\nnetworks: { out: {} }\n", "2"},
    {"compose-network", "    networks: { in: { aliases: [x] } }\nnetworks: { in: { internal: true } }\n", ""},
    {"compose-network", "    network_mode: none\n", ""},
    {"compose-network", "    network_mode: \"service:gate\"\n", ""},
    {"compose-secrets",
     "    environment:\n      DB_PASSWORD: hunter2hunter2\n      API_KEY: ${API_KEY}\n      EMPTY_PASSWORD:\n", "5"},
    {"compose-secrets", "    environment:\n      - DB_PASSWORD=hunter2hunter2\n      - DB_PASSWORD\n", "5"},
    {"compose-secrets",
     "    environment: { MYSQL_ALLOW_EMPTY_PASSWORD: \"yes\", MYSQL_RANDOM_ROOT_PASSWORD: 1, KEY_PASSWORD: true }\n",
     ""},
    {"compose-privileged", "    privileged: true\n", "4"},
    {"compose-privileged", "    privileged: false\n", ""},
    {"compose-host", "    pid: host\n    ipc: host\n", "4 5"},
    {"compose-docker-socket",
     "    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock:ro\n      - { type: bind, source: "
     "/run/podman/podman.sock, target: /x }\n",
     "5 6"},
    {"compose-read-only", "", "2"},
    {"compose-read-only", "    read_only: true\n", ""},
    {"compose-capabilities", "    cap_drop: [ALL]\n", ""},
    {"compose-cap-add", "    cap_add: [SYS_ADMIN]\n", "4"},
    {"compose-cap-add", "    cap_add:\n      - cap_sys_admin\n", "5"},
    {"compose-cap-add", "    cap_add: [NET_BIND_SERVICE]\n", ""},
    {"compose-new-privileges", "    security_opt: [\"no-new-privileges:false\"]\n", "2"},
};
INSTANTIATE_TEST_SUITE_P(All, Compose, ::testing::ValuesIn(kCases));

TEST(ComposeFiles, A7_AnOverrideSaysOnlyWhatItChanges) {
  // The service is in the other file: what is missing here is there. What stands here counts.
  const std::string text =
      "services:\n  app:\n    environment: { LOG: debug }\n    ports: [\"80:80\"]\n  b:\n    extends: { file: "
      "base.yaml, service: b }\n";
  for (const char* rule : {"compose-read-only", "compose-capabilities", "compose-new-privileges", "compose-network"})
    EXPECT_EQ(Found(rule, text), "") << rule;
  EXPECT_EQ(Found("compose-ports", text), "4");
}

TEST(ComposeFiles, A7_AnchorsAreFollowed) {
  const std::string text =
      "x-safe: &safe\n  read_only: true\n  privileged: true\nservices:\n  a:\n    <<: *safe\n    image: a:1\n  b:\n    "
      "image: b:1\n";
  EXPECT_EQ(Found("compose-read-only", text), "8");
  EXPECT_EQ(Found("compose-privileged", text), "3");
}

TEST(ComposeFiles, A7_OddFiles) {
  for (const char* text :
       {"", "# nothing\n", "services:\n", "services: 5\n", "services: [a]\n", "services: { a: , b: 1 }\n", "- a\n"})
    EXPECT_EQ(Found("compose-read-only", text), "") << text;
  EXPECT_EQ(Found("compose-read-only", "\xEF\xBB\xBFservices:\r\n  a:\r\n    image: a:1\r\n"), "2");
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int n = 0; n < 9; ++n) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_EQ(Found("compose-secrets", bomb + "services: *a8\n"), "not run");
  EXPECT_EQ(Found("compose-read-only", "services:\n  a: { image: [\n"), "left out");
}

TEST(ComposeFiles, A7_C6_ServicesAtTheTopAreThoseOfTheFirstVersion) {
  const auto found = [](const std::string& text) { return Found("compose-privileged", text); };
  EXPECT_EQ(found("web:\n  image: a:1\n  privileged: true\ndb:\n  build: .\n"), "3");
  EXPECT_EQ(found("web:\n  image: a:1\n  privileged: true\nother:\n  name: x\n"), "") << "no compose file";
  EXPECT_EQ(found("volumes:\n  a: {privileged: true}\n"), "");
}

TEST(ComposeFiles, A7_C6_AFileByAnotherNameIsKnownByItsKeys) {
  const auto found = [](const std::string& text, const char* file = "deploy/prod.yml") {
    return testing::Lines(ComposeCheck(), "compose-privileged", {{file, text}});
  };
  const std::string service = "services:\n  web:\n    image: a:1\n    privileged: true\n";
  for (const char* file : {"prod.yml", "a/stack.yaml", "docker/dev.yml", "override.yml"})
    EXPECT_EQ(found(service, file), "4") << file;
  EXPECT_EQ(found("services:\n  web:\n    ports: [80]\n    privileged: true\n"), "4") << "an override";
  EXPECT_EQ(found("x-base: &b { image: a:1 }\nservices:\n  web:\n    privileged: true\nvolumes: {}\n"), "4");
  EXPECT_EQ(found("\xEF\xBB\xBFversion: '3'\r\nservices:\r\n  web:\r\n    privileged: true\r\n"), "4");
  for (const std::string& other :
       {service + "steps: {}\n", service + "kind: x\n", "a:\n  " + service,
        std::string("services:\n  - { name: postgres, privileged: true }\n"),
        std::string("services:\n  App\\Mailer: { class: x, privileged: true }\n"),
        std::string("services:\n  _defaults: { autowire: true }\n"), std::string("services: {}\n"),
        std::string("services:\n  web: {}\n"), std::string("services:\n  web: [\n"), std::string()})
    EXPECT_EQ(found(other), "") << other;
  EXPECT_EQ(found(service, ".github/workflows/a.yml"), "");
  EXPECT_EQ(found(service, "prod.yml.example"), "");
}

TEST(ComposeFiles, A7_C6_WhatAFileIncludesOrExtendsIsJudged) {
  // With a key that is not compose's, so that it is not known by its keys.
  const std::string service = "services:\n  db:\n    image: a:1\n    privileged: true\nother: 1\n";
  const auto found = [&](const std::string& text, const std::string& other) {
    return testing::Lines(ComposeCheck(), "compose-privileged", {{"app/compose.yaml", text}, {other, service}});
  };
  EXPECT_EQ(found("include:\n  - infra/base.yml\n", "app/infra/base.yml"), "app/infra/base.yml:4");
  EXPECT_EQ(found("include:\n  - path: [../base.yml]\n", "base.yml"), "base.yml:4");
  EXPECT_EQ(found("services:\n  a:\n    extends: {file: ./base.yml, service: db}\n", "app/base.yml"), "app/base.yml:4");
  EXPECT_EQ(found("include: [compose.yaml, ../../out.yml]\n", "app/base.yml"), "") << "itself, and what is outside";
}

}  // namespace
}  // namespace gatehouse::audit
