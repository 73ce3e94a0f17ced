import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProcessIdentity } from '../../system/identity.ts'

/** What labd writes down about itself before it does anything else. */
export interface LabdRecord extends ProcessIdentity {
  /** A pid and a start time mean nothing after a reboot. */
  readonly bootId: string
}

/** The layout of a lab's folder: everything that is needed to find a lab again, and to clear it away, without labd. */
export class LabFolder {
  readonly root: string

  constructor(root: string) {
    this.root = root
  }

  /** Identity of labd ({@link LabdRecord}). */
  get labdFile(): string {
    return join(this.root, 'labd.json')
  }

  /** Unix socket of labd. */
  get socket(): string {
    return join(this.root, 'labd.sock')
  }

  /** Unix socket on which a part of the lab is controlled. */
  controlSocket(id: string): string {
    return join(this.root, `${id}.sock`)
  }

  get pidFolder(): string {
    return join(this.root, 'pids')
  }

  get logFolder(): string {
    return join(this.root, 'logs')
  }

  logFile(id: string): string {
    return join(this.logFolder, `${id}.log`)
  }

  /** Control-plane events, one a line. */
  get eventsFile(): string {
    return join(this.root, 'events.ndjson')
  }

  /** Holds the data folders, of the databases and of the template that they are copied from. */
  get dataRoot(): string {
    return join(this.root, 'data')
  }

  dataFolder(databaseId: string): string {
    return join(this.dataRoot, databaseId)
  }

  /** Holds the WAL that was archived, where the lab keeps any. */
  get archiveFolder(): string {
    return join(this.root, 'archive')
  }

  /** The copy that restores begin with. */
  get baseFolder(): string {
    return join(this.root, 'base')
  }

  /** @param traversable - PostgreSQL runs as another user, who must be able to reach its data folder */
  async create(traversable: boolean): Promise<void> {
    const mode = traversable ? 0o711 : 0o700
    await mkdir(this.root, { recursive: true, mode })
    await Promise.all([
      mkdir(this.pidFolder, { recursive: true, mode: 0o700 }),
      mkdir(this.logFolder, { recursive: true, mode }),
      mkdir(this.dataRoot, { recursive: true, mode }),
    ])
    await appendFile(this.eventsFile, '')
  }

  /** Written at once and whole, in the moment of birth: what is not written down cannot be swept. */
  writeLabd(record: LabdRecord): void {
    writeWhole(this.labdFile, record)
  }

  writeChild(id: string, identity: ProcessIdentity): void {
    writeWhole(join(this.pidFolder, `${id}.json`), identity)
  }

  /** undefined when labd did not get as far as writing it. */
  readLabd(): LabdRecord | undefined {
    try {
      return JSON.parse(readFileSync(this.labdFile, 'utf8')) as LabdRecord
    } catch {
      return undefined
    }
  }

  async readChildren(): Promise<ProcessIdentity[]> {
    const names = (await listing(this.pidFolder)).filter((name) => name.endsWith('.json'))
    return Promise.all(
      names.map(async (name) => JSON.parse(await readFile(join(this.pidFolder, name), 'utf8')) as ProcessIdentity),
    )
  }

  /** Every data folder that may have a server running on it; beside them lie their records and logs. */
  async dataFolders(): Promise<string[]> {
    const names = (await listing(this.dataRoot)).filter((name) => !name.includes('.'))
    return names.map((name) => join(this.dataRoot, name))
  }
}

async function listing(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function writeWhole(file: string, value: unknown): void {
  writeFileSync(`${file}.new`, `${JSON.stringify(value)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
