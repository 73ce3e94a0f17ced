/** A file that `init` writes where there is none. */
export interface InitFile {
  /** Relative to the project's folder. */
  readonly path: string
  readonly text: string
}

/** Scripts that `init` adds to `package.json` where there is none of that name. */
export const INIT_SCRIPTS: Readonly<Record<string, string>> = {
  drill: 'blackstart run first-drill',
  'drill:plan': 'blackstart plan first-drill',
}

/** What Git must not keep. */
export const IGNORED = 'reports/'

/**
 * The files of a project that begins with Blackstart.
 *
 * @param helper - path of the k6 helper as the load script imports it: relative, because k6 knows no packages
 */
export function initFiles(helper: string): InitFile[] {
  return [
    { path: 'scenarios/first-drill.ts', text: SCENARIO },
    { path: 'scenarios/load/orders.js', text: loadScript(helper) },
    { path: 'blackstart.config.ts', text: CONFIG },
    { path: '.github/workflows/disaster-recovery.yml', text: WORKFLOW },
  ]
}

const SCENARIO = `// A disaster and a promise. Run it: npx blackstart run first-drill
import { defineScenario, fault, k6 } from 'blackstart'

export default defineScenario({
  title: 'The primary database dies',
  hypothesis: 'The standby takes over; no acknowledged order is lost.',
  // What you promise, and what you expect in the lab, which is faster.
  objectives: { rto: '2m', rpo: '0s', in: { lab: { rto: '5s' } } },
  load: k6('load/orders.js', { rate: 100 }),
  faults: [fault.database.kill({ role: 'primary' })],
  recovery: 'automatic',
  // What must turn it red, and why: npx blackstart prove first-drill
  sabotages: [
    {
      name: 'asynchronous standby, a second behind',
      set: { replication: 'async', 'replication-hold': '1s' },
      expect: { verdict: 'fail', reason: 'rpo-exceeded' },
    },
  ],
})
`

// JavaScript, and unchecked: k6's modules have no types in a project that does not install @types/k6.
function loadScript(helper: string): string {
  return `// @ts-nocheck
// Load for a scenario: one write an iteration. This runs in k6, which is not Node. Rate and duration come from the drill.
import http from 'k6/http'
import { base, timeout, write } from '${helper}'

export const options = { discardResponseBodies: true }

const headers = { 'Content-Type': 'application/json' }

export default function () {
  write((id) => http.post(\`\${base}/orders\`, JSON.stringify(id), { headers, timeout }))
}
`
}

const CONFIG = `// What belongs to your team and not to one disaster. Every field is optional.
import { defineConfig } from 'blackstart'

export default defineConfig({
  reports: { folder: 'reports', keep: 50 },
  environments: {
    // 'fast' for the inner loop, 'realistic' with the timings that clouds publish.
    lab: { profile: 'fast' },
  },
})
`

const WORKFLOW = `# Drills once a week, by hand, and before a release: call it from your release workflow. The verdict is the job's:
# exit 0 pass, 1 fail, 2 inconclusive (the measurement decided nothing: red, and the report says why), 4 a person is needed.
name: disaster-recovery

on:
  schedule:
    - cron: '17 5 * * 1'
  workflow_dispatch:
  workflow_call:

permissions:
  contents: read

concurrency:
  group: disaster-recovery
  cancel-in-progress: false

jobs:
  drill:
    runs-on: ubuntu-24.04
    timeout-minutes: 30
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - uses: actions/setup-node@39370e3970a6d050c480ffad4ff0ed4d3fdee5af # v4.1.0
        with:
          node-version: 24
      - run: npm ci
      - run: npx --no-install blackstart run first-drill --junit junit.xml
      - uses: actions/upload-artifact@65c4c4a1ddee5b72f698fdd19549f0f0fb45cf08 # v4.6.0
        if: always()
        with:
          name: drill
          path: |
            reports/
            junit.xml
          if-no-files-found: ignore
          retention-days: 30
`
