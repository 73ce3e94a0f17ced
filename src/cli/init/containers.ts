import { existsSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { readComposeFiles } from '../../environments/containers/preflight.ts'
import { renderLabels, suggestLabels, type Suggestion } from '../../environments/containers/suggest.ts'
import type { InitFile } from './files.ts'
import { InitError } from './init-error.ts'

/** Where the labels are written. */
const LABELS_FILE = 'compose.blackstart.yaml'

/** Names under which compose itself looks for a file, in its order. */
const USUAL = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml']

/** What a project begins with that already has a compose file. */
export interface ContainersStart {
  readonly files: readonly InitFile[]
  readonly scripts: Readonly<Record<string, string>>
  /** The compose files as the configuration names them. */
  readonly compose: string
  /** What people still have to say, in words. */
  readonly missing: readonly string[]
}

/**
 * Reads a compose file and makes what a first drill of it needs; the file itself stays as it is.
 *
 * @param folder - absolute path of the project
 * @param given - path of the compose file. @default the one that compose itself would take
 * @throws InitError when there is none, or compose cannot read it
 */
export async function startWithContainers(folder: string, given?: string): Promise<ContainersStart> {
  const file = composeFile(folder, given)
  let suggestion: Suggestion
  try {
    suggestion = suggestLabels(await readComposeFiles({ compose: [file], variables: {} }, 'blackstart-init'))
  } catch (cause) {
    throw new InitError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
  const compose = `['${relative(folder, file) || basename(file)}', '${LABELS_FILE}']`
  return {
    compose,
    files: [
      { path: LABELS_FILE, text: renderLabels(suggestion) },
      { path: 'scenarios/first-drill.ts', text: scenario(suggestion) },
      { path: 'blackstart.config.ts', text: config(compose) },
    ],
    scripts: {
      drill: 'blackstart run first-drill --env containers',
      'drill:plan': 'blackstart plan first-drill --env containers',
    },
    missing: suggestion.missing,
  }
}

function composeFile(folder: string, given: string | undefined): string {
  const found = (given === undefined ? USUAL : [given]).map((name) => resolve(folder, name)).find(existsSync)
  if (found !== undefined) return found
  const looked =
    given === undefined ? `none of ${USUAL.join(', ')} is in ${folder}` : `there is no ${join(folder, given)}`
  throw new InitError(`${looked}: name your compose file: blackstart init --containers <file>`)
}

function scenario({ target }: Suggestion): string {
  const [title, hypothesis, fault] =
    target === 'primary'
      ? [
          'The database dies',
          'Its restart policy brings it back within seconds, and what was acknowledged is there.',
          "fault.database.kill({ role: 'primary' })",
        ]
      : [
          'The application dies',
          'Its restart policy brings it back within seconds; what was acknowledged is there.',
          target === 'load-balancer'
            ? "fault.instance.restart({ role: 'load-balancer' })"
            : "fault.instance.terminate({ role: 'service' })",
        ]
  return `// A disaster and a promise. Run it: npx blackstart run first-drill --env containers
import { defineScenario, fault } from 'blackstart'

export default defineScenario({
  title: '${title}',
  hypothesis: '${hypothesis}',
  // What you promise. With a canary in blackstart.config.ts you can promise rpo: '0s' as well.
  objectives: { rto: '30s' },
  faults: [${fault}],
  recovery: 'automatic',
  // There may be only one of them: this drill means to hit it.
  mayHitLastHealthy: true,
})
`
}

function config(compose: string): string {
  return `// What belongs to your team and not to one disaster.
import { defineConfig } from 'blackstart'

export default defineConfig({
  environments: {
    containers: { compose: ${compose} },
  },
  // How your service takes a small write with a name, and gives it back: only then is data loss measured.
  // docs/canary.md of the package has every field.
  // canary: {
  //   http: {
  //     write: { path: '/notes', body: '{"id":"{id}","text":"canary"}', ok: [201] },
  //     read: { path: '/notes/{id}', contains: '{id}' },
  //   },
  // },
})
`
}
