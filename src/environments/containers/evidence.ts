import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { within } from '../../system/deadline.ts'
import { LABELS, PROJECT_LABEL, SERVICE_LABEL } from './labels.ts'
import type { Stack, StackContainer } from './stack.ts'

/** Lines of a container's log that are kept. */
const LOG_LINES = 10_000
/** How long all of it may take, in milliseconds: the stack waits for its removal. */
const EVIDENCE_TIMEOUT_MS = 60_000

/**
 * Copies into the record what is gone when the stack is removed: what the containers said, how they ended, what the engine
 * did to them, and the folders that are labelled as evidence. The verdict is as true without it, so it never fails.
 *
 * A record is passed around: commands of health checks and their output stay out of it, for they hold passwords.
 *
 * @param options.hide - takes the values of secrets out of what the containers said
 * @param options.timeoutMs - how long it may take at most, in milliseconds
 */
export async function saveEvidence(
  stack: Stack,
  folder: string,
  { hide = (text) => text, timeoutMs = EVIDENCE_TIMEOUT_MS }: EvidenceOptions = {},
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await within('the evidence is saved', timeoutMs, () => saveAll(stack, folder, hide))
  } catch {
    // The engine may be gone, or hang.
  }
}

type Hide = (text: string) => string

interface EvidenceOptions {
  readonly hide?: Hide
  readonly timeoutMs?: number
}

async function saveAll(stack: Stack, folder: string, hide: Hide): Promise<void> {
  const containers = await stack.containers()
  await Promise.allSettled([
    ...containers.map((container) => saveLog(stack, container, folder, hide)),
    ...containers.map((container) => saveFolder(stack, container, folder)),
    saveStates(stack, containers, folder),
    saveEvents(stack, folder),
  ])
}

async function saveLog(
  { engine }: Stack,
  { id, component }: StackContainer,
  folder: string,
  hide: Hide,
): Promise<void> {
  const { stdout, stderr } = await engine.logs(id, LOG_LINES)
  await writeFile(join(folder, `${component}.log`), hide(`${stdout}${stderr}`))
}

/** As a tar, which keeps what a file system of another machine might not. */
async function saveFolder({ engine }: Stack, { id, component, labels }: StackContainer, folder: string): Promise<void> {
  const path = labels[LABELS.evidence]
  if (path === undefined) return
  const archive = await engine.archive(id, path)
  if (archive !== undefined) await writeFile(join(folder, `${component}-evidence.tar`), archive)
}

async function saveStates({ engine }: Stack, containers: readonly StackContainer[], folder: string): Promise<void> {
  const states = await Promise.all(
    containers.map(async ({ id, component }) => {
      const seen = await engine.inspect(id)
      const { Health: health, ...state } = seen?.State ?? {}
      return { component, id, image: seen?.Image, restarts: seen?.RestartCount, health: health?.Status, state }
    }),
  )
  await writeFile(join(folder, 'containers.json'), `${JSON.stringify(states, undefined, 2)}\n`)
}

async function saveEvents({ engine, project }: Stack, folder: string): Promise<void> {
  const events = await engine.history(`${PROJECT_LABEL}=${project}`)
  await writeFile(join(folder, 'engine-events.ndjson'), withoutCommands(events))
}

/** What happened to which container, without labels, and without the commands that were run in it. Pure. */
export function withoutCommands(events: string): string {
  const lines = events.split('\n').filter((line) => line !== '')
  return lines
    .map((line) => JSON.parse(line) as EngineEvent)
    .filter(({ Action = '' }) => !Action.startsWith('exec_'))
    .map(({ Action, timeNano, id, Actor }) => {
      const { [SERVICE_LABEL]: service, name, image, exitCode, signal } = Actor?.Attributes ?? {}
      return `${JSON.stringify({ Action, timeNano, id, service, name, image, exitCode, signal })}\n`
    })
    .join('')
}

interface EngineEvent {
  readonly Action?: string
  readonly timeNano?: number
  readonly id?: string
  readonly Actor?: { readonly Attributes?: Readonly<Record<string, string>> }
}
