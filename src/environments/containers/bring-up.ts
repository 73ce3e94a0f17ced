import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePorts } from '../../system/free-port.ts'
import { together } from '../../system/together.ts'
import { compose } from './compose/command.ts'
import type { ComposeModel } from './compose/model.ts'
import { portsToPin, renderOverride } from './compose/override.ts'
import type { HandsOnDemand } from './engine/hands.ts'
import { diedBefore } from './faults/target.ts'
import type { Patience } from './readiness.ts'
import type { ContainersSettings } from './settings.ts'
import type { Stack } from './stack.ts'

/** A port that was free when it was chosen may be taken when it is published: another one is tried once. */
const ATTEMPTS = 2

/** The stack did not come up, or its file says too little. */
export class StackError extends Error {
  override readonly name = 'StackError'
}

/** What is brought up. */
export interface Plans {
  readonly stack: Stack
  readonly model: ComposeModel
  readonly settings: ContainersSettings
  readonly drillId: string
  readonly hands: HandsOnDemand
  /** Folder for the file that is laid over the team's. */
  readonly folder: string
}

/**
 * Lets compose create and start everything, and the helper beside it. Whether it serves, others wait for.
 *
 * @throws StackError, ComposeError, HandsError, the signal's reason: compose has ended by then, and creates nothing more
 */
export async function bringUp(plans: Plans, patience: Patience): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await startOnce(plans, patience)
      return
    } catch (error) {
      const taken = /port is already allocated|address already in use/.test((error as Error).message)
      if (!taken || attempt === ATTEMPTS) throw error
    }
  }
}

async function startOnce(
  { stack, model, settings, drillId, hands, folder }: Plans,
  { leftMs, signal }: Patience,
): Promise<void> {
  const { engine, project } = stack
  const pinned = portsToPin(model)
  const free = await freePorts(pinned.length)
  const ports = new Map(pinned.map((key, index) => [key, free[index] ?? 0]))
  await mkdir(folder, { recursive: true })
  const override = join(folder, 'compose.override.yaml')
  await writeFile(override, renderOverride(model, drillId, ports, settings.bind ?? '127.0.0.1'))

  const files = [...settings.compose, override]
  const up = ['up', '--detach', '--quiet-pull']
  // A crash must not wait for the helper; where its image is missing, the faults that need it say so.
  const withHelper = await engine.hasImage(settings.hands)
  await together(signal, [
    async (calledOff) => {
      const target = { project, files, variables: settings.variables, engine: engine.address }
      const options = { timeoutMs: Math.max(1, leftMs()), signal: calledOff }
      await compose(target, up, options).catch(async (error: Error) => {
        throw calledOff.aborted ? error : await withLastWords(stack, error)
      })
    },
    async () => withHelper && hands.get(),
  ])
}

/** Compose tells that a container has ended; why, only its log tells. */
async function withLastWords(stack: Stack, cause: Error): Promise<Error> {
  try {
    const dead = (await stack.containers()).find(({ state, exitCode }) => state === 'ended' && exitCode !== 0)
    if (dead === undefined) return cause
    return new StackError(`${(await diedBefore(stack, dead)).message}\n(${cause.message})`, { cause })
  } catch {
    return cause
  }
}
