import { Command } from 'commander'
import { inputError, type Finish } from '../exits.ts'
import { startWithContainers } from '../init/containers.ts'
import { InitError } from '../init/init-error.ts'
import { init, type InitResult } from '../init/init.ts'
import { ownVersion } from '../versions.ts'

export function initCommand(_finish: Finish): Command {
  return new Command('init')
    .description('puts a first scenario, a configuration, a workflow and scripts into this project; overwrites nothing')
    .option('--containers [file]', 'for a compose file that is there: labels for it, and a drill of it')
    .action(async ({ containers }: { readonly containers?: string | true }) => {
      process.stdout.write(await begin(containers))
    })
}

async function begin(containers: string | true | undefined): Promise<string> {
  try {
    if (containers === undefined) return describe(init(process.cwd()), LAB_STEPS)
    const start = await startWithContainers(process.cwd(), containers === true ? undefined : containers)
    const begun = init(process.cwd(), start)
    const toSay = start.missing.map((what) => `say in compose.blackstart.yaml ${what}`)
    const kept = begun.steps.some(({ path, what }) => path === 'blackstart.config.ts' && what === 'kept')
    if (kept) toSay.push(`say in blackstart.config.ts environments: { containers: { compose: ${start.compose} } }`)
    return describe(begun, [...toSay, ...CONTAINERS_STEPS])
  } catch (error) {
    if (error instanceof InitError) throw inputError([error.message])
    throw error
  }
}

/** By a file: the package is in no registry, and whoever takes the name there would be run. */
const INSTALL_STEP = `npm install --save-dev <path>/blackstart-${ownVersion()}.tgz   'npm run pack' in a clone of Blackstart makes it`

const LAB_STEPS = [
  'npx blackstart doctor             what is there, and what is missing',
  'npm run drill:plan                what a run would do; starts nothing',
  'npm run drill                     the first drill, in the lab',
]

const CONTAINERS_STEPS = [
  'read compose.blackstart.yaml      the labels were guessed: correct them',
  'npm run drill:plan                what a run would do, and what is missing; starts nothing',
  'npm run drill                     the first drill, in containers of its own',
]

function describe({ steps, installed }: InitResult, nextSteps: readonly string[]): string {
  const width = Math.max(...steps.map(({ path }) => path.length))
  const lines = steps.map(({ path, what, note = '' }) => {
    const text = what === 'kept' ? 'kept as it is' : what
    return `  ${path.padEnd(width)}  ${text}${note === '' ? '' : ` (${note})`}`
  })
  const next = [...(installed ? [] : [INSTALL_STEP]), ...nextSteps]
  return [...lines, '', 'Next:', ...next.map((line) => `  ${line}`), ''].join('\n')
}
