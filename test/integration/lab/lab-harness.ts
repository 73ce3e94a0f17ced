import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import type { Environment, Handle, RestoresRedundancy } from '../../../src/environments/environment.ts'
import { restoresRedundancy } from '../../../src/environments/environment.ts'
import { LabConnection } from '../../../src/environments/lab/connection.ts'
import { labDriver } from '../../../src/environments/lab/driver.ts'
import { LabFolder } from '../../../src/environments/lab/folder.ts'
import type { LabdMethod } from '../../../src/environments/lab/labd/protocol.ts'
import { queryOnce } from '../../../src/environments/lab/postgres/sql.ts'
import { parseLabSettings, type LabSettings } from '../../../src/environments/lab/settings.ts'
import type { Fault, IntendedInjection } from '../../../src/model/fault.ts'
import type { Launcher } from '../../../src/model/launcher.ts'
import { configuration } from '../../../src/scenario/config.ts'
import { identify, isAlive, type ProcessIdentity, signalExactly } from '../../../src/system/identity.ts'
import { waitFor } from '../../../src/system/wait.ts'
import { segmentIds } from '../../support/segments.ts'

export const LAUNCHER: Launcher = {
  command: process.execPath,
  args: [fileURLToPath(new URL('../../support/lab-process.ts', import.meta.url))],
}

/** A lab root of its own for a suite, so that a real lab on this machine is not touched. */
export class LabRoot {
  readonly path: string
  readonly #before = process.env['BLACKSTART_LAB_ROOT']

  private constructor(path: string) {
    this.path = path
    process.env['BLACKSTART_LAB_ROOT'] = path
  }

  static async make(): Promise<LabRoot> {
    return new LabRoot(await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'blackstart-test-')))
  }

  /** Also the check that every lab in it has removed its folder. */
  async remove(): Promise<void> {
    if (this.#before === undefined) delete process.env['BLACKSTART_LAB_ROOT']
    else process.env['BLACKSTART_LAB_ROOT'] = this.#before
    const left = (await readdir(this.path)).filter((name) => name !== 'record')
    await rm(this.path, { recursive: true, force: true })
    expect(left).to.deep.equal([])
  }
}

/** A lab that was opened as a drill does it. */
export interface OpenLab {
  readonly environment: Environment & RestoresRedundancy
  readonly handle: Handle
  readonly folder: LabFolder
  readonly recordFolder: string
}

