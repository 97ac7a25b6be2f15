#include "base/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

namespace gatehouse::base {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
  }
  Descriptor out;
  Descriptor in;
};

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

TEST(DescriptorTest, IsClosedOnceAndOnlyByItsLastOwner) {
  Pipe pipe;
  const int fd = pipe.in.get();
  {
    Descriptor taken(std::move(pipe.in));
    EXPECT_FALSE(pipe.in.open());
    EXPECT_TRUE(IsOpen(fd));
    Descriptor again;
    again = std::move(taken);
    EXPECT_EQ(again.get(), fd);
  }
  EXPECT_FALSE(IsOpen(fd));
}

TEST(DescriptorTest, ClosesWhatItHeldWhenItTakesAnother) {
  Pipe pipe;
  const int old = pipe.in.get();
  pipe.in = Descriptor(dup(pipe.out.get()));
  EXPECT_FALSE(IsOpen(old));
}

TEST(DescriptorTest, WhatIsReleasedStaysOpen) {
  Pipe pipe;
  const int fd = pipe.in.Release();
  pipe.in = Descriptor();
  EXPECT_TRUE(IsOpen(fd));
  close(fd);
}

TEST(DescriptorTest, ClosingKeepsTheErrorThatIsToBeTold) {
  Pipe pipe;
  errno = ENOENT;
  pipe.in.Close();
  EXPECT_EQ(errno, ENOENT);
}

TEST(WriteAllTest, WritesMoreThanAPipeTakesAtOnce) {
  Pipe pipe;
  const std::string content(1 << 20, 'x');
  std::thread writer([&] {
    EXPECT_TRUE(WriteAll(pipe.in.get(), content));
    pipe.in.Close();
  });
  const auto read = ReadAll(pipe.out.get(), "pipe", content.size());
  writer.join();
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(*read, content);
}

TEST(WriteAllTest, SaysWhereItFailed) {
  EXPECT_FALSE(WriteAll(-1, "x"));
  EXPECT_EQ(errno, EBADF);
  EXPECT_TRUE(WriteAll(-1, ""));
}

TEST(ReadAllTest, ABoundIsABound) {
  for (const size_t size : {size_t{7}, size_t{8}, size_t{9}}) {
    Pipe pipe;
    ASSERT_TRUE(WriteAll(pipe.in.get(), std::string(size, 'x')));
    pipe.in.Close();
    EXPECT_EQ(ReadAll(pipe.out.get(), "pipe", 8).has_value(), size <= 8) << size;
  }
}

TEST(SystemFailTest, SaysWhatWhereAndWhy) {
  EXPECT_EQ(SystemFail("cannot be opened", "/x", "name another", ENOENT).error(),
            (Error{"cannot be opened: No such file or directory", "/x", "name another"}));
}

}  // namespace
}  // namespace gatehouse::base
