// gatehouse secrets doctor: resolves every reference and reports success or the error; it never shows the values.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "cli/commands.h"
#include "cli/secrets/secrets.h"
#include "secrets/standard/standard.h"

namespace gatehouse::cli {
namespace {

constexpr size_t kAtOnce = 8;
constexpr int kTries = 2;  // few retries: the doctor reports the current state
constexpr std::chrono::hours kEndsSoon{24 * 7};

struct DoctorOptions {
  std::vector<std::string> words;
  Format format = Format::kText;
  std::optional<base::Wall> now;
};

struct Patient {
  std::string text;
  std::vector<std::string> places;
  std::optional<base::Error> wrong;  // why the reference is invalid
  secrets::Resolver::Health health;
};

std::vector<Patient> Gather(std::vector<PlacedReference> found) {
  std::vector<Patient> patients;
  for (PlacedReference& each : found) {
    auto known = std::ranges::find(patients, each.text, &Patient::text);
    if (known == patients.end()) known = patients.insert(patients.end(), Patient{.text = std::move(each.text)});
    if (!each.where.empty()) known->places.push_back(std::move(each.where));
  }
  return patients;
}

void Examine(std::vector<Patient>& patients) {
  secrets::ResolverRules rules;
  rules.tries = kTries;
  rules.at_once = kAtOnce;
  const auto resolver = secrets::MakeResolver(secrets::AllProviders(), rules);
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t at = next++; at < patients.size(); at = next++) {
      const auto reference = secrets::ParseReference(patients[at].text);
      if (!reference) {
        patients[at].wrong = reference.error();
        continue;
      }
      patients[at].health = resolver->Examine(*reference);
      auto& fault = patients[at].health.fault;
      const bool may_be_absent = reference->optional || reference->fallback;
      if (fault && fault->fault == secrets::Fault::kAbsent && may_be_absent) fault.reset();
    }
  };
  std::vector<std::jthread> threads;
  for (size_t i = 1; i < std::min(kAtOnce, patients.size()); ++i) threads.emplace_back(work);
  work();
}

std::string AgeText(std::chrono::milliseconds age) {
  const auto hours = std::chrono::duration_cast<std::chrono::hours>(age).count();
  constexpr int64_t kHoursOfADay = 24;
  constexpr int64_t kFewDays = 3;
  if (hours >= kFewDays * kHoursOfADay) return fmt::format("{} days", hours / kHoursOfADay);
  if (hours >= 1) return fmt::format("{} h", hours);
  return fmt::format("{} min", std::max<int64_t>(std::chrono::duration_cast<std::chrono::minutes>(age).count(), 0));
}

struct Verdict {
  bool good = true;
  std::string_view name = "ok";
  base::Error error;
};

Verdict Judge(const Patient& patient, base::Wall now) {
  if (patient.wrong) return {false, "misused", *patient.wrong};
  if (const auto& fault = patient.health.fault) return {false, secrets::Name(fault->fault), fault->error};
  if (patient.health.expires && *patient.health.expires <= now) {
    return {false, "expired", {"The secret has expired", {}, "rotate it"}};
  }
  return {};
}

void PrintPatient(const Patient& patient, const Verdict& verdict, base::Wall now) {
  std::string line = Paint(fmt::format("{:<11}", verdict.name), verdict.good ? Tone::kGood : Tone::kBad, Stream::kData);
  line += " " + Visible(patient.text);
  if (verdict.good) {
    const auto& health = patient.health;
    if (!health.version.empty()) line += "  version " + Visible(health.version);
    if (health.created) line += ", " + AgeText(now - *health.created) + " old";
    if (health.expires) {
      line += ", ends " + TimeText(*health.expires);
      if (*health.expires - now < kEndsSoon) line += Paint(" (soon)", Tone::kWarn, Stream::kData);
    }
    line += fmt::format("  {} ms", health.took.count());
  }
  Print(line);
  if (!verdict.good) Print("            " + Visible(verdict.error.Text()));
  for (const std::string& place : patient.places) Print("            in " + Visible(place));
}

Value PatientJson(const Patient& patient, const Verdict& verdict, base::Wall now) {
  const auto& health = patient.health;
  Value line = Object({{"reference", patient.text}, {"status", verdict.name}, {"places", patient.places}});
  if (!verdict.good) line.Set("error", ToValue(verdict.error));
  if (!health.version.empty()) line.Set("version", health.version);
  if (health.created) {
    line.Set("created", TimeText(*health.created));
    line.Set("age_seconds", std::chrono::duration_cast<std::chrono::seconds>(now - *health.created).count());
  }
  if (health.expires) line.Set("expires", TimeText(*health.expires));
  line.Set("took_ms", health.took.count());
  return line;
}

Outcome Doctor(const DoctorOptions& options) {
  auto found = CollectReferences(options.words);
  if (!found) return std::unexpected(found.error());
  std::vector<Patient> patients = Gather(std::move(*found));
  if (patients.empty()) {
    Say("There is no reference in these files.");
    return ExitCode::kNothingToDo;
  }
  Examine(patients);
  const base::Wall now = options.now.value_or(base::ReadClocks().wall);
  bool all_good = true;
  for (const Patient& patient : patients) {
    const Verdict verdict = Judge(patient, now);
    all_good = all_good && verdict.good;
    if (options.format == Format::kText) {
      PrintPatient(patient, verdict, now);
    } else {
      PrintJson(PatientJson(patient, verdict, now));
    }
  }
  return all_good ? ExitCode::kFine : ExitCode::kFindings;
}

}  // namespace

Command SecretsDoctorCommand() {
  auto options = std::make_shared<DoctorOptions>();
  return {.help = "Try every reference: reachable, permitted, its age and expiry; shows no value",
          .positionals = {Texts("FILE", options->words, "FILE",
                                "Files, or references themselves (default: gatehouse.yaml, .env, .env.encrypted)")},
          .options = {FormatOption(options->format), NowOption(options->now)},
          .examples = {"gatehouse secrets doctor", "gatehouse secrets doctor .env.production --format json"},
          .action = Runs(options, Doctor)};
}

}  // namespace gatehouse::cli