export async function openLab(
  root: LabRoot,
  given: Readonly<Record<string, string>> = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<OpenLab> {
  const parsed = labDriver.settings({ 'rebuild-delay': '50ms', ...given }, configuration({}, root.path))
  if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
  const recordFolder = join(root.path, 'record')
  const config = { drillId: 'test', recordFolder, launcher: LAUNCHER, settings: parsed.value, longestMs: 60_000 }
  const handle = await labDriver.planHandle(config)
  const environment = await labDriver.open(config, handle, signal)
  if (!restoresRedundancy(environment)) throw new Error('the lab cannot restore its redundancy')
  return { environment, handle, folder: new LabFolder(String(handle.data['folder'])), recordFolder }
}

/** Does the ledger's part: only it may make an intent, and this test is not about it. */
export async function intend(lab: OpenLab, fault: Fault, injectionId = 1, epoch = 1): Promise<IntendedInjection> {
  const [target] = await lab.environment.faults.resolve(fault, injectionId - 1)
  if (target === undefined) throw new Error(`no target for ${fault.kind}`)
  return { ...target, injectionId, epoch, drillId: 'test' } as unknown as IntendedInjection
}

/** Does the harness's part with one fault: resolve, intend, inject, and the proof that it took effect. */
export async function injected(lab: OpenLab, fault: Fault, injectionId = 1): Promise<IntendedInjection> {
  const target = await intend(lab, fault, injectionId)
  await lab.environment.faults.inject(target)
  const proof = await lab.environment.faults.verify(target)
  expect(proof.holds, proof.text).to.equal(true)
  return target
}

/** Undoes a fault, twice, and wants the proof that it is over. */
export async function undone(lab: OpenLab, target: IntendedInjection): Promise<string> {
  const { faults } = lab.environment
  await faults.undo(target)
  await faults.undo(target)
  const proof = await faults.undone(target)
  expect(proof.holds, proof.text).to.equal(true)
  return proof.text
}

/** Waits until the control plane has told of something. */
export async function untilEvent(lab: OpenLab, kind: string): Promise<void> {
  const told = async (): Promise<boolean> => (await lab.environment.events()).some((event) => event.kind === kind)
  await waitFor(`the event '${kind}'`, told, { timeoutMs: 20_000, everyMs: 20 })
}

/** What the control plane has told so far, in its order. */
export async function eventKinds(lab: OpenLab): Promise<readonly string[]> {
  return (await lab.environment.events()).map(({ kind }) => kind)
}

/** Asks the lab daemon itself. */
export async function ask<Result>(lab: OpenLab, method: LabdMethod, params: unknown): Promise<Result> {
  const connection = await LabConnection.open(lab.folder)
  try {
    return await connection.call<Result>(method, params)
  } finally {
    connection.close()
  }
}

/** Writes as a client inside a zone does, beside its database. @returns whether it was acknowledged */
export async function writeInside(lab: OpenLab, id: string, seq: number): Promise<boolean> {
  const insert = 'insert into orders (writer, seq) values ($1, $2)'
  return queryOnce(insideUrl(lab, id), insert, ['inside', seq], 500).then(
    () => true,
    () => false,
  )
}

/** Waits until the lab has its shape again. */
export async function untilRedundant(lab: OpenLab): Promise<string> {
  const { holds, text } = await lab.environment.restoreRedundancy(AbortSignal.timeout(40_000))
  expect(holds, text).to.equal(true)
  return text
}

/** Address of a database, directly, past every relay: as a client inside its zone has it. */
export function insideUrl(lab: OpenLab, id: string): string {
  const node = lab.environment.canary?.nodes.find((candidate) => candidate.id === id)
  if (node === undefined || !('url' in node)) throw new Error(`there is no database '${id}'`)
  return node.url
}

/** Status of an attempt to write one order by way of the load balancer; 0 when there was no answer. */
export async function writeOrder(url: string, writer: string, seq: number): Promise<number> {
  try {
    const response = await fetch(`${url}/orders`, {
      method: 'POST',
      body: JSON.stringify({ writer, seq }),
      signal: AbortSignal.timeout(1_000),
    })
    await response.arrayBuffer()
    return response.status
  } catch {
    return 0
  }
}

/** Writes orders until one is acknowledged. @returns its number */
export async function writeUntilAcknowledged(url: string, writer: string, from: number): Promise<number> {
  let seq = from - 1
  await waitFor('a write to be acknowledged', async () => (await writeOrder(url, writer, ++seq)) === 201, {
    timeoutMs: 20_000,
    everyMs: 10,
  })
  return seq
}

/** What a database holds of a writer. */
export async function storedSeqs(url: string, writer: string): Promise<number[]> {
  const rows = await queryOnce<{ seq: string }>(url, 'select seq from orders where writer = $1 order by seq', [writer])
  return rows.map(({ seq }) => Number(seq))
}

/** Everything by which a lab could be noticed after its end; to be taken while it is up. */
export class Traces {
  readonly #processes: readonly ProcessIdentity[]
  readonly #segments: readonly number[]
  readonly #folder: LabFolder

  private constructor(folder: LabFolder, processes: readonly ProcessIdentity[], segments: readonly number[]) {
    this.#folder = folder
    this.#processes = processes
    this.#segments = segments
  }

  static async take(folder: LabFolder): Promise<Traces> {
    const labd = folder.readLabd()
    const postmasters = (await folder.dataFolders()).map((data) => readPostmaster(join(data, 'postmaster.pid')))
    const running = postmasters.filter((found) => found !== undefined)
    const children = await folder.readChildren()
    const identities = [...children, ...(labd === undefined ? [] : [labd]), ...running.map(({ identity }) => identity)]
    // Two servers, eight processes of ours: fewer would mean that this looks in the wrong place.
    expect(identities).to.have.length(10)
    return new Traces(
      folder,
      identities,
      running.map(({ segment }) => segment),
    )
  }

  async expectNoneLeft(): Promise<void> {
    await waitFor('all processes of the lab to be gone', () => !this.#processes.some(isAlive), { timeoutMs: 5_000 })
    expect(existsSync(this.#folder.root), 'its folder').to.equal(false)
    const left = new Set(segmentIds())
    expect(
      this.#segments.filter((id) => left.has(id)),
      'its shared memory',
    ).to.deep.equal([])
  }
}

interface Postmaster {
  readonly identity: ProcessIdentity
  readonly segment: number
}

function readPostmaster(file: string): Postmaster | undefined {
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    const identity = identify(Number(lines[0]))
    return identity === undefined ? undefined : { identity, segment: Number(lines[6]?.trim().split(/\s+/)[1]) }
  } catch {
    return undefined
  }
}

/** Of a lab, or an error where there is none. */
export function signalLabd(folder: LabFolder, signal: NodeJS.Signals): ProcessIdentity {
  const labd = folder.readLabd()
  if (labd === undefined) throw new Error('there is no labd')
  expect(signalExactly(labd, signal)).to.equal(true)
  return labd
}

/** The defaults. */
export function fastSettings(): LabSettings {
  const parsed = parseLabSettings({})
  if ('findings' in parsed) throw new Error(parsed.findings.join('\n'))
  return parsed.value
}
