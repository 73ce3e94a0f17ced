import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import type { DrillOutcome } from '../../drill/run-drill.ts'
import { EXIT } from '../../model/exit-codes.ts'
import type { Sabotage } from '../../model/scenario.ts'
import { viewFor } from '../../report/paint.ts'
import { allProven, type Proof } from '../../report/proof.ts'
import { renderProofs } from '../../report/proof-table.ts'
import { listScenarios } from '../../scenario/resolve.ts'
import { CommandError, type Finish, inputError } from '../exits.ts'
import { collect } from '../options.ts'
import type { DrillOptions } from '../prepare.ts'
import { proveRuns, type ProofRun } from '../prove-runs.ts'
import { prepareShown, runPrepared } from '../run-prepared.ts'
import { untilSignal } from '../signals.ts'

/** How long a proof waits for another drill on this machine to end, in milliseconds. */
const MACHINE_FREE_MS = 180_000
const LOOK_MS = 1_000

interface ProveOptions {
  readonly all?: boolean
  readonly env: string
  readonly set: readonly string[]
  readonly config?: string
  readonly reports?: string
  readonly confirm?: string
  readonly json?: boolean
}

export function proveCommand(finish: Finish): Command {
  return new Command('prove')
    .description(
      'proves that a scenario can fail: a healthy run passes, each known sabotage turns it red for its reason',
    )
    .argument('[scenario]', 'name of a scenario (see blackstart list), or the path of a scenario file')
    .option('--all', 'every scenario that can be run by name')
    .option('--env <name>', 'environment to drill in', 'lab')
    .option('--set <key=value>', 'setting of the environment for every run; a sabotage overrides it', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts, where there is one)')
    .option('--reports <folder>', 'folder for the records (default: the configuration, else reports)')
    .option('--confirm <environment>', 'name of the environment, once more: protected ones ask for it')
    .option('--json', 'print the proofs as JSON on standard output, and nothing else there')
    .action(async (scenario: string | undefined, options: ProveOptions) => {
      const names = namesOf(scenario, options)
      const interrupt = untilSignal()
      try {
        const runs = await planRuns(names, options, interrupt.signal)
        const drill = (run: ProofRun): Promise<DrillOutcome> => runWhenFree(run, options, interrupt.signal)
        const { proofs, faultMayRemain } = await proveRuns(runs, drill, interrupt.signal)
        process.stdout.write(textOf(proofs, options))
        if (faultMayRemain) finish(EXIT.faultMayRemain)
        else if (interrupt.signal.aborted) finish(EXIT.inconclusive)
        else finish(allProven(proofs) ? EXIT.pass : EXIT.fail)
      } finally {
        interrupt.release()
      }
    })
}

function namesOf(scenario: string | undefined, { all }: ProveOptions): readonly string[] {
  if ((scenario === undefined) === (all === true)) return scenario === undefined ? listed() : [scenario]
  throw inputError([
    scenario === undefined
      ? 'scenario: none is given. Give a scenario, or --all for every one that can be run by name'
      : `scenario: '${scenario}' is given together with --all. Give one of the two`,
  ])
}

function listed(): readonly string[] {
  return listScenarios({ cwd: process.cwd() }).map(({ name }) => name)
}

/** Checks every run before the first one is begun: a typo in the last sabotage must not cost ten minutes. */
async function planRuns(
  names: readonly string[],
  options: ProveOptions,
  signal: AbortSignal,
): Promise<readonly ProofRun[]> {
  const runs: ProofRun[] = []
  for (const name of names) {
    const { plan } = await prepareShown(name, drillOptions(options, undefined), signal)
    const { scenario } = plan
    runs.push({ name, scenario, sabotage: undefined })
    for (const sabotage of scenario.sabotages ?? []) {
      await prepareShown(name, drillOptions(options, sabotage), signal)
      runs.push({ name, scenario, sabotage })
    }
  }
  return runs
}

async function runWhenFree(run: ProofRun, options: ProveOptions, signal: AbortSignal): Promise<DrillOutcome> {
  const { name, sabotage } = run
  process.stderr.write(`${name}: ${sabotage?.name ?? 'healthy'}\n`)
  const deadline = performance.now() + MACHINE_FREE_MS
  for (;;) {
    try {
      return await runPrepared(await prepareShown(name, drillOptions(options, sabotage), signal), signal)
    } catch (error) {
      const busy = error instanceof CommandError && error.exitCode === EXIT.refused
      if (!busy || signal.aborted || performance.now() > deadline) throw error
      await sleep(LOOK_MS)
    }
  }
}

function drillOptions(options: ProveOptions, sabotage: Sabotage | undefined): DrillOptions {
  const { env, set, config, reports, confirm } = options
  const objectives = Object.entries(sabotage?.objectives ?? {})
  return {
    env,
    set: [...set, ...Object.entries(sabotage?.set ?? {}).map(([key, value]) => `${key}=${value}`)],
    objective: objectives.map(([key, value]) => `${key}=${String(value)}`),
    ...(config === undefined ? {} : { config }),
    ...(reports === undefined ? {} : { reports }),
    ...(confirm === undefined ? {} : { confirm }),
  }
}

function textOf(proofs: readonly Proof[], { json }: ProveOptions): string {
  if (json === true) return `${JSON.stringify({ schemaVersion: 1, proven: allProven(proofs), proofs }, null, 2)}\n`
  return renderProofs(proofs, viewFor(process.stdout, process.env))
}
