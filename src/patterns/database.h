// Matches many regular expressions in one pass: compiled to a database that all threads may use. The only
// user of Vectorscan, whose header no header of ours includes. The expressions are the part of PCRE that it supports:
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

// Flags of an expression, combined with |. The values are Vectorscan's.
inline constexpr uint32_t kCaseless = 1;
inline constexpr uint32_t kDotAll = 2;       // '.' also matches line breaks
inline constexpr uint32_t kMultiline = 4;    // '^' and '$' match at every line, not only at the ends of the text
inline constexpr uint32_t kOnce = 8;         // at most one match per text; its first end is reported
inline constexpr uint32_t kUtf8 = 32;        // the expression matches characters; the text must be UTF-8
inline constexpr uint32_t kProperties = 64;  // with kUtf8: \w, \d and similar include all of Unicode
inline constexpr uint32_t kFrom = 256;       // the callback gets the start of a match. Costs time: omit if possible

struct Expression {
  uint32_t id = 0;    // passed to the callback; several expressions may share one
  std::string name;   // for error messages
  std::string regex;  // at most kMaxExpressionBytes
  uint32_t flags = 0;
};

inline constexpr size_t kMaxExpressions = 16'384;
inline constexpr size_t kMaxExpressionBytes = 16'384;

enum class Mode : uint8_t {
  kBlock,   // the whole text is scanned at once
  kStream,  // the text arrives in pieces
};

// The argument of the callback, which returns false to end the scan. It may throw; nothing passes through Vectorscan.
struct Match {
  uint32_t id = 0;
  uint64_t from = 0;  // 0 without kFrom
  uint64_t to = 0;    // the byte after the last one
};

// Working memory of a scan: one per thread, for one or more databases.
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

// Immutable; copies share the content; thread-safe.
class Database {
 public:
  // Error.where is the name of the expression that Vectorscan refuses, Error.what contains Vectorscan's message.
  [[nodiscard]] static base::Result<Database> Compile(std::span<const Expression> expressions, Mode mode);

  // Vectorscan trusts these bytes like its own code: they must come from a trusted file (cache.h ensures that).
  [[nodiscard]] static base::Result<Database> FromBytes(std::string_view bytes, Mode mode);
  [[nodiscard]] base::Result<std::string> Bytes() const;

  // Prepares the scratch for this database too. Call before the first scan with it, not during one.
  [[nodiscard]] base::Result<> Fit(Scratch& scratch) const;

  // Calls `on_match(Match)`, which returns whether to go on, for each match in the order of their ends. Returns false
  // if it ended the scan. For a database of Mode::kBlock, with a prepared scratch that no other scan is using.
  template <typename OnMatch>
  [[nodiscard]] base::Result<bool> Scan(std::string_view text, Scratch& scratch, OnMatch&& on_match) const {
    return ScanWith(text, scratch, Handler::Of(on_match));
  }

  [[nodiscard]] Mode mode() const { return mode_; }

 private:
  friend class Stream;
  // A type-erased callable; the caller owns it.
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

// Vectorscan's version and the processor features that a compiled database depends on, as one word.
[[nodiscard]] std::string Platform();

}  // namespace gatehouse::patterns
