import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A private world for looking programs up: an empty PATH folder (with what a shell script needs), and a cache. */
export class FakeWorld {
  readonly folder: string
  readonly bin: string

  private constructor(folder: string) {
    this.folder = folder
    this.bin = join(folder, 'bin')
  }

  static async make(): Promise<FakeWorld> {
    const world = new FakeWorld(await mkdtemp(join(tmpdir(), 'blackstart-test-')))
    await mkdir(world.bin)
    return world
  }

  /** What to look up programs with; neither the real PATH nor the real cache is in it. */
  env(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return { PATH: this.bin, HOME: this.folder, XDG_CACHE_HOME: join(this.folder, 'cache'), ...more }
  }

  /** Puts a shell script there. @returns its path */
  async script(path: string, body: string): Promise<string> {
    await mkdir(join(path, '..'), { recursive: true })
    await writeFile(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${body}\n`)
    await chmod(path, 0o755)
    return path
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}

/** Body of a script that says it is k6. */
export function saysVersion(version: string): string {
  return `echo "k6 ${version} (go1.26.8, linux/amd64)"`
}
