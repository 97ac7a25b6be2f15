#include "nginx/slots.h"

namespace gatehouse::nginx {

bool SlotShortage::Look(const Slots& slots) {
  const bool was_short = short_;
  if (slots.free < slots.all / kShort) short_ = true;
  if (slots.free > slots.all / kPlenty) short_ = false;
  return short_ && !was_short;
}

}  // namespace gatehouse::nginx
