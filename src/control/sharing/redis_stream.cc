#include "control/sharing/redis_stream.h"

#include <fmt/format.h>
#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "base/ascii.h"
#include "base/number.h"
#include "fetch/channel.h"

namespace gatehouse::sharing {
namespace {

constexpr std::chrono::milliseconds kPatience{1'000};  // for a connection, and for each answer
constexpr size_t kMostAnswerBytes = size_t{64} << 20;
constexpr std::string_view kField = "b";
constexpr std::string_view kExpiryMs = "120000";  // of the whole stream, when no gate uses it any more
constexpr std::string_view kFix = "see what Redis logs; it must be Redis 6.2, Valkey, or later";

struct ReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

struct ReaderDeleter {
  void operator()(redisReader* reader) const { redisReaderFree(reader); }
};

// The code that an error begins with, such as WRONGPASS: what follows may repeat a command's arguments.
std::string CodeOf(std::string_view error) {
  const std::string_view word = error.substr(0, error.find(' '));
  const bool plain = !word.empty() && word.size() <= 32 &&
                     std::ranges::all_of(word, [](char c) { return base::IsUpper(c) || c == '_'; });
  return plain ? std::string(word) : std::string("an error");
}

std::string TextOf(const Place& place) { return fmt::format("{}-{}", place.ms, place.sequence); }

std::optional<Place> PlaceOf(std::string_view id) {
  const size_t dash = id.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto ms = base::ParseNumber<uint64_t>(id.substr(0, dash));
  const auto sequence = base::ParseNumber<uint64_t>(id.substr(dash + 1));
  if (!ms || !sequence) return std::nullopt;
  return Place{.ms = *ms, .sequence = *sequence};
}

std::string_view BytesOf(const redisReply& reply) { return {reply.str, reply.len}; }

std::span<redisReply*> ItemsOf(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY) return {};
  return {reply.element, reply.elements};
}

// [id, [field, value]]; fields of others are none of ours.
std::optional<Entry> EntryOf(const redisReply& reply) {
  const auto parts = ItemsOf(reply);
  if (parts.size() != 2 || parts[0]->type != REDIS_REPLY_STRING) return std::nullopt;
  const auto place = PlaceOf(BytesOf(*parts[0]));
  if (!place) return std::nullopt;
  Entry entry{.place = *place, .sealed = {}};
  const auto fields = ItemsOf(*parts[1]);
  if (fields.size() == 2 && fields[1]->type == REDIS_REPLY_STRING) entry.sealed = BytesOf(*fields[1]);
  return entry;
}

}  // namespace

class RedisStream::Connection {
 public:
  Connection(fetch::Channel channel, std::string where)
      : channel_(std::move(channel)), where_(std::move(where)), reader_(redisReaderCreate()) {}

  // Sends one command and waits for its reply, which is no error.
  base::Result<Reply> Call(std::initializer_list<std::string_view> words) {
    if (auto sent = Send(words); !sent) return std::unexpected(sent.error());
    auto reply = Receive();
    if (!reply) return reply;
    if ((*reply)->type == REDIS_REPLY_ERROR) {
      return base::Fail(fmt::format("Redis answers {} to {}", CodeOf(BytesOf(**reply)), *words.begin()), where_,
                        std::string(kFix));
    }
    return reply;
  }

  [[nodiscard]] std::unexpected<base::Error> Garbled() const {
    return base::Fail("The answer is not one of Redis", where_, "check who answers there");
  }

 private:
  base::Result<> Send(std::span<const std::string_view> words) {
    std::vector<const char*> texts;
    std::vector<size_t> sizes;
    for (const std::string_view word : words) {
      texts.push_back(word.data() == nullptr ? "" : word.data());
      sizes.push_back(word.size());
    }
    char* command = nullptr;
    const int size = redisFormatCommandArgv(&command, static_cast<int>(words.size()), texts.data(), sizes.data());
    if (size < 0) return base::Fail("No memory for a command", where_);
    auto sent = channel_.Send({command, static_cast<size_t>(size)}, kPatience);
    explicit_bzero(command, static_cast<size_t>(size));  // it may have been a password
    redisFreeCommand(command);
    return sent;
  }
  base::Result<> Send(std::initializer_list<std::string_view> words) {
    return Send(std::span(words.begin(), words.size()));
  }

