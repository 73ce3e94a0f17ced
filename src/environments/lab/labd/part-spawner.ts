import type { Launcher, ProcessRole } from '../../../model/launcher.ts'
import type { LabFolder } from '../folder.ts'
import { LabChild } from '../process/lab-child.ts'

/** Starts parts of a lab as processes of their own, and writes down who they are before anything else happens. */
export class PartSpawner {
  readonly #launcher: Launcher
  readonly #folder: LabFolder

  constructor(launcher: Launcher, folder: LabFolder) {
    this.#launcher = launcher
    this.#folder = folder
  }

  start(id: string, role: ProcessRole, config: unknown, onLine?: (line: string) => void): Promise<LabChild> {
    return LabChild.start({
      launcher: this.#launcher,
      role,
      id,
      config,
      logFile: this.#folder.logFile(id),
      onSpawn: (identity) => this.#folder.writeChild(id, identity),
      ...(onLine !== undefined && { onLine }),
    })
  }
}
