#!/usr/bin/env bash
# One drill for the action: runs it, writes its outputs, and ends with what its exit code means for the job.
set -uo pipefail

# A folder of its own: in a shared one the record of an earlier drill would stand in for one that was killed.
REPORTS=$(mktemp -d "${RUNNER_TEMP:-/tmp}/drill-XXXXXXXX") || exit 70
# First of all, so that the record is kept also when this step is cut short.
echo "reports=$REPORTS" >> "$GITHUB_OUTPUT"

args=(run "$SCENARIO" --env "$ENVIRONMENT" --reports "$REPORTS" --junit "$REPORTS/junit.xml")
while IFS= read -r line; do
  if [ -n "$line" ]; then args+=(--set "$line"); fi
done <<< "$SETTINGS"
while IFS= read -r line; do
  if [ -n "$line" ]; then args+=(--objective "$line"); fi
done <<< "$OBJECTIVES"

# The command is several words on purpose.
# shellcheck disable=SC2086
$COMMAND "${args[@]}"
code=$?

# The record of this drill; empty when it left no report.
record=''
for folder in "$REPORTS"/*/; do
  if [ -f "$folder/report.json" ]; then record=${folder%/}; fi
done

{
  echo "exit-code=$code"
  echo "record=$record"
  if [ -n "$record" ]; then
    # This is JavaScript.
    # shellcheck disable=SC2016
    node -e '
      const { verdict, measurements } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"))
      console.log(`verdict=${verdict}`)
      console.log(`rta=${JSON.stringify(measurements.rtaMs)}`)
      console.log(`rpa=${JSON.stringify(measurements.rpaSeconds)}`)
      console.log(`lost-writes=${measurements.writes.lost}`)
    ' "$record/report.json"
  fi
} >> "$GITHUB_OUTPUT"

if [ "$code" -eq 2 ] && [ "$ON_INCONCLUSIVE" = warn ]; then
  echo "::warning title=Drill $SCENARIO::inconclusive: nothing was proven, and this job goes on by its own choice"
  exit 0
fi
exit "$code"
