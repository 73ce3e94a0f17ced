import { join } from 'node:path'
import type { Launcher } from '../../model/launcher.ts'
import type { Topology } from '../../model/topology.ts'
import { LabConnection } from './connection.ts'
import { destroyLab } from './destroy.ts'
import { LabFolder } from './folder.ts'
import type { LabInfo } from './labd/config.ts'
import { locatePostgres } from './postgres/binaries.ts'
import { labRoot } from './postgres/root-folder.ts'
import { livingLabd } from './remains.ts'
import type { LabSettings } from './settings.ts'
import { startLabd } from './start-labd.ts'

/** The name of the one lab that stays up without a drill. */
const UP = 'up'

/** What `blackstart lab up` and `lab status` tell. */
export interface LabStatus {
  readonly info: LabInfo
  readonly topology: Topology
  /** Control socket of labd. */
  readonly socket: string
  /** Where its logs and evidence end up. */
  readonly evidenceFolder: string
}

/** It is up already. */
export class LabRunningError extends Error {
  override readonly name = 'LabRunningError'

  constructor() {
    super('a lab is up already: see it with `blackstart lab status`, end it with `blackstart lab down`')
  }
}

/**
 * Brings up a lab that stays: no lease, it lives until {@link labDown}.
 *
 * @throws LabRunningError, LabStartError
 */
export async function labUp(launcher: Launcher, settings: LabSettings, signal?: AbortSignal): Promise<LabStatus> {
  const folder = await upFolder()
  if (livingLabd(folder) !== undefined) throw new LabRunningError()
  await destroyLab(folder)
  const evidenceFolder = evidenceOf(folder)
  const connection = await startLabd(
    { folder: folder.root, evidenceFolder, launcher, settings, leaseMs: null },
    folder,
    signal,
  )
  try {
    return await statusOver(connection, folder)
  } finally {
    connection.close()
  }
}

/** @returns whether there was one to end */
export async function labDown(): Promise<boolean> {
  const folder = await upFolder()
  const wasUp = folder.readLabd() !== undefined
  await destroyLab(folder)
  return wasUp
}

/** @returns undefined when none is up */
export async function labStatus(): Promise<LabStatus | undefined> {
  const folder = await upFolder()
  if (livingLabd(folder) === undefined) return undefined
  const connection = await LabConnection.open(folder)
  try {
    return await statusOver(connection, folder)
  } finally {
    connection.close()
  }
}

async function statusOver(connection: LabConnection, folder: LabFolder): Promise<LabStatus> {
  const [info, topology] = await Promise.all([connection.call<LabInfo>('info'), connection.call<Topology>('describe')])
  return { info, topology, socket: folder.socket, evidenceFolder: evidenceOf(folder) }
}

/** Inside the lab's folder: nobody keeps the evidence of a lab that had no drill. */
function evidenceOf(folder: LabFolder): string {
  return join(folder.root, 'environment')
}

/** The folder of the one lab that stays up. */
export async function upFolder(): Promise<LabFolder> {
  return new LabFolder(join(await labRoot((await locatePostgres()).owner), UP))
}
