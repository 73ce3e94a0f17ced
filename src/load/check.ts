import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lastWords, runCommand } from './command.ts'
import { inspectArguments, k6Environment } from './invocation.ts'
import { k6Options, type K6Plan } from './plan.ts'

const INSPECT_TIMEOUT_MS = 30_000
/** Lines of k6's message that a finding shows. */
const SHOWN_LINES = 8

/**
 * Checks a script before anything is started: k6 loads it with the plan's options and variables, and runs nothing.
 *
 * @param k6 - path of the k6 binary
 * @returns findings for people, with k6's own message; none when the script will do
 */
export async function checkScript(k6: string, plan: K6Plan, signal?: AbortSignal): Promise<readonly string[]> {
  if (!existsSync(plan.script)) return [`load script '${plan.script}': there is no such file`]

  const folder = await mkdtemp(join(tmpdir(), 'blackstart-k6-'))
  try {
    const optionsFile = join(folder, 'options.json')
    await writeFile(optionsFile, JSON.stringify(k6Options(plan)))
    const inspected = await runCommand(k6, inspectArguments(plan, optionsFile), {
      cwd: folder,
      env: k6Environment(folder, plan.passEnv),
      timeoutMs: INSPECT_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    })
    if (inspected.code !== 0) {
      return [`load script '${plan.script}': k6 cannot load it: ${lastWords(inspected, SHOWN_LINES)}`]
    }
    return overriddenScenario(plan, inspected.stdout)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A script's own options outrank ours; with its own scenarios the accounting of the load would be wrong. */
function overriddenScenario(plan: K6Plan, inspected: string): readonly string[] {
  const { scenarios } = JSON.parse(inspected) as { scenarios?: Record<string, { executor?: string } | undefined> }
  const names = Object.keys(scenarios ?? {})
  const ours = scenarios?.[plan.scenario]?.executor === 'constant-arrival-rate'
  if (ours && names.length === 1) return []
  return [
    `load script '${plan.script}': it sets 'scenarios', 'vus', 'duration', 'iterations' or 'stages' in its options. ` +
      'The rate and the duration come from the drill: remove them from the script',
  ]
}
