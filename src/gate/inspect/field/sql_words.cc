// SQL's keywords as data: one list for each letter of sql_tokens.h. Contains the dialects of MySQL, PostgreSQL, SQL
// Server, Oracle and SQLite.
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "gate/inspect/field/sql_tokens.h"

namespace gatehouse::field {
namespace {

struct Words {
  char letter;
  bool called;             // counts only if a '(' follows
  std::string_view words;  // unsorted, separated by one space
};

constexpr Words kWords[] = {
    {sql_token::kLogic, false, "and or xor eqv imp"},
    {sql_token::kUnion, false, "union except intersect minus"},
    {sql_token::kSelect, false, "select"},
    {sql_token::kFrom, false, "from"},
    {sql_token::kCompare, false, "like rlike regexp in between is ilike similar glob escape"},
    {sql_token::kOperator, false, "not div mod binary collate any some exists all distinct top isnull notnull"},
    {sql_token::kNumber, false, "true false null unknown"},
    {sql_token::kVariable, false, "current_user session_user system_user current_timestamp current_setting"},
    {sql_token::kStatement, false,
     "insert update delete drop create alter exec execute declare truncate grant revoke merge replace call shutdown "
     "begin set use load backup restore print if kill handler attach copy desc describe"},
    {sql_token::kObject, false,
     "table database into procedure function view index trigger schema user login tables databases immediate infile"},
    {sql_token::kClause, false, "having limit offset"},
    {sql_token::kWord, false, "where as case when then else end values using on join left right inner outer with by"},
    {sql_token::kTell, false,
     "information_schema xp_cmdshell sp_executesql xp_regread xp_dirtree sysobjects syscolumns sysusers pg_catalog "
     "pg_user pg_shadow pg_tables all_tables all_users user_tables sqlite_master utl_inaddr utl_http dbms_pipe "
     "dbms_lock sp_password sp_makewebtask sp_oacreate sysdatabases openrowset opendatasource outfile dumpfile "
     "pg_stat_user_tables all_tab_columns msysobjects xp_cmdshell1 master..xp_cmdshell table_schema table_name "
     "column_name schema_name dbms_ldap ctxsys"},
    {sql_token::kWeapon, true,
     "sleep benchmark pg_sleep load_file extractvalue updatexml xmltype dbms_pipe.receive_message "
     "utl_inaddr.get_host_address utl_inaddr.get_host_name utl_http.request group_concat concat_ws json_keys "
     "randomblob lo_import lo_export pg_read_file sys_eval sys_exec "
     "aes_decrypt get_host_address current_database "
     "make_set polygon multipoint geometrycollection linestring st_latfromgeohash gtid_subset procedure analyse"},
    {sql_token::kFunction, true,
     "version user database schema system_user session_user current_user concat char chr ascii ord hex unhex substr "
     "substring mid left right length len char_length count sum min max avg cast convert cos sin tan abs floor ceil "
     "ceiling round rand random if ifnull nullif coalesce isnull elt field lower upper lcase ucase trim ltrim rtrim "
     "reverse replace repeat space compress uncompress encode decode md5 sha sha1 sha2 password encrypt now curdate "
     "curtime sysdate date unix_timestamp to_char to_number pi exp log ln power pow sqrt sign mod row_count "
     "last_insert_id uuid connection_id found_rows quote bin oct conv strcmp instr locate position iif db_name "
     "object_id col_name host_name is_srvrolemember suser_name suser_sname array_agg array_to_json string_agg "
     "listagg rownum nvl decode xmlagg query_to_xml database_to_xml bit_and bit_or bit_xor crc32 degrees radians "
     "inet_aton inet_ntoa load_extension sqlite_version total_changes typeof greatest least make interval "
     "current_setting charset collation aes_encrypt des_encrypt des_decrypt format name_const uuid_short values exists "
     "dcount dlookup find_in_set strcomp json_valid json_extract json_length json_type json_contains acos asin atan "
     "cot"}};

constexpr size_t kMaxWord = 32;
constexpr size_t kShards = 256;

constexpr size_t Shard(std::string_view lower, bool called) {
  return (lower.size() * 7 + size_t{static_cast<unsigned char>(lower.front())} * 31 +
          size_t{static_cast<unsigned char>(lower.back())} * 3 + (called ? 1 : 0)) %
         kShards;
}

// All words in a hash table with chains, built at compile time.
constexpr size_t kMaxEntries = 512;
struct Entry {
  std::string_view word;
  char letter = 0;
  size_t next = 0;  // 0: the end
};
struct Table {
  std::array<Entry, kMaxEntries> entries{};
  std::array<size_t, kShards> first{};
};
constexpr Table kTable = [] {
  Table table;
  size_t used = 1;
  for (const Words& list : kWords) {
    std::string_view rest = list.words;
    while (!rest.empty()) {
      const size_t space = std::min(rest.find(' '), rest.size());
      const std::string_view word = rest.substr(0, space);
      const size_t shard = Shard(word, list.called);
      table.entries[used] = {word, list.letter, table.first[shard]};
      table.first[shard] = used++;
      rest.remove_prefix(std::min(space + 1, rest.size()));
    }
  }
  return table;
}();

char Find(std::string_view lower, bool called) {
  for (size_t at = kTable.first[Shard(lower, called)]; at != 0; at = kTable.entries[at].next) {
    if (kTable.entries[at].word == lower) return kTable.entries[at].letter;
  }
  return 0;
}

}  // namespace

char SqlWord(std::string_view word, bool called) {
  if (word.empty() || word.size() > kMaxWord) return 0;
  char buffer[kMaxWord];
  std::ranges::transform(word, buffer, base::ToLower);
  const std::string_view lower(buffer, word.size());
  if (called) {
    if (const char letter = Find(lower, true)) return letter;
  }
  return Find(lower, false);
}

}  // namespace gatehouse::field
