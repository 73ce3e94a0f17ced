import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ControlPlaneEvent } from '../../environments/environment.ts'
import { lookOnce, proofOf } from '../../runbook/execute/look.ts'
import { withBlackstart } from '../../runbook/execute/path.ts'
import type { Desk } from '../../runbook/rehearse/desk.ts'
import { type Investigated, investigate } from '../../runbook/rehearse/investigate.ts'
import { RehearsalOperator, type RehearsedRunbook } from '../../runbook/rehearse/operator.ts'
import { type Page, page } from '../../runbook/rehearse/page.ts'
import type { Step } from '../../runbook/runbook.ts'
import { nowSince, sinceOrigin } from '../../system/clock.ts'
import { maskUrls } from '../../system/secrets.ts'
import type { DrillContext } from '../context.ts'
import { executeInDrill, runbookFolder } from './execute.ts'
import { runbookMark, unopenedMark } from './mark.ts'
import { type PreparedRunbook, withoutSecrets } from './prepare.ts'
import type { RunbookEnd } from './runbook-end.ts'

export interface Rehearsal {
  readonly alarm: ControlPlaneEvent
  /** Instant from which the recovery clock counts, since the start of the drill. */
  readonly sinceNs: number
  readonly desk: Desk
  readonly blind: boolean
}

/**
 * Leaves the recovery to a person: the alarm, then the steps of the runbook one by one against the clock; `blind`, the
 * alarm alone until they ask for more. Nobody's time is credited, for all of it passes. A person who walks away is waited
 * for as long as the drill waits for any recovery.
 *
 * What somebody changes in another shell without the steps stands in no ledger: rehearsals run where the whole system is
 * discarded at the end.
 */
export async function rehearse(
  context: DrillContext,
  prepared: PreparedRunbook,
  { alarm, sinceNs, desk, blind }: Rehearsal,
): Promise<RunbookEnd> {
  const { plan, emit } = context
  const clockMs = (): number => (nowSince(plan.origin) - sinceNs) / 1e6
  const patience = AbortSignal.timeout(Math.max(1, Math.ceil(plan.measurement.giveUpMs - clockMs())))
  const signal = AbortSignal.any([context.signal, patience])
  const tools: RehearsedRunbook = {
    runbook: prepared.file.runbook,
    shown: Object.fromEntries(
      Object.entries(withoutSecrets(prepared, plan.secrets)).map(([name, value]) => [name, maskUrls(value)]),
    ),
    desk,
    note: (act) => emit({ kind: 'person', ...act }),
    clockMs,
  }
  const mark = { text: alarm.text, atNs: sinceOrigin(plan.origin, alarm.toNs), sinceNs }
  context.marks.set({ runbook: unopenedMark(prepared.file, mark) })
  return await desk.during(signal, async () => {
    const paged: Page = { alarm: alarm.text, shell: `. ${writeShell(context, prepared)}` }
    if (!(await page(tools, paged))) return WITHOUT_STEPS.interrupted
    const look = lookerFor(context, prepared, signal)
    const way = blind ? await investigate(tools, paged, look) : 'opened'
    if (way !== 'opened') return WITHOUT_STEPS[way]
    const operator = new RehearsalOperator(tools)
    const run = { mode: 'rehearse', operator, signal, waited: true, sinceNs, onEvent: operator.onEvent } as const
    const { people, ...result } = await executeInDrill(context, prepared, run)
    if (result.outcome === 'done') tools.note({ act: 'declared', text: 'came to the end of the runbook' })
    context.marks.set({ runbook: runbookMark(prepared.file.runbook, result.transcript, mark), people })
    return result
  })
}

const WITHOUT_STEPS: Readonly<Record<Exclude<Investigated, 'opened'>, RunbookEnd>> = {
  declared: { outcome: 'done', text: 'a person says that the service is back' },
  'gave-up': { outcome: 'stopped', text: 'the person gave up' },
  interrupted: { outcome: 'aborted', text: 'it ended before the person did' },
}

/** A file that gives another shell what the commands of the runbook need; secrets are not in it. @returns its path, quoted */
function writeShell(context: DrillContext, prepared: PreparedRunbook): string {
  const folder = runbookFolder(context)
  const bin = join(folder, 'bin')
  withBlackstart({}, context.tools.program, bin)
  const lines = Object.entries(withoutSecrets(prepared, context.plan.secrets)).map(
    ([name, value]) => `export ${name}=${quoted(value)}`,
  )
  const file = join(folder, 'shell.sh')
  writeFileSync(file, `${lines.join('\n')}\nexport PATH=${quoted(bin)}:"$PATH"\n`, { mode: 0o600 })
  return quoted(file)
}

function quoted(text: string): string {
  return /^[\w./:=@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

function lookerFor(context: DrillContext, { file, values, hands }: PreparedRunbook, ended: AbortSignal) {
  const folder = runbookFolder(context)
  const env = {
    ...withBlackstart({ ...process.env, ...hands }, context.tools.program, join(folder, 'bin')),
    ...values,
  }
  return async (step: Step, signal: AbortSignal): Promise<boolean> => {
    const proof = proofOf(step)
    if (proof === undefined) return false
    const cwd = dirname(dirname(file.file))
    return await lookOnce(proof, { env, cwd, scratch: folder, signal: AbortSignal.any([ended, signal]) })
  }
}
