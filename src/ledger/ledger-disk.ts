import { closeSync, fdatasyncSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** An open ledger's bytes. A write is whole, or it throws. */
export interface LedgerFile {
  write(bytes: Buffer, offset: number): void
  /** Returns when everything that was written is on disk. */
  sync(): void
  close(): void
}

/** How a ledger reaches the disk. Tests put a disk of their own in its place, one that is full or loses its power. */
export interface LedgerDisk {
  /**
   * Makes the file with these bytes, on disk together with its folder's entry. It appears whole or not at all: a
   * ledger without its first frame would look like damage.
   *
   * @throws when the file exists already
   */
  create(path: string, bytes: Buffer): LedgerFile
  open(path: string): LedgerFile
}

class FileOnDisk implements LedgerFile {
  readonly #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  write(bytes: Buffer, offset: number): void {
    // A disk that is nearly full takes a part, and throws only at the next attempt.
    for (let done = 0; done < bytes.length;) {
      done += writeSync(this.#fd, bytes, done, bytes.length - done, offset + done)
    }
  }

  sync(): void {
    // A change of the file's size is among what fdatasync guarantees.
    fdatasyncSync(this.#fd)
  }

  close(): void {
    closeSync(this.#fd)
  }
}

export const DISK: LedgerDisk = {
  create(path, bytes) {
    const part = `${path}.part`
    const file = new FileOnDisk(openSync(part, 'w+', 0o600))
    try {
      file.write(bytes, 0)
      file.sync()
      // Unlike a renaming, a link never replaces what has the name already.
      linkSync(part, path)
      syncFolder(dirname(path))
      return file
    } catch (error) {
      file.close()
      throw error
    } finally {
      rmSync(part, { force: true })
    }
  },

  open: (path) => new FileOnDisk(openSync(path, 'r+')),
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
