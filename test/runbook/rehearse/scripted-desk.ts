import type { Act } from '../../../src/model/rehearsal.ts'
import { parseRunbook } from '../../../src/runbook/parse/parse.ts'
import { type Desk, INTERRUPTED, type Panel } from '../../../src/runbook/rehearse/desk.ts'
import type { RehearsedRunbook } from '../../../src/runbook/rehearse/operator.ts'
import type { Runbook } from '../../../src/runbook/runbook.ts'

const SOURCE = `---
runbook: 1
title: Promote
owner: team
severity: 1
rto: 15m
detect: 2m
scenario: scenarios/by-hand.ts
alerts: [PrimaryDown]
without_fault: stop at 1.1
---
# Promote
## Inputs
| Name | Example | How to find it |
| --- | --- | --- |
| \`FENCE\` | \`fence db-a\` | in the console |
| \`STANDBY_URL\` | \`postgres://db-b\` | in the vault |
## 1. Confirm (expect 30s)
**Check** (within 1s):
\`\`\`bash
test 1 -eq 1
\`\`\`
## 2. Fence (expect 2m)
**Do** (timeout 1m):
\`\`\`bash
bash -c "\${FENCE:?}"
\`\`\`
**Check** (within 90s):
\`\`\`bash
test stopped = stopped
\`\`\`
**Undo** (timeout 1m):
\`\`\`bash
true
\`\`\`
## 3. Promote it (expect 4m)
> [!CAUTION]
> Point of no return.

**Decide** (commander, 1m): may we?
- **yes** (drill): continue
- **no**: stop, then restore

**Do** (timeout 1m):
\`\`\`bash
true STANDBY_URL
\`\`\`
**Check** (within 30s):
\`\`\`bash
test f = f
\`\`\`
**Undo**: none, it is so.
## 4. Hand over (expect 1m)
**By hand** (commander, 30s):
- [ ] Post the time.
- [ ] Thank everybody.
## Escalate
Page somebody.
`

/** A runbook with every kind of part. */
export function aRunbook(): Runbook {
  const { runbook, findings } = parseRunbook(SOURCE)
  if (runbook === undefined) throw new Error(JSON.stringify(findings))
  return runbook
}

/** A person who presses the keys that were written down beforehand; `wait` lets the check turn true instead. */
export class ScriptedDesk implements Desk {
  readonly panels: Panel[] = []
  readonly said: string[] = []
  /** What the person waits for before they press anything. */
  before: Promise<void> = Promise.resolve()
  readonly #keys: string[]

  constructor(keys: readonly string[]) {
    this.#keys = [...keys]
  }

  async ask(panel: () => Panel, settled?: Promise<string>): Promise<string> {
    await this.before
    const shown = panel()
    this.panels.push(shown)
    const key = this.#keys.shift() ?? INTERRUPTED
    if (key === 'wait') return (await settled) ?? INTERRUPTED
    if (key !== INTERRUPTED && !shown.choices.some((choice) => choice.key === key)) {
      throw new Error(`'${key}' is not offered: ${JSON.stringify(shown.choices)}`)
    }
    return key
  }

  async askText(): Promise<string | undefined> {
    const text = this.#keys.shift()
    return text === '' ? undefined : text
  }

  watch(panel: () => Panel): void {
    this.panels.push(panel())
  }

  say(line: string): void {
    this.said.push(line)
  }

  async during<Result>(_signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    return await work()
  }
}

/** A rehearsal whose person presses these keys, and what is noted of it. */
export function rehearsalWith(keys: readonly string[]): { tools: RehearsedRunbook; desk: ScriptedDesk; acts: Act[] } {
  const desk = new ScriptedDesk(keys)
  const acts: Act[] = []
  const note = (act: Act): void => void acts.push(act)
  const shown = { FENCE: 'fence db-a' }
  return { tools: { runbook: aRunbook(), shown, desk, note, clockMs: () => 60_000, lookEveryMs: 1 }, desk, acts }
}
