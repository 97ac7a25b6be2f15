// A transaction that is open: what the store's functions work in. Made by Database alone, for as long as the work lasts
// that it is given; only the store's own sources see the connection behind it.
#pragma once

namespace soci {
class session;
}

namespace gatehouse::store {

class Transaction {
 public:
  explicit Transaction(soci::session& session) : session_(session) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  [[nodiscard]] soci::session& session() const { return session_; }

 private:
  soci::session& session_;
};

}  // namespace gatehouse::store
