import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bootId } from '../system/clock.ts'
import { identify, isAlive } from '../system/identity.ts'

const PREFIX = '.work-'

/**
 * Gives `task` an empty folder inside `parent` and removes it afterwards, whatever happened. Folders that killed
 * processes left behind are removed first; their names tell whose they are.
 */
export async function withWorkFolder<T>(parent: string, task: (folder: string) => Promise<T>): Promise<T> {
  await sweep(parent)
  const startedAt = identify(process.pid)?.startedAt ?? ''
  const owner = Buffer.from(JSON.stringify([process.pid, startedAt, bootId()])).toString('base64url')
  const folder = await mkdtemp(join(parent, `${PREFIX}${owner}.`))
  try {
    return await task(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith(PREFIX) && !ownerLives(name)) await rm(join(parent, name), { recursive: true, force: true })
  }
}

function ownerLives(name: string): boolean {
  try {
    const [owner = ''] = name.slice(PREFIX.length).split('.')
    const [pid, startedAt, boot] = JSON.parse(Buffer.from(owner, 'base64url').toString()) as [number, string, string]
    return boot === bootId() && isAlive({ pid, startedAt })
  } catch {
    return false
  }
}
