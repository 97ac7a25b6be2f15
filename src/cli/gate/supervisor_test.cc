#include "cli/gate/supervisor.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

namespace gatehouse::cli {
namespace {

base::Result<> Told(const base::Result<>& outcome) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  TellParent(ends[1], outcome);
  close(ends[1]);
  std::string line(4096, '\0');
  const ssize_t got = read(ends[0], line.data(), line.size());
  line.resize(got > 0 ? static_cast<size_t>(got) : 0);
  close(ends[0]);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  return ReadFromChild(std::string_view(line).substr(0, line.find('\n')));
}

TEST(Supervisor, AChildSaysThatItIsUp) { EXPECT_TRUE(Told({})); }

TEST(Supervisor, AChildsErrorArrivesWhole) {
  const base::Error error{"The key \"cannot\" be read:\nit is gone", "/etc/key", "name another"};
  const auto told = Told(std::unexpected(error));
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error(), error);
}

TEST(Supervisor, AChildThatSaidNothingHasFailed) {
  for (const std::string_view line : {"", "u", "{\"what\":", "[]", "42"}) EXPECT_FALSE(ReadFromChild(line)) << line;
}

}  // namespace
}  // namespace gatehouse::cli
