#include "gate/request/trace_context.h"

#include <gtest/gtest.h>

#include <array>

namespace gatehouse::gate {
namespace {

constexpr std::array<uint8_t, TraceContext::kRandomBytes> kRandom = {1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                                                     13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24};

TraceContext Of(std::string_view traceparent, std::string_view request_id = {}) {
  KnownHeaders headers;
  if (!traceparent.empty()) headers.traceparent = {traceparent, 1};
  if (!request_id.empty()) headers.request_id = {request_id, 1};
  return {headers, kRandom};
}

TEST(TraceContext, StartsATraceWhereThereIsNone) {
  const auto trace = Of("");
  EXPECT_EQ(trace.traceparent(), "00-0102030405060708090a0b0c0d0e0f10-1112131415161718-01");
  EXPECT_EQ(trace.trace_id(), "0102030405060708090a0b0c0d0e0f10");
  EXPECT_EQ(trace.request_id(), trace.trace_id());
}

TEST(TraceContext, ContinuesTheCallersTraceWithASpanOfItsOwn) {
  const auto trace = Of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  EXPECT_EQ(trace.traceparent(), "00-4bf92f3577b34da6a3ce929d0e0e4736-1112131415161718-00");
}

TEST(TraceContext, StartsAnewWhereTheHeaderIsNotExactlyOfTheForm) {
  for (const char* bad : {"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-00",
                          "00-00000000000000000000000000000000-00f067aa0ba902b7-00",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-00",
                          "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
                          "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-extra", "x"}) {
    EXPECT_EQ(Of(bad).trace_id(), "0102030405060708090a0b0c0d0e0f10") << bad;
  }
}

TEST(TraceContext, RepeatsARequestIdOnlyIfItIsHarmless) {
  EXPECT_EQ(Of("", "req-2024.11_aB").request_id(), "req-2024.11_aB");
  for (const char* bad : {"short", "with space in it", "line\nbreak-here", "<script>alert</script>"}) {
    EXPECT_EQ(Of("", bad).request_id(), "0102030405060708090a0b0c0d0e0f10") << bad;
  }
}

}  // namespace
}  // namespace gatehouse::gate
