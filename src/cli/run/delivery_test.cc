#include "cli/run/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/file.h"

namespace gatehouse::cli {
namespace {

using testing::ElementsAre;

settings::Setting SettingOf(const char* name, std::string value, bool secret) {
  return {.name = name, .value = base::SecretString(std::move(value)), .origin = "test", .secret = secret};
}

std::vector<settings::Variable> Inherited(std::initializer_list<std::pair<const char*, const char*>> pairs) {
  std::vector<settings::Variable> variables;
  for (const auto& [name, value] : pairs) {
    variables.push_back({.name = name, .value = base::SecretString(std::string(value)), .origin = "the environment"});
  }
  return variables;
}

std::vector<std::string> TextsOf(const Delivery& delivery) {
  std::vector<std::string> texts;
  for (char* const* text = delivery.environment.Pointers(); *text != nullptr; ++text) texts.emplace_back(*text);
  return texts;
}

TEST(Delivery, A4_InTheEnvironment) {
  settings::Settings settings;
  settings.settings.push_back(SettingOf("API_KEY", "secret", true));
  settings.settings.push_back(SettingOf("EMPTY", "", false));
  settings.replaced = {"api_key", "API_KEY_FILE"};
  const auto inherited = Inherited({{"PATH", "/bin"}, {"api_key", "old"}, {"API_KEY", "old"}, {"API_KEY_FILE", "f"}});
  const auto delivery = Deliver(settings, inherited, Carrier::kEnvironment, nullptr);
  ASSERT_TRUE(delivery);
  EXPECT_THAT(TextsOf(*delivery), ElementsAre("API_KEY=secret", "EMPTY=", "PATH=/bin"));
}

TEST(Delivery, A4_AsFiles) {
  const auto folder = MemoryFolder::Make();
  ASSERT_TRUE(folder);
  settings::Settings settings;
  settings.settings.push_back(SettingOf("API_KEY", "secret", true));
  settings.settings.push_back(SettingOf("PORT", "80", false));
  const auto delivery = Deliver(settings, Inherited({{"API_KEY_FILE", "old"}}), Carrier::kFiles, &*folder);
  ASSERT_TRUE(delivery);
  EXPECT_THAT(TextsOf(*delivery), ElementsAre("API_KEY_FILE=" + folder->path() + "/API_KEY", "PORT=80"));
  EXPECT_EQ(base::ReadFile(folder->path() + "/API_KEY"), "secret");
}

TEST(Delivery, A4_AsDescriptors) {
  settings::Settings settings;
  settings.settings.push_back(SettingOf("API_KEY", std::string("se\0cret", 7), true));
  const auto delivery = Deliver(settings, {}, Carrier::kDescriptors, nullptr);
  ASSERT_TRUE(delivery) << delivery.error().Text();
  ASSERT_EQ(delivery->descriptors.size(), 1U);
  const int fd = delivery->descriptors[0].get();
  EXPECT_THAT(TextsOf(*delivery), ElementsAre("API_KEY_FD=" + std::to_string(fd)));
  char content[16];
  EXPECT_EQ(read(fd, content, sizeof content), 7);
  EXPECT_LT(write(fd, "x", 1), 0);  // sealed
}

TEST(Delivery, A4_WhatAnEnvironmentCannotHoldIsRefusedByName) {
  for (const std::string& value : {std::string("a\0b", 3), std::string(kMaxEnvironmentText, 'x')}) {
    settings::Settings settings;
    settings.settings.push_back(SettingOf("BLOB", value, true));
    const auto delivery = Deliver(settings, {}, Carrier::kEnvironment, nullptr);
    ASSERT_FALSE(delivery);
    EXPECT_THAT(delivery.error().what, testing::HasSubstr("BLOB"));
  }
}

TEST(Delivery, B4_TheBlockIsLeftOutOfCoreDumps) {
  const EnvironmentBlock::Text text{"NAME", "value"};
  const auto block = EnvironmentBlock::Make(std::span(&text, 1));
  ASSERT_TRUE(block);
  const auto address = reinterpret_cast<uintptr_t>(*block->Pointers());
  std::ifstream maps("/proc/self/smaps");
  bool inside = false;
  for (std::string line; std::getline(maps, line);) {
    uintptr_t from = 0;
    uintptr_t to = 0;
    if (std::sscanf(line.c_str(), "%lx-%lx ", &from, &to) == 2) inside = from <= address && address < to;
    if (!inside || !line.starts_with("VmFlags:")) continue;
    EXPECT_THAT(line, testing::HasSubstr(" dd"));
    return;
  }
  FAIL() << "the block is not in /proc/self/smaps";
}

}  // namespace
}  // namespace gatehouse::cli
