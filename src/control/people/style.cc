// The style sheet of the pages for people: system fonts, one set of colours for light mode and one for dark mode.
// Tests: pages_test.cc.
#include "control/people/pages.h"

namespace gatehouse::people {
namespace {

constexpr std::string_view kStyle = R"(:root {
  color-scheme: light dark;
  --paper: #f4f5f7; --card: #ffffff; --ink: #1c2330; --soft: #566074; --line: #868fa0;
  --accent: #1f4e9c; --on-accent: #ffffff; --bad: #a01a1a; --bad-paper: #fdeeee; --good-paper: #e9f4ec;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12161d; --card: #1b212b; --ink: #e8ebf0; --soft: #a9b2c1; --line: #6b7689;
    --accent: #8ab4f8; --on-accent: #10203a; --bad: #ffb4ab; --bad-paper: #3b1b1b; --good-paper: #173222;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: 1rem; min-height: 100vh; display: grid; place-items: start center;
  background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main {
  width: 100%; max-width: 26rem; margin-top: 8vh; padding: 1.75rem;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
}
.site { margin: 0; color: var(--soft); font-size: .9rem; letter-spacing: .04em; }
h1 { margin: 0 0 1.25rem; font-size: 1.5rem; line-height: 1.25; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
p { margin: .75rem 0; }
label { display: block; margin-top: 1rem; font-weight: 600; }
input {
  display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .35rem;
}
input[hidden] { display: none; }
input[aria-invalid] { border-color: var(--bad); }
.hint { margin: .35rem 0 0; color: var(--soft); font-size: .9rem; }
button {
  display: block; width: 100%; margin-top: 1.25rem; padding: .7rem 1rem; font: inherit; font-weight: 600;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: .35rem;
  cursor: pointer;
}
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.error, .notice { margin: 0 0 1rem; padding: .6rem .8rem; border-radius: .35rem; }
.error { color: var(--bad); background: var(--bad-paper); border: 1px solid var(--bad); }
.error p { margin: 0; }
.error ul { margin: .25rem 0 0; padding-left: 1.25rem; }
.notice { background: var(--good-paper); border: 1px solid var(--line); }
dl { margin: 0; }
dt { margin-top: .75rem; color: var(--soft); font-size: .9rem; }
dd { margin: 0; }
code, .long { overflow-wrap: anywhere; }
code { font-size: 1.05rem; }
.sessions { padding-left: 1.25rem; }
@media (max-width: 24rem) { body { padding: 0; } main { margin-top: 0; border: 0; border-radius: 0; padding: 1.25rem; } }
@media (prefers-contrast: more) { :root { --line: currentColor; } }
)";

}  // namespace

service::HttpResponse ShowStyle() {
  return {200,
          {{"Content-Type", "text/css; charset=utf-8"}, {"Cache-Control", "public, max-age=3600"}},
          std::string(kStyle)};
}

}  // namespace gatehouse::people
