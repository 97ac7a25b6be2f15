// A field tokenized as a database would, in each of the places where a query may contain it: unquoted (as a
// number), after a ', a " or a `. Each token is one letter, so that sequences can be matched as
// text. One linear pass. Shown by sql_tokens_test.cc and fuzz/field_fuzz.cc.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::field {

// The place of the field in the query. Between backticks stands the name of a column to sort by.
enum class SqlPlace : char { kPlain = 0, kSingle = '\'', kDouble = '"', kBacktick = '`' };

// Whether a backslash escapes the quote after it: in MySQL it does, elsewhere it does not.
enum class SqlBackslash : uint8_t { kEscapes, kPlain };

// One letter per kind of token.
namespace sql_token {
inline constexpr char kNumber = '1';    // 1, 0x2a, 1.5e3, true, null
inline constexpr char kText = 's';      // 'a', "a", `a`
inline constexpr char kOpenText = 'q';  // a text that the field does not close
inline constexpr char kVariable = 'v';  // @x, @@version
inline constexpr char kName = 'n';      // any other word
inline constexpr char kFunction = 'f';  // a database function followed by a bracket
inline constexpr char kWeapon = 'F';    // a function that legitimate input never contains: sleep(, load_file(
inline constexpr char kCompare = '=';   // = <> like regexp in between
inline constexpr char kOperator = 'o';  // + - * / % || ~ not div
inline constexpr char kLogic = '&';     // and or xor && ||
inline constexpr char kUnion = 'U';     // union, except, intersect, with all or distinct
inline constexpr char kSelect = 'S';
inline constexpr char kStatement = 'T';  // insert update delete drop create alter exec declare …
inline constexpr char kObject = 'O';     // the objects of those: table database into procedure
inline constexpr char kClause = 'B';     // group by, order by, having, limit
inline constexpr char kFrom = 'k';       // from
inline constexpr char kWord = 'w';       // other SQL keywords: where as case when then
inline constexpr char kComment = 'c';    // a comment that extends to the end of the field
inline constexpr char kTell = 'X';       // information_schema, xp_cmdshell, waitfor delay, into outfile …
}  // namespace sql_token
// Besides these: ( ) , ; . { } and ? for any other byte.

struct SqlTokens {
  std::string letters;
  std::vector<std::string_view> texts;  // parallel to the letters; a quoted text without its quotes
  bool version_comment = false;         // /*!40000 … */, which only MySQL executes
  bool split_by_comments = false;       // words with /**/ between them
};

[[nodiscard]] SqlTokens TokeniseSql(std::string_view text, SqlPlace place,
                                    SqlBackslash backslash = SqlBackslash::kEscapes);

// The letter of an SQL keyword, ignoring case; 0 for any other word. `called`: a '(' follows.
[[nodiscard]] char SqlWord(std::string_view word, bool called);

}  // namespace gatehouse::field
