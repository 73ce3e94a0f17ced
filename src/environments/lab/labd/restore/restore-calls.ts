import type { LabFolder } from '../../folder.ts'
import type { Lab } from '../lab.ts'
import type { RestoreCall } from '../protocol.ts'
import { Restores } from './restores.ts'

/** What labd answers about restores. */
export class RestoreCalls {
  readonly #restores: Restores | undefined

  constructor(lab: Lab, folder: LabFolder) {
    this.#restores = lab.archive === undefined ? undefined : new Restores(lab, lab.archive, folder)
  }

  /** @throws RangeError when the lab keeps nothing to restore from */
  of(): Restores {
    if (this.#restores === undefined) throw new RangeError('the lab keeps no WAL: start it with archive=on')
    return this.#restores
  }

  /** See {@link Restores.end}. */
  async end(): Promise<void> {
    await this.#restores?.end()
  }

  /** @throws RangeError when what was asked for cannot be done */
  async answer(call: RestoreCall): Promise<unknown> {
    const restores = this.of()
    switch (call.act) {
      case 'begin':
        return restores.begin(call.id, call.at)
      case 'list':
        return restores.list
      case 'delete':
        return restores.delete(call.id)
      case 'backups':
        return restores.backups()
      case 'window':
        return restores.window()
    }
  }
}
