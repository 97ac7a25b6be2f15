#include "state/revocations.h"

#include <gtest/gtest.h>

#include "state/scratch_region.h"

namespace gatehouse::state {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::Wall kNow{milliseconds(1'700'000'000'500)};

jose::Claims Principal() {
  jose::Claims principal;
  principal.issuer = "registry";
  principal.subject = "droplet:14";
  principal.token_id = "t-1";
  principal.key_id = "k-1";
  principal.issued_at = std::chrono::sys_seconds(seconds(1'700'000'000));
  return principal;
}

TEST(Revocations, B2_RevokedByTokenSubjectOrKey) {
  const Revocation cases[] = {{.what = Revoked::kTokenId, .value = "t-1"},
                              {.what = Revoked::kTokenId, .issuer = "registry", .value = "t-1"},
                              {.what = Revoked::kSubject, .value = "droplet:14"},
                              {.what = Revoked::kSubject, .issuer = "registry", .value = "droplet:14"},
                              {.what = Revoked::kKeyId, .value = "k-1"}};
  for (const Revocation& revocation : cases) {
    ScratchRegion region;
    Revocations table(*region);
    EXPECT_FALSE(table.IsRevoked(Principal(), kNow));
    ASSERT_TRUE(table.Add(revocation, kNow));
    EXPECT_TRUE(table.IsRevoked(Principal(), kNow));
    ASSERT_TRUE(table.Remove(revocation.what, revocation.issuer, revocation.value).value());
    EXPECT_FALSE(table.IsRevoked(Principal(), kNow));
  }
}

TEST(Revocations, B2_OthersAreNotTouched) {
  ScratchRegion region;
  Revocations table(*region);
  ASSERT_TRUE(table.Add({.what = Revoked::kTokenId, .issuer = "other", .value = "t-1"}, kNow));
  ASSERT_TRUE(table.Add({.what = Revoked::kSubject, .value = "t-1"}, kNow));
  ASSERT_TRUE(table.Add({.what = Revoked::kKeyId, .value = "droplet:14"}, kNow));
  EXPECT_FALSE(table.IsRevoked(Principal(), kNow));
  EXPECT_FALSE(table.IsRevoked(jose::Claims{}, kNow))
      << "a token without jti, subject or kid has nothing to be revoked by";
  EXPECT_FALSE(table.Add({.what = Revoked::kTokenId}, kNow));
}

TEST(Revocations, B2_EverythingIssuedBeforeAMoment) {
  ScratchRegion region;
  Revocations table(*region);
  ASSERT_TRUE(table.Add({.what = Revoked::kSubject, .value = "droplet:14", .issued_before = kNow}, kNow));
  jose::Claims principal = Principal();
  EXPECT_TRUE(table.IsRevoked(principal, kNow)) << "issued in the same second, perhaps before";
  principal.issued_at += seconds(1);
  EXPECT_FALSE(table.IsRevoked(principal, kNow)) << "a new login counts again";
  const std::vector<Revocation> listed = table.List(kNow);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].issued_before, kNow);

  // Exactly on the second: a token of that very second is out, too.
  const base::Wall whole{milliseconds(1'700'000'000'000)};
  ASSERT_TRUE(table.Add({.what = Revoked::kSubject, .value = "droplet:14", .issued_before = whole}, kNow));
  EXPECT_TRUE(table.IsRevoked(Principal(), kNow));
}

TEST(Revocations, B2_EndsWhenItSaid) {
  ScratchRegion region;
  Revocations table(*region);
  ASSERT_TRUE(table.Add({.what = Revoked::kTokenId, .value = "t-1", .expires = kNow + seconds(60)}, kNow));
  EXPECT_TRUE(table.IsRevoked(Principal(), kNow + milliseconds(59'999)));
  EXPECT_FALSE(table.IsRevoked(Principal(), kNow + seconds(60)));
  EXPECT_FALSE(table.Add({.what = Revoked::kTokenId, .value = "t-2", .expires = kNow}, kNow));
}

TEST(Revocations, B2_WhatClientsAndVisitorsMakeLeavesRoomForOperators) {
  ScratchRegion region({.bucket_slots = 64, .overflow_slots = 64, .block_entries = 16, .revocation_entries = 128});
  Revocations table(*region);
  int number = 0;
  const auto fill = [&](MadeBy made_by, Revoked what = Revoked::kTokenId) {
    int added = 0;
    while (table.Add(
        {.what = what, .value = std::to_string(++number), .expires = kNow + seconds(60), .made_by = made_by}, kNow)) {
      ++added;
    }
    return added;
  };
  EXPECT_EQ(fill(MadeBy::kClient), 64);
  EXPECT_EQ(fill(MadeBy::kSession), 48);
  EXPECT_TRUE(table.Add({.what = Revoked::kTokenId, .value = "1", .made_by = MadeBy::kClient}, kNow)) << "replaced";
  EXPECT_EQ(fill(MadeBy::kOperator), 6);
  EXPECT_EQ(fill(MadeBy::kOperator, Revoked::kSubject), 8) << "single tokens leave room for subjects,";
  EXPECT_EQ(fill(MadeBy::kOperator, Revoked::kKeyId), 2) << "and these for keys";
  EXPECT_FALSE(table.Add({.what = Revoked::kSubject, .value = "droplet:14"}, kNow));
  EXPECT_TRUE(table.Add({.what = Revoked::kSubject, .value = "droplet:14"}, kNow + seconds(60))) << "expired ones go";
}

TEST(Revocations, B2_ListTellsWhatAndWhy) {
  ScratchRegion region;
  Revocations table(*region);
  ASSERT_TRUE(
      table.Add({.what = Revoked::kKeyId, .issuer = "registry", .value = "k-9", .reason = "lost laptop"}, kNow));
  const std::vector<Revocation> listed = table.List(kNow);
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(Name(listed[0].what), "key");
  EXPECT_EQ(listed[0].issuer, "registry");
  EXPECT_EQ(listed[0].value, "k-9");
  EXPECT_EQ(listed[0].reason, "lost laptop");
  EXPECT_EQ(listed[0].since, kNow);
  EXPECT_FALSE(listed[0].expires);
}

}  // namespace
}  // namespace gatehouse::state