  base::Result<Reply> Receive() {
    std::array<char, size_t{64} << 10> bytes{};
    size_t total = 0;
    while (true) {
      void* made = nullptr;
      if (reader_ == nullptr || redisReaderGetReply(reader_.get(), &made) != REDIS_OK) return Garbled();
      if (made != nullptr) return Reply(static_cast<redisReply*>(made));
      const auto received = channel_.Receive(bytes, kPatience);
      if (!received) return std::unexpected(received.error());
      total += *received;
      if (total > kMostAnswerBytes) return base::Fail("The answer is too large", where_);
      if (redisReaderFeed(reader_.get(), bytes.data(), *received) != REDIS_OK) return Garbled();
    }
  }

  fetch::Channel channel_;
  std::string where_;
  std::unique_ptr<redisReader, ReaderDeleter> reader_;
};

RedisStream::RedisStream(std::unique_ptr<Connection> connection, std::string stream)
    : connection_(std::move(connection)), stream_(std::move(stream)) {}
RedisStream::~RedisStream() = default;

base::Result<std::unique_ptr<RedisStream>> RedisStream::Connect(const gate::RedisUrl& url, const std::string& ca_file,
                                                                std::string stream) {
  auto channel =
      fetch::Channel::Open({.host = url.host, .port = url.port, .tls = url.tls, .ca_file = ca_file}, kPatience);
  if (!channel) return std::unexpected(channel.error());
  auto connection = std::make_unique<Connection>(*std::move(channel), url.Shown());
  if (!url.password.empty()) {
    const auto known = url.user.empty() ? connection->Call({"AUTH", url.password.Reveal()})
                                        : connection->Call({"AUTH", url.user, url.password.Reveal()});
    if (!known) return std::unexpected(known.error());
  }
  if (url.database != 0) {
    const auto selected = connection->Call({"SELECT", std::to_string(url.database)});
    if (!selected) return std::unexpected(selected.error());
  }
  return std::unique_ptr<RedisStream>(new RedisStream(std::move(connection), std::move(stream)));
}

base::Result<Place> RedisStream::Append(std::string_view sealed, const Place& keep_from) {
  const auto added = connection_->Call({"XADD", stream_, "MINID", "~", TextOf(keep_from), "*", kField, sealed});
  if (!added) return std::unexpected(added.error());
  const auto kept = connection_->Call({"PEXPIRE", stream_, kExpiryMs});
  if (!kept) return std::unexpected(kept.error());
  const auto place = (*added)->type == REDIS_REPLY_STRING ? PlaceOf(BytesOf(**added)) : std::nullopt;
  if (!place) return connection_->Garbled();
  return *place;
}

base::Result<std::vector<Entry>> RedisStream::ReadAfter(const Place& place, size_t most) {
  const auto read = connection_->Call({"XREAD", "COUNT", std::to_string(most), "STREAMS", stream_, TextOf(place)});
  if (!read) return std::unexpected(read.error());
  std::vector<Entry> entries;
  if ((*read)->type == REDIS_REPLY_NIL) return entries;
  const auto streams = ItemsOf(**read);
  if (streams.size() != 1) return connection_->Garbled();
  const auto named = ItemsOf(*streams[0]);
  if (named.size() != 2) return connection_->Garbled();
  for (const redisReply* item : ItemsOf(*named[1])) {
    auto entry = EntryOf(*item);
    if (!entry) return connection_->Garbled();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

}  // namespace gatehouse::sharing
