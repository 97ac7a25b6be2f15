#include "control/people/attempts.h"

#include "control/people/testing_people.h"

namespace gatehouse::control {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class AttemptsTest : public testing::PeopleTest {
 protected:
  Attempts attempts_{link_, settings().attempts};
};

TEST_F(AttemptsTest, A10_ByAccount) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(attempts_.Refused(Attempts::What::kLogin, "ada", now_.steady).has_value());
  EXPECT_EQ(attempts_.Refused(Attempts::What::kLogin, "ada", now_.steady), seconds(60));
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kLogin, "bob", now_.steady).has_value());
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kCode, "ada", now_.steady).has_value());
  Wait(minutes(1));
  EXPECT_FALSE(attempts_.Refused(Attempts::What::kLogin, "ada", now_.steady).has_value());
}

TEST_F(AttemptsTest, A10_EveryLimitCounts) {
  int admitted = 0;
  for (int i = 0; i < 40; ++i) {
    if (!attempts_.Refused(Attempts::What::kLogin, "ada", now_.steady)) ++admitted;
    Wait(seconds(15));
  }
  EXPECT_EQ(admitted, 20);  // in ten minutes, for twenty are good in an hour
  EXPECT_GT(attempts_.Refused(Attempts::What::kLogin, "ada", now_.steady).value(), minutes(30));
}

TEST_F(AttemptsTest, A10_TheTableSeesNoNames) {
  (void)attempts_.Refused(Attempts::What::kLogin, "my secret, typed into the wrong field", now_.steady);
  for (const auto& [key, taken] : link_.places) EXPECT_EQ(key.second.find("secret"), std::string::npos);
  EXPECT_EQ(link_.places.size(), 2U);
}

}  // namespace
}  // namespace gatehouse::control
