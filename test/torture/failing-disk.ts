import { readFileSync, writeFileSync } from 'node:fs'
import { DISK, type LedgerDisk, type LedgerFile } from '../../src/ledger/ledger-disk.ts'
import type { KillPoints } from './kill-points.ts'

/**
 * A disk on which every write and every sync is a kill point, and every write a third one in its middle.
 *
 * @param powerCut - at the death everything that was not synced is lost, too
 */
export class FailingDisk implements LedgerDisk {
  readonly #points: KillPoints
  #path = ''
  #synced = Buffer.alloc(0)

  constructor(points: KillPoints, powerCut: boolean) {
    this.#points = points
    if (powerCut) {
      void points.died.then(() => {
        if (this.#path !== '') writeFileSync(this.#path, this.#synced)
      })
    }
  }

  create(path: string, bytes: Buffer): LedgerFile {
    return this.#guarded(
      path,
      this.#points.around('creating the ledger', () => DISK.create(path, bytes)),
    )
  }

  open(path: string): LedgerFile {
    return this.#guarded(
      path,
      this.#points.around('opening the ledger', () => DISK.open(path)),
    )
  }

  #guarded(path: string, file: LedgerFile): LedgerFile {
    this.#path = path
    this.#synced = readFileSync(path)
    return {
      write: (bytes, offset) => {
        const half = Math.floor(bytes.length / 2)
        this.#points.around('a write', () => {
          file.write(bytes.subarray(0, half), offset)
          this.#points.pass('in the middle of a write')
          file.write(bytes.subarray(half), offset + half)
        })
      },
      sync: () =>
        this.#points.around('a sync', () => {
          file.sync()
          this.#synced = readFileSync(path)
        }),
      close: () => file.close(),
    }
  }
}
