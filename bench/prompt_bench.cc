// What judging a prompt costs: one of 500 bytes, a long one, and the worst that we know of 50,000 characters.
#include <benchmark/benchmark.h>

#include <iterator>
#include <random>
#include <string>
#include <string_view>

#include "gate/inspect/prompt/balanced.h"
#include "gate/inspect/prompt/rule.h"
#include "gate/inspect/prompt/strict.h"
#include "patterns/cache.h"

namespace {

using namespace gatehouse;

constexpr std::string_view kProse =
    "Please read the following report about the harbour and write a short summary for the council. The new pier was "
    "finished in May, two months late, after a storm had damaged the first foundations. Visitors came in larger "
    "numbers than expected, and the cafe at its end had to hire four more people. The fishermen are content with the "
    "cranes, but ask for better light at night. Costs were four percent above the plan, mostly for steel. What should "
    "the council decide next, and who should be asked before it does? ";

// The same with quotes, digits and code: rules that plain sentences are not searched for are searched for here.
constexpr std::string_view kQuestion =
    "I'm on version 3.11 and don't understand why my function returns None. It reads a file of 2,000 lines (about 4 "
    "MB) "
    "and should print \"done\" at the end: def total(path): rows = [r.split(',') for r in open(path)]; "
    "return sum(float(r[2]) for r in rows if r[0] != 'id'). With 10 rows it's fine, with 100 it isn't. Could you "
    "explain "
    "what's wrong, and show how to test it with pytest? I tried \"-x\" and \"-k total\" already; the log says 'list "
    "index out of range' in line 4 of 7. It must keep working for 1st and 2nd. ";

struct Bench {
  Bench() : balanced(*prompt::Balanced::Make(patterns::UserCacheFolder())), workspace(*balanced.Fit()) {}
  prompt::Balanced balanced;
  std::unique_ptr<prompt::Workspace> workspace;
};

Bench& TheBench() {
  static Bench bench;
  return bench;
}

std::string Repeated(std::string_view part, size_t bytes) {
  std::string text;
  while (text.size() + part.size() <= bytes) text += part;
  return text;
}

void Judge(benchmark::State& state, const std::string& text) {
  Bench& bench = TheBench();
  for (auto _ : state) benchmark::DoNotOptimize(bench.balanced.Judge(text, *bench.workspace));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}

void BM_Prompt500(benchmark::State& state) { Judge(state, std::string(kProse.substr(0, 500))); }
void BM_PromptLong(benchmark::State& state) { Judge(state, Repeated(kProse, 49'000)); }
void BM_PromptQuestion500(benchmark::State& state) { Judge(state, std::string(kQuestion.substr(0, 500))); }
void BM_PromptQuestionsLong(benchmark::State& state) { Judge(state, Repeated(kQuestion, 49'000)); }
void BM_PromptStrict500(benchmark::State& state) {
  const std::string text(kProse.substr(0, 500));
  for (auto _ : state) benchmark::DoNotOptimize(prompt::JudgeStrictly(text));
}
void BM_PromptHostile(benchmark::State& state, std::string_view part) {
  Judge(state, Repeated(part, prompt::kMaxCodePoints));
}

// What meets every rule, so that all of them are looked for around their leads.
void BM_PromptExamples(benchmark::State& state) {
  std::string text;
  const auto add_all = [&] {
    for (const prompt::Family& family : prompt::AllFamilies()) {
      for (const prompt::Rule& rule : family.rules) {
        for (const std::string_view example : rule.matches) {
          if (text.size() + example.size() + 1 > prompt::kMaxCodePoints) return;
          text.append(example).append(" ");
        }
      }
    }
  };
  for (size_t before = 1; text.size() != before;) {
    before = text.size();
    add_all();
  }
  Judge(state, text);
}

BENCHMARK(BM_Prompt500);
BENCHMARK(BM_PromptLong);
BENCHMARK(BM_PromptQuestion500);
BENCHMARK(BM_PromptQuestionsLong);
BENCHMARK(BM_PromptStrict500);
BENCHMARK(BM_PromptExamples);
BENCHMARK_CAPTURE(BM_PromptHostile, overrides, "ignore all previous ");
// Leads of many rules, and an escape, so that there are two readings.
BENCHMARK_CAPTURE(BM_PromptHostile, leads,
                  "ignore link bombs combine lose send decode pretend secret word above instead your system prompt "
                  "forget rules filter protect show tell die olvida vergiss negeer previous how to password url %41 ");
// The same with an escape of an escape of an escape: four readings, if all were read.
BENCHMARK_CAPTURE(BM_PromptHostile, leads_in_escapes,
                  "ignore link bombs combine lose send decode pretend secret word above instead your system prompt "
                  "forget rules filter protect show tell die olvida vergiss negeer previous how to password url "
                  "%252541 ");
// Found by changing such texts by chance: four readings of words that rules hold and few begin with.
BENCHMARK_CAPTURE(
    BM_PromptHostile, words_in_escapes,
    "write to ada@example.com 1) or no matter how it is a system filter your name UNION ALL SELECT 1 and "
    "more 'or(1) regardless of the %252541 your our no matter how it is a system filter user-prompt 1) or ");
// The worst that was found before what is looked through around leads was counted: leads of many families in any order,
// so that the stretches around those of each are the whole text.
void BM_PromptMixed(benchmark::State& state) {
  constexpr std::string_view kWords[] = {
      "show",   "ignore", "password",  "previous", "link",   "rules",  "combine", "lose", "send",       "decode",
      "secret", "word",   "above",     "instead",  "your",   "system", "prompt",  "url",  "definitely", "password",
      "lose",   "bombs",  "a=\">'>\"", "&zzzzzz;", "ignore", "tell",   "forget",  "and",  "%252541",    "lose"};
  std::string text;
  std::minstd_rand order(7);
  while (text.size() + 16 <= prompt::kMaxCodePoints) text.append(kWords[order() % std::size(kWords)]).append(" ");
  Judge(state, text);
}
BENCHMARK(BM_PromptMixed);
// Leads of many rules in questions with an escape three times over, one per so many bytes. No prompt is crowded by one
// per 130, so all readings are searched.
void BM_PromptSparse(benchmark::State& state) {
  constexpr std::string_view kLeads[] = {"ignore ", "vergiss ", "password ", "bombs ",  "pretend ", "link ",
                                         "system ", "above ",   "secret ",   "olvida ", "decode ",  "previous "};
  std::minstd_rand order(7);
  std::string text = "%252541 ";
  for (size_t at = 0, leads = 0; text.size() + 64 <= prompt::kMaxCodePoints; ++at) {
    if (text.size() >= leads * static_cast<size_t>(state.range(0))) {
      text.append(kLeads[order() % std::size(kLeads)]);
      ++leads;
    }
    text += kQuestion[at % kQuestion.size()];
  }
  Judge(state, text);
}
BENCHMARK(BM_PromptSparse)->Arg(130)->Arg(400);
// A word that is part of many rules, between leads of them.
BENCHMARK_CAPTURE(
    BM_PromptHostile, parts_in_escapes,
    "ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai ai "
    "ai ai ai ai ai ai ai ai ai ai ai ai vergiss pretend %252541 ");
BENCHMARK_CAPTURE(BM_PromptHostile, calls_in_escapes, "'or('or('or('or('or('or('or('or('or(%252541 ");
BENCHMARK_CAPTURE(BM_PromptHostile, quotes, "' or ");
BENCHMARK_CAPTURE(BM_PromptHostile, tags, "<a on");
BENCHMARK_CAPTURE(BM_PromptHostile, percent, "%2541");
BENCHMARK_CAPTURE(BM_PromptHostile, base64, "SWdub3Jl.");
BENCHMARK_CAPTURE(BM_PromptHostile, letters, "i ");
BENCHMARK_CAPTURE(BM_PromptHostile, commands, "show your ");
BENCHMARK_CAPTURE(BM_PromptHostile, calls_behind_quotes, "'or(");
BENCHMARK_CAPTURE(BM_PromptHostile, subqueries, "(select @a ");
BENCHMARK_CAPTURE(BM_PromptHostile, columns, "order by 1,2,");
BENCHMARK_CAPTURE(BM_PromptHostile, constants, "or 'a' ");
BENCHMARK_CAPTURE(BM_PromptHostile, backslashes, "\\\"<a ");
BENCHMARK_CAPTURE(BM_PromptHostile, addresses, "a@b.c ");

}  // namespace
