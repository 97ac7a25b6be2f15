// An open transaction, in which the store's functions work. Only Database creates it, for the duration of one piece of
// work; only the store's own sources see the connection behind it.
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
