#include "gate/respond/stream_type.h"

#include <gtest/gtest.h>

namespace gatehouse::gate {
namespace {

TEST(StreamType, AreThoseWithoutAnEnd) {
  for (const auto* type : {"text/event-stream", "Text/Event-Stream", "text/event-stream; charset=utf-8",
                           "text/event-stream;charset=utf-8", "multipart/x-mixed-replace; boundary=frame"}) {
    EXPECT_TRUE(IsStreamType(type)) << type;
  }
}

TEST(StreamType, IsNoOther) {
  for (const auto* type : {"", "text", "text/event-streams", "text/plain; text/event-stream", "application/json",
                           "multipart/form-data", "x text/event-stream"}) {
    EXPECT_FALSE(IsStreamType(type)) << type;
  }
}

}  // namespace
}  // namespace gatehouse::gate
