// The only file that includes SOCI. Debian's SOCI headers are configured to use Boost. Gatehouse does not use
// these templates, so they are excluded here, and the build needs no Boost.
#pragma once

// clang-format off: the order is the point
#include <soci/soci-config.h>
#undef SOCI_HAVE_BOOST
#undef SOCI_HAVE_BOOST_DATE_TIME
#include <soci/soci.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>
// clang-format on
