#include "control/registry/registry.h"

#include <chrono>
#include <optional>

#include "control/registry/client_authentication.h"
#include "control/registry/directory_publisher.h"
#include "control/registry/droplet_admin.h"
#include "control/registry/endpoints.h"
#include "control/registry/fetched_keys.h"
#include "control/registry/introspection.h"
#include "control/registry/key_ring.h"
#include "control/registry/metadata.h"
#include "control/registry/revocation_endpoint.h"
#include "control/registry/revocation_list.h"
#include "control/registry/token_endpoint.h"
#include "control/registry/trust_admin.h"
#include "control/service/retention.h"
#include "control/store/assertions.h"

namespace gatehouse::registry {
namespace {

constexpr std::chrono::minutes kSweepEvery{1};

// The part without `control.registry`: it only fetches keys of foreign issuers.
class KeyFetcher final : public service::Part {
 public:
  explicit KeyFetcher(const RegistryContext& context) : keys_(context) {}

  service::HttpRoutes PublicRoutes() override { return {}; }
  service::HttpRoutes AdminRoutes() override { return {}; }
  base::Result<> Begin(base::Now now) override {
    keys_.Tick(now);
    return {};
  }
  void Tick(base::Now now) override { keys_.Tick(now); }

 private:
  FetchedKeys keys_;
};

class Registry final : public service::Part {
 public:
  explicit Registry(const RegistryContext& context)
      : context_(context),
        ring_(context),
        revocations_(context),
        clients_(context),
        tokens_(context, clients_, ring_),
        introspection_(context, clients_, ring_),
        directory_(context, OwnAddresses(context.policy, InterfaceAddresses())),
        droplet_tokens_(context, revocations_),
        droplets_(context, directory_, revocations_, droplet_tokens_),
        revocation_endpoint_(context, clients_, ring_, revocations_, droplet_tokens_),
        trust_(context, ring_, revocations_, droplet_tokens_),
        foreign_keys_(context) {}

  service::HttpRoutes PublicRoutes() override {
    const auto at = [](std::string_view path) { return std::string(path); };
    return {
        {"POST", at(kTokenPath), [this](const service::HttpRequest& request) { return tokens_.Handle(request); }},
        {"POST", at(kIntrospectPath),
         [this](const service::HttpRequest& request) { return introspection_.Handle(request); }},
        {"POST", at(kRevokePath),
         [this](const service::HttpRequest& request) { return revocation_endpoint_.Handle(request); }},
        {"GET", at(kMetadataPath), [this](const service::HttpRequest&) { return ServeMetadata(context_.control()); }},
        {"GET", at(kJwksPath), [this](const service::HttpRequest&) { return ServeJwks(ring_, context_.registry()); }},
        {"GET", at(kPemPath), [this](const service::HttpRequest&) { return ServePem(ring_, context_.registry()); }},
    };
  }

  service::HttpRoutes AdminRoutes() override {
    service::HttpRoutes routes = droplets_.Routes();
    service::HttpRoutes more = trust_.Routes();
    routes.insert(routes.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    return routes;
  }

  // The gate gets all revocations before it gets any key that this start may publish.
  base::Result<> Begin(base::Now now) override {
    // An order that cannot be written yet stays at the gate and is tried again.
    Note(WriteOrders(now.wall), now.wall);
    if (auto refreshed = revocations_.Refresh(now.wall, retention_.Until(now)); !refreshed) return refreshed;
    if (auto advanced = ring_.Advance(now.wall); !advanced) return advanced;
    if (auto published = directory_.Publish(now.wall); !published) return published;
    Tick(now);
    return {};
  }

  void Tick(base::Now now) override {
    if (revocations_.MayBeUnwritten()) Note(WriteOrders(now.wall), now.wall);
    Note(ring_.Advance(now.wall), now.wall);
    Note(directory_.Publish(now.wall), now.wall);
    directory_.Tick(now);
    foreign_keys_.Tick(now);
    // Several daemons may share a PostgreSQL: revocations of the others take effect here within a second.
    const bool sweep = !swept_at_ || now.steady - *swept_at_ >= kSweepEvery;
    const base::Wall forget = retention_.Until(now);
    if (sweep || context_.database.kind() == "postgresql" || revocations_.Behind() || retention_.WentBack()) {
      Note(revocations_.Refresh(now.wall, forget), now.wall);
    }
    if (!sweep) return;
    swept_at_ = now.steady;
    Note(
        context_.database.Write([&](store::Transaction& transaction) { store::ForgetAssertions(transaction, forget); }),
        now.wall);
  }

 private:
  // Writes orders that only the gate got because the database failed.
  base::Result<> WriteOrders(base::Wall now) {
    return revocations_.WriteUnwritten(now, [&](const store::StoredRevocation& order) -> base::Result<bool> {
      if (order.what != state::Name(state::Revoked::kKeyId)) return droplet_tokens_.CarryOut(order, now);
      // After the revocation of a stolen key, it must also be withdrawn and replaced.
      if (const auto withdrawn = ring_.Withdraw(order.value, now); !withdrawn) {
        return std::unexpected(withdrawn.error());
      }
      return false;
    });
  }
  // Logs a failure once, and again if it changes.
  void Note(const base::Result<>& done, base::Wall now) {
    if (done) return;
    const std::string details = done.error().Text();
    if (details == told_ && now - told_at_ < kSweepEvery) return;
    told_ = details;
    told_at_ = now;
    context_.link.Log({.time = now, .type = events::type::kControlFailed, .details = details});
  }

  RegistryContext context_;
  KeyRing ring_;
  RevocationList revocations_;
  ClientAuthentication clients_;
  TokenEndpoint tokens_;
  Introspection introspection_;
  DirectoryPublisher directory_;
  DropletTokens droplet_tokens_;
  DropletAdmin droplets_;
  RevocationEndpoint revocation_endpoint_;
  TrustAdmin trust_;
  FetchedKeys foreign_keys_;
  service::Retention retention_;
  std::optional<base::Steady> swept_at_;
  std::string told_;
  base::Wall told_at_{};
};

}  // namespace

std::unique_ptr<service::Part> MakeRegistry(const RegistryContext& context) {
  if (!context.control().registry) return std::make_unique<KeyFetcher>(context);
  return std::make_unique<Registry>(context);
}

}  // namespace gatehouse::registry
