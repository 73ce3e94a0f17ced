import { cpSync, mkdirSync, symlinkSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, type DrillEnd } from '../../support/drill.ts'
import type { StandingLab } from './standing-lab.ts'
import { teamConfig } from './team.ts'

/** What a checkout needs; the packages and the toolchain are those of this one. */
const COPIED = ['bin', 'src', 'package.json', 'package-lock.json']
const LINKED = ['node_modules', 'toolchain']

/**
 * Another machine, as far as one can be had here: a copy of the repository, another home, another project with nothing in it
 * but its configuration, and no variable of ours that leads to records, ledgers or labs of this one.
 */
export class AnotherHost {
  readonly #home: string
  readonly #project: string
  readonly #env: NodeJS.ProcessEnv

  constructor(folder: string, lab: StandingLab) {
    const repository = join(folder, 'repository')
    for (const name of COPIED) cpSync(join(ROOT, name), join(repository, name), { recursive: true })
    for (const name of LINKED) symlinkSync(join(ROOT, name), join(repository, name))
    this.#home = join(folder, 'home')
    mkdirSync(this.#home)
    this.#project = join(folder, 'project')
    teamConfig(this.#project, lab)
    this.#env = { PATH: process.env['PATH'], HOME: this.#home, NO_COLOR: '1', AWS_ENDPOINT_URL: lab.endpoint }
  }

  /** Runs a command in the project, from the copy. */
  command(...args: string[]): Promise<DrillEnd> {
    const launcher = join(this.#home, '..', 'repository', 'bin', 'blackstart.js')
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [launcher, ...args],
        { cwd: this.#project, env: this.#env },
        (_, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
      )
    })
  }
}
