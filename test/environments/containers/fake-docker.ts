import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A `docker` of a test's own, first on the path until it is removed. */
export class FakeDocker {
  readonly folder: string
  readonly #path = process.env['PATH']

  private constructor(folder: string) {
    this.folder = folder
    process.env['PATH'] = `${folder}:/usr/bin:/bin`
  }

  static async make(): Promise<FakeDocker> {
    return new FakeDocker(await mkdtemp(join(tmpdir(), 'blackstart-docker-')))
  }

  /** What it does from now on, as a shell script. */
  async does(script: string): Promise<void> {
    await writeFile(join(this.folder, 'docker'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  }

  async remove(): Promise<void> {
    process.env['PATH'] = this.#path
    await rm(this.folder, { recursive: true })
  }
}
