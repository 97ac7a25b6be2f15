#include "nginx/service_headers.h"

#include <string_view>

#include "gate/respond/stricter_header.h"
#include "nginx/handlers.h"

namespace gatehouse::nginx {
namespace {

struct Said {
  size_t lines = 0;
  std::string_view value;  // value of the last line
};

Said ByService(ngx_http_request_t* r, std::string_view name) {
  Said said;
  for (const ngx_list_part_t* part = &r->headers_out.headers.part; part != nullptr; part = part->next) {
    const auto* headers = static_cast<const ngx_table_elt_t*>(part->elts);
    for (ngx_uint_t i = 0; i < part->nelts; ++i) {
      if (headers[i].hash == 0 || !Named(headers[i], name)) continue;
      ++said.lines;
      said.value = View(headers[i].value);
    }
  }
  return said;
}

}  // namespace

GateHeaders WhoSpeaks(ngx_http_request_t* r, const RequestState& state) {
  GateHeaders who;
  if (state.masking || r->upstream == nullptr || state.exchange.route == nullptr) return who;
  const gate::Policy& policy = state.shield.policy();
  for (const gate::ServiceHeader& rule : state.exchange.route->service_headers) {
    const gate::HeaderValue& own = policy.security_headers[rule.which];
    const Said said = ByService(r, own.name);
    if (said.lines == 0) continue;
    if (rule.wins == gate::ServiceHeader::Wins::kService) {
      who.LetServiceSpeak(rule.which);
      who.Silence(rule.which);
      continue;
    }
    const gate::Stricter stricter = gate::StricterOf(own.name, own.value, said.value);
    if (stricter == gate::Stricter::kBoth) who.LetServiceSpeak(rule.which);
    // With several lines, it is unknown which one a browser uses.
    if (stricter == gate::Stricter::kService && said.lines == 1) {
      who.LetServiceSpeak(rule.which);
      who.Silence(rule.which);
    }
  }
  return who;
}

}  // namespace gatehouse::nginx
