import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ClockOrigin } from '../../../src/model/clock.ts'
import { waitFor } from '../../../src/system/wait.ts'
import type { Check, Watcher } from './check.ts'

const VERSION = '1.19.0'
const INSTALL_WITHIN_MS = 180_000
const START_WITHIN_MS = 30_000
/** Its default pace, and a timeout that does it good: with its default, none, a check may hang for ever. Seconds. */
const [FREQUENCY_S, TIMEOUT_S] = [1, 1]

const run = promisify(execFile)

/** Chaos Toolkit cannot be had on this machine. */
export class NoChaosToolkitError extends Error {
  override readonly name = 'NoChaosToolkitError'
}

/**
 * Installs Chaos Toolkit into a virtual environment of its own in the cache, unless it is there.
 *
 * @returns path of `chaos`
 * @throws NoChaosToolkitError without Python, pip or PyPI
 */
export async function installChaosToolkit(): Promise<string> {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const folder = join(cache, 'blackstart', `chaostoolkit-${VERSION}`)
  const chaos = join(folder, 'bin', 'chaos')
  if (existsSync(chaos)) return chaos
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_WITHIN_MS })
    const pip = ['-m', 'pip', 'install', '--quiet', `chaostoolkit==${VERSION}`]
    await run(join(folder, 'bin', 'python'), pip, { timeout: INSTALL_WITHIN_MS })
    return chaos
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw new NoChaosToolkitError(`Chaos Toolkit ${VERSION} could not be installed: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** Lets its own HTTP probe watch an address as a continuous hypothesis, for as long as its method takes. */
export async function startChaosToolkit(chaos: string, url: string, origin: ClockOrigin): Promise<Watcher> {
  const folder = await mkdtemp(join(tmpdir(), 'blackstart-chaostoolkit-'))
  const files = {
    experiment: join(folder, 'experiment.json'),
    journal: join(folder, 'journal.json'),
    began: join(folder, 'began'),
    over: join(folder, 'over'),
  }
  await writeFile(files.experiment, JSON.stringify(experiment(url, files)))
  const pace = ['--hypothesis-strategy', 'during-method-only', '--hypothesis-frequency', String(FREQUENCY_S)]
  const child = spawn(
    chaos,
    ['--no-version-check', '--no-log-file', 'run', '--journal-path', files.journal, ...pace, files.experiment],
    { cwd: folder, stdio: 'ignore' },
  )
  const exited = once(child, 'exit')
  const stop = async (): Promise<readonly Check[]> => {
    try {
      await writeFile(files.over, '')
      await exited
      return readJournal(await readFile(files.journal, 'utf8'), origin)
    } finally {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    }
  }
  await waitFor('Chaos Toolkit has begun', () => existsSync(files.began), { timeoutMs: START_WITHIN_MS, everyMs: 50 })
  return { name: `Chaos Toolkit ${VERSION}: every ${FREQUENCY_S} s, ${TIMEOUT_S} s timeout`, stop }
}

function experiment(url: string, { began, over }: { readonly began: string; readonly over: string }): unknown {
  const wait = `touch ${began}; while [ ! -e ${over} ]; do sleep 0.2; done`
  return {
    title: 'The service stays available',
    description: 'The method is to wait; the outages are made elsewhere.',
    'steady-state-hypothesis': {
      title: 'The service answers',
      probes: [
        {
          type: 'probe',
          name: 'answers',
          tolerance: 200,
          provider: { type: 'http', url, timeout: TIMEOUT_S },
        },
      ],
    },
    method: [{ type: 'action', name: 'wait', provider: { type: 'process', path: 'sh', arguments: ['-c', wait] } }],
  }
}

interface Journal {
  readonly steady_states: {
    readonly during: readonly {
      readonly steady_state_met: boolean
      readonly probes: readonly { readonly end: string }[]
    }[]
  }
}

function readJournal(text: string, { wallMs }: ClockOrigin): Check[] {
  return (JSON.parse(text) as Journal).steady_states.during.map(({ steady_state_met: passed, probes }) => ({
    endMs: Date.parse(probes[0]?.end ?? '') - wallMs,
    passed,
  }))
}
