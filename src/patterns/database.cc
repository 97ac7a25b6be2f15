#include "patterns/database.h"

#include <fmt/format.h>
#include <hs/hs.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "patterns/running.h"
#include "patterns/runtime.h"

namespace gatehouse::patterns {
namespace {

static_assert(kCaseless == HS_FLAG_CASELESS && kDotAll == HS_FLAG_DOTALL && kMultiline == HS_FLAG_MULTILINE);
static_assert(kOnce == HS_FLAG_SINGLEMATCH && kUtf8 == HS_FLAG_UTF8 && kProperties == HS_FLAG_UCP);
static_assert(kFrom == HS_FLAG_SOM_LEFTMOST);

unsigned int HsMode(Mode mode, bool tells_from) {
  if (mode == Mode::kBlock) return HS_MODE_BLOCK;
  return HS_MODE_STREAM | (tells_from ? HS_MODE_SOM_HORIZON_LARGE : 0U);
}

base::Result<> CheckBounds(std::span<const Expression> expressions) {
  if (expressions.empty()) return base::Fail("There is no expression to compile");
  if (expressions.size() > kMaxExpressions) {
    return base::Fail(fmt::format("There are more than {} expressions", kMaxExpressions));
  }
  for (const Expression& expression : expressions) {
    if (expression.regex.size() > kMaxExpressionBytes) {
      return base::Fail(fmt::format("The expression has more than {} bytes", kMaxExpressionBytes), expression.name);
    }
    if (expression.regex.contains('\0')) return base::Fail("The expression contains a NUL byte", expression.name);
  }
  return {};
}

// Vectorscan's message without the full stop.
base::Error CompilerError(const hs_compile_error_t* error, std::span<const Expression> expressions) {
  std::string words = error != nullptr && error->message != nullptr ? error->message : "no reason given";
  while (words.ends_with('.')) words.pop_back();
  const bool one =
      error != nullptr && error->expression >= 0 && static_cast<size_t>(error->expression) < expressions.size();
  return {"The expression does not compile: " + words,
          one ? expressions[static_cast<size_t>(error->expression)].name : std::string(),
          {}};
}

}  // namespace

base::Error ErrorOf(int code) {
  switch (code) {
    case HS_NOMEM:
      return {"There is not enough memory for the expressions", {}, {}};
    case HS_DB_VERSION_ERROR:
      return {"The compiled expressions are of another version of Vectorscan", {}, {}};
    case HS_DB_PLATFORM_ERROR:
      return {"The compiled expressions are for another processor", {}, {}};
    case HS_DB_MODE_ERROR:
      return {"The compiled expressions are for another way of scanning", {}, {}};
    case HS_SCRATCH_IN_USE:
      return {"The scratch memory is in use by another scan", {}, {}};
    case HS_ARCH_ERROR:
      return {"Vectorscan does not run on this processor", {}, "it needs SSE 4.2 on x86, NEON on Arm"};
    default:
      return {fmt::format("Vectorscan failed with code {}", code), {}, {}};
  }
}

int Running::OnMatch(unsigned int id, unsigned long long from, unsigned long long to, unsigned int /*flags*/,
                     void* context) noexcept {
  Running& running = *static_cast<Running*>(context);
  try {
    return running.call_(running.callable_, {id, from, to}) ? 0 : 1;
  } catch (...) {
    running.thrown_ = std::current_exception();
    return 1;
  }
}

base::Result<bool> Running::Finish(int code) const {
  if (thrown_) std::rethrow_exception(thrown_);
  if (code == HS_SUCCESS) return true;
  if (code == HS_SCAN_TERMINATED) return false;
  return std::unexpected(ErrorOf(code));
}

void Scratch::Free::operator()(hs_scratch* scratch) const { hs_free_scratch(scratch); }

Database::Database(hs_database* database, Mode mode)
    : held_(database, [](hs_database* held) { hs_free_database(held); }), mode_(mode) {}

base::Result<Database> Database::Compile(std::span<const Expression> expressions, Mode mode) {
  if (hs_valid_platform() != HS_SUCCESS) return std::unexpected(ErrorOf(HS_ARCH_ERROR));
  if (const auto checked = CheckBounds(expressions); !checked) return std::unexpected(checked.error());
  std::vector<const char*> texts;
  std::vector<unsigned int> flags;
  std::vector<unsigned int> ids;
  bool tells_from = false;
  for (const Expression& expression : expressions) {
    texts.push_back(expression.regex.c_str());
    flags.push_back(expression.flags);
    ids.push_back(expression.id);
    tells_from = tells_from || (expression.flags & kFrom) != 0;
  }
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  const hs_error_t code =
      hs_compile_multi(texts.data(), flags.data(), ids.data(), static_cast<unsigned int>(texts.size()),
                       HsMode(mode, tells_from), &TargetPlatform(), &database, &error);
  const std::unique_ptr<hs_compile_error_t, decltype(&hs_free_compile_error)> owned(error, hs_free_compile_error);
  if (code != HS_SUCCESS) return std::unexpected(CompilerError(error, expressions));
  return Database(database, mode);
}

base::Result<Database> Database::FromBytes(std::string_view bytes, Mode mode) {
  if (hs_valid_platform() != HS_SUCCESS) return std::unexpected(ErrorOf(HS_ARCH_ERROR));
  hs_database_t* database = nullptr;
  const hs_error_t code = hs_deserialize_database(bytes.data(), bytes.size(), &database);
  if (code != HS_SUCCESS) return std::unexpected(ErrorOf(code));
  return Database(database, mode);
}

base::Result<std::string> Database::Bytes() const {
  char* bytes = nullptr;
  size_t size = 0;
  const hs_error_t code = hs_serialize_database(held_.get(), &bytes, &size);
  if (code != HS_SUCCESS) return std::unexpected(ErrorOf(code));
  const std::unique_ptr<char, decltype(&std::free)> owned(bytes, std::free);
  return std::string(bytes, size);
}

base::Result<> Database::Fit(Scratch& scratch) const {
  hs_scratch_t* held = scratch.held_.release();
  const hs_error_t code = hs_alloc_scratch(held_.get(), &held);
  scratch.held_.reset(held);
  if (code != HS_SUCCESS) return std::unexpected(ErrorOf(code));
  return {};
}

base::Result<bool> Database::ScanWith(std::string_view text, Scratch& scratch, Handler handler) const {
  constexpr size_t kMaxText = 0xFFFF'FFFF;  // hs_scan counts in 32 bits
  if (text.size() > kMaxText) return base::Fail("The text is too large to be scanned at once");
  Running running(handler.callable, handler.call);
  return running.Finish(ScanText(held_.get(), text, scratch.held_.get(), running));
}

std::string Platform() {
  const hs_platform_info& platform = TargetPlatform();
  return fmt::format("{} {} {:x}", hs_version(), platform.tune, platform.cpu_features);
}

}  // namespace gatehouse::patterns
