#include "detect/rule.h"

#include <array>

namespace gatehouse::detect {
namespace {

constexpr std::array<std::string_view, 6> kPers = {"address", "account", "droplet", "principal", "caller", "gate"};
constexpr std::array<std::string_view, 7> kCounted = {"events", "principals", "addresses",  "networks",
                                                      "paths",  "accounts",   "credentials"};

}  // namespace

std::string_view Name(Per per) { return kPers[static_cast<size_t>(per)]; }
std::vector<std::string_view> AllPers() { return {kPers.begin(), kPers.end()}; }
std::string_view Name(Counted counted) { return kCounted[static_cast<size_t>(counted)]; }
std::vector<std::string_view> AllCounted() { return {kCounted.begin(), kCounted.end()}; }

}  // namespace gatehouse::detect
