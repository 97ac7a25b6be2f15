// A request as the gate sees it: views into what the proxy parsed, valid as long as the request. Nothing is
// decoded.
#pragma once

#include <span>
#include <string_view>

#include "base/ip.h"

namespace gatehouse::gate {

class PeerCertificate;

struct Header {
  std::string_view name;   // as sent
  std::string_view value;  // without surrounding white space
};

struct Request {
  std::string_view method;     // as sent: "GET"
  std::string_view target;     // of the request line, unchanged: "/message?x=1"
  std::string_view host;       // authority without the port; empty if the request has none
  bool host_optional = false;  // HTTP/1.0, which has no Host header (RFC 1945): health checks of balancers omit it
  // Forward-auth: the other proxy does not say whether the connection will be upgraded.
  bool upgrade_unknown = false;
  bool tls = false;      // of the socket; admit/client_address decides whether to believe a proxy
  base::IpAddress peer;  // of the socket
  std::span<const Header> headers;
  bool plain_names = false;                      // every name in `headers` is a base::IsPlainName; false says nothing
  const PeerCertificate* certificate = nullptr;  // of the connection to the peer; null: it has none
};

// The headers that the gate itself reads, found in one pass. A repeated header is marked: the stages refuse
// it.
struct KnownHeaders {
  struct Field {
    std::string_view value;
    int count = 0;
    [[nodiscard]] bool present() const { return count > 0; }
  };
  Field authorization;
  Field cookie;  // if repeated, `value` is the last line
  Field origin;
  Field access_control_request_method;
  Field access_control_request_headers;
  Field content_type;
  Field content_encoding;
  Field forwarded;        // RFC 7239; if repeated, `value` is the last line
  Field forwarded_for;    // X-Forwarded-For; if repeated, `value` is the last line
  Field forwarded_proto;  // X-Forwarded-Proto
  Field upgrade;
  Field traceparent;
  Field request_id;                // X-Request-ID
  bool control_character = false;  // in any value: RFC 9110 §5.5 allows only the tab
  std::span<const Header> lines;   // all headers, for rarely needed ones: valid as long as the request
};
[[nodiscard]] KnownHeaders ReadHeaders(std::span<const Header> headers);

}  // namespace gatehouse::gate
