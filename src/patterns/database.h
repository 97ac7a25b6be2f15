// Many regular expressions, looked for in one pass: compiled to a database, which every thread may scan with. The only
// user of Vectorscan, whose header none of ours includes. The expressions are the subset of PCRE that Vectorscan knows:
// no back-references, no look-around. Shown by database_test.cc, stream_test.cc.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"

struct hs_database;
struct hs_scratch;

namespace gatehouse::patterns {

// Flags of an expression, to be joined with |. Vectorscan's own numbers.
inline constexpr uint32_t kCaseless = 1;
inline constexpr uint32_t kDotAll = 2;       // '.' is a line's end too
inline constexpr uint32_t kMultiline = 4;    // '^' and '$' stand at each line's ends, not only at the text's
inline constexpr uint32_t kOnce = 8;         // at most one match a text; where the first ends is reported
inline constexpr uint32_t kUtf8 = 32;        // the expression means characters; the text must be UTF-8
inline constexpr uint32_t kProperties = 64;  // with kUtf8: \w, \d and the like mean all of Unicode
inline constexpr uint32_t kFrom =
    256;  // the callback is told where a match begins. Costs time: leave it out where it can be

struct Expression {
  uint32_t id = 0;    // what the callback is told; several expressions may share one
  std::string name;   // for the reader of an error
  std::string regex;  // bounded by kMaxExpressionBytes
  uint32_t flags = 0;
};

inline constexpr size_t kMaxExpressions = 16'384;
inline constexpr size_t kMaxExpressionBytes = 16'384;

enum class Mode : uint8_t {
  kBlock,   // a text is there as a whole
  kStream,  // it comes in pieces
};

// What a match is told to: false ends the scan. It may throw; nothing passes through Vectorscan.
struct Match {
  uint32_t id = 0;
  uint64_t from = 0;  // 0 without kFrom
  uint64_t to = 0;    // behind the last byte
};

// The memory that a scan works in: one per thread, for one or several databases.
class Scratch {
 public:
  Scratch() = default;
  Scratch(Scratch&&) noexcept = default;
  Scratch& operator=(Scratch&&) noexcept = default;

 private:
  friend class Database;
  friend class Stream;
  struct Free {
    void operator()(hs_scratch* scratch) const;
  };
  std::unique_ptr<hs_scratch, Free> held_;
};

// Immutable; copies share it, and threads may.
class Database {
 public:
  // Error.where is the name of the expression that Vectorscan refuses, Error.what holds Vectorscan's words.
  [[nodiscard]] static base::Result<Database> Compile(std::span<const Expression> expressions, Mode mode);

  // Vectorscan trusts these bytes as it trusts its own code: they must come from nobody else (cache.h sees to that).
  [[nodiscard]] static base::Result<Database> FromBytes(std::string_view bytes, Mode mode);
  [[nodiscard]] base::Result<std::string> Bytes() const;

  // Makes the scratch fit for this database too. Before the first scan with it, not during one.
  [[nodiscard]] base::Result<> Fit(Scratch& scratch) const;

  // Calls `on_match(Match)`, which answers whether to go on, for each match in the order of their ends. False where it
  // ended the scan. For a database of Mode::kBlock, with a scratch that fits and that no other scan is using.
  template <typename OnMatch>
  [[nodiscard]] base::Result<bool> Scan(std::string_view text, Scratch& scratch, OnMatch&& on_match) const {
    return ScanWith(text, scratch, Handler::Of(on_match));
  }

  [[nodiscard]] Mode mode() const { return mode_; }

 private:
  friend class Stream;
  // A callable without its type, which the caller keeps.
  struct Handler {
    void* callable;
    bool (*call)(void* callable, const Match& match);

    template <typename OnMatch>
    static Handler Of(OnMatch& on_match) {
      using Callable = std::remove_reference_t<OnMatch>;
      return {const_cast<void*>(static_cast<const void*>(&on_match)),
              [](void* callable, const Match& match) { return (*static_cast<Callable*>(callable))(match); }};
    }
  };
  Database(hs_database* database, Mode mode);
  [[nodiscard]] base::Result<bool> ScanWith(std::string_view text, Scratch& scratch, Handler handler) const;

  std::shared_ptr<hs_database> held_;
  Mode mode_ = Mode::kBlock;
};

// The library's version and the processor's features that a compiled database depends on, as one word.
[[nodiscard]] std::string Platform();

}  // namespace gatehouse::patterns
