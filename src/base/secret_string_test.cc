#include "base/secret_string.h"

#include <gtest/gtest.h>

#include <cstring>
#include <ostream>
#include <type_traits>

namespace gatehouse::base {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!std::is_copy_constructible_v<SecretString>);
static_assert(!std::is_copy_assignable_v<SecretString>);
static_assert(std::is_nothrow_move_constructible_v<SecretString>);
static_assert(std::is_nothrow_move_assignable_v<SecretString>);
static_assert(!std::is_convertible_v<std::string, SecretString>);
static_assert(!std::is_convertible_v<SecretString, std::string_view>);
static_assert(!Printable<SecretString>);

constexpr std::string_view kShort = "hunter2-short";  // fits into the std::string itself
constexpr std::string_view kLong = "a secret that is long enough to need the heap";

bool Holds(const void* memory, size_t size, std::string_view needle) {
  return memmem(memory, size, needle.data(), needle.size()) != nullptr;
}

TEST(SecretString, B4_TakesTheValueOverAndLeavesNothingBehind) {
  for (const auto value : {kShort, kLong}) {
    std::string source(value);
    const SecretString secret(std::move(source));
    EXPECT_EQ(secret.Reveal(), value);
    EXPECT_FALSE(Holds(&source, sizeof source, value));  // NOLINT(bugprone-use-after-move): that is the question
    EXPECT_TRUE(source.empty());
  }
}

TEST(SecretString, B4_MovingWipesTheSource) {
  for (const auto value : {kShort, kLong}) {
    SecretString first{std::string(value)};
    SecretString second(std::move(first));
    EXPECT_FALSE(Holds(&first, sizeof first, value));
    EXPECT_EQ(second.Reveal(), value);
    SecretString third{std::string("another")};
    third = std::move(second);
    EXPECT_FALSE(Holds(&second, sizeof second, value));
    EXPECT_EQ(third.Reveal(), value);
    auto& same = third;
    third = std::move(same);
    EXPECT_EQ(third.Reveal(), value);
  }
}

TEST(SecretString, B4_TheSourcesTailIsWipedToo) {
  std::string source(kLong);
  source.resize(4);  // the rest still stands behind the end
  const char* bytes = source.data();
  ASSERT_TRUE(Holds(bytes + 5, kLong.size() - 5, kLong.substr(5)));
  const SecretString secret(std::move(source));
  EXPECT_EQ(secret.Reveal(), kLong.substr(0, 4));
  EXPECT_FALSE(Holds(bytes, kLong.size(), kLong.substr(5)));
}

TEST(SecretString, B4_DestructionAndAssignmentWipe) {
  for (const auto value : {kShort, kLong}) {
    const char* bytes = nullptr;
    {
      const SecretString secret{std::string(value)};
      bytes = secret.Reveal().data();
      ASSERT_TRUE(Holds(bytes, value.size(), value));
    }
    EXPECT_FALSE(Holds(bytes, value.size(), value.substr(8)));  // the pages stay mapped
    SecretString secret{std::string(value)};
    bytes = secret.Reveal().data();
    secret = SecretString{};
    EXPECT_FALSE(Holds(bytes, value.size(), value.substr(8)));
    EXPECT_TRUE(secret.empty());
  }
}

TEST(SecretString, ANulStandsBehindTheValue) {
  for (const size_t size : {0, 1, 63, 64, 65, 4095, 4096, 5000}) {
    const SecretString secret{std::string(size, 'x')};
    EXPECT_EQ(secret.Reveal(), std::string(size, 'x'));
    EXPECT_EQ(secret.Reveal().data()[size], '\0');
  }
}

TEST(SecretString, B4_CopyIsASeparateValue) {
  SecretString first{std::string(kLong)};
  const SecretString second = first.Copy();
  first = SecretString{};
  EXPECT_TRUE(first.empty());
  EXPECT_EQ(second.Reveal(), kLong);
}

}  // namespace
}  // namespace gatehouse::base
