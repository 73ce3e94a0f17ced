import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../system/free-port.ts'
import { waitFor } from '../../system/wait.ts'
import type { EnvironmentConfig, Handle } from '../environment.ts'
import { compose } from './compose/command.ts'
import { portKey, portsToPin, renderOverride } from './compose/override.ts'
import { ContainersEnvironment } from './containers-environment.ts'
import { destroyLabelled } from './destroy.ts'
import { reconnectEngine } from './engine/connect.ts'
import { HandsOnDemand } from './engine/hands.ts'
import { diedBefore } from './faults/target.ts'
import { addressOf } from './handle.ts'
import { PROJECT_LABEL } from './labels.ts'
import { readComposeFiles } from './preflight.ts'
import { shapeOf } from './redundancy.ts'
import type { ContainersSettings } from './settings.ts'
import { Stack } from './stack.ts'
import { planStack, type StackPlan } from './stack-plan.ts'
import { instrumentOf } from './streams.ts'

const POLL_MS = 200
const ASK_TIMEOUT_MS = 1_000
/** Lines of a log in which a container's word that it is ready is looked for. */
const READY_LINES = 1_000

/** The stack did not come up, or its file says too little. */
export class StackError extends Error {
  override readonly name = 'StackError'
}

/**
 * Brings a stack up, in a project of its own:
 *
 * 1. compose reads the file, and its labels say what is what
 * 2. a second file is laid over it: the drill's labels, published ports on ports that were chosen
 * 3. `docker compose up`, until everything runs or is healthy; the helper beside it
 * 4. until every container has said that it is ready, and customers are answered
 */
export async function openStack(
  config: EnvironmentConfig,
  handle: Handle,
  signal: AbortSignal,
): Promise<ContainersEnvironment> {
  const settings = config.settings as unknown as ContainersSettings
  const { project, drillId, engine: place } = addressOf(handle)
  const engine = await reconnectEngine(place)
  const stack = new Stack(engine, project)
  const hands = new HandsOnDemand(engine, { image: settings.hands, project, drillId })
  const evidenceFolder = join(config.recordFolder, 'environment')
  try {
    const model = await readComposeFiles(settings, project)
    const planned = planStack(model, [])
    if ('findings' in planned) throw new StackError(`${settings.compose.join(', ')}: ${planned.findings.join('; ')}`)
    const plan = planned.value

    const ports = new Map<string, number>()
    for (const { service, port } of portsToPin(model)) ports.set(portKey(service, port), await freePort())
    await mkdir(evidenceFolder, { recursive: true })
    const override = join(evidenceFolder, 'compose.override.yaml')
    await writeFile(override, renderOverride(model, drillId, ports, engine.bindAddress))

    const files = [...settings.compose, override]
    const up = ['up', '--detach', '--wait', '--quiet-pull']
    const options = { timeoutMs: settings.startTimeoutMs, signal }
    await Promise.all([
      compose({ project, files, variables: settings.variables, engine: engine.address }, up, options).catch(
        async (error: Error) => {
          throw await withLastWords(stack, error)
        },
      ),
      // A crash must not wait for it; where its image is missing, the faults that need it say so.
      (await engine.hasImage(settings.hands)) ? hands.get() : undefined,
    ])

    const customer = (await stack.containers()).find(({ service }) => service === plan.customer.service)
    const port = customer?.ports.get(plan.customer.port)
    if (port === undefined)
      throw new StackError(`port ${plan.customer.port} of '${plan.customer.service}' is not published`)
    const customerUrl = `http://${engine.host}:${port}`
    await untilServing(stack, plan, `${customerUrl}${readPath(settings)}`, { ...options, signal })

    const instrument = instrumentOf(
      settings,
      drillId,
      customerUrl,
      await stack.containers(),
      engine.host,
      config.loadWriter,
    )
    const fingerprint = {
      engine: engine.version,
      compose: settings.compose.join(', '),
      images: model.services.map(({ name, image }) => `${name}=${image ?? 'built'}`).join(' '),
      ...Object.fromEntries(Object.entries(settings.variables).map(([name, value]) => [`variable ${name}`, value])),
    }
    const shape = await shapeOf(stack)
    return new ContainersEnvironment({
      handle,
      stack,
      plan,
      instrument,
      customerUrl,
      hands,
      shape,
      fingerprint,
      evidenceFolder,
    })
  } catch (error) {
    await hands.close()
    await destroyLabelled(engine, `${PROJECT_LABEL}=${project}`)
    signal.throwIfAborted()
    throw error
  }
}

/** The path by which a stack is asked whether it serves: that of the canary's read, for nobody's canary. */
function readPath({ canary }: ContainersSettings): string {
  const path = canary.http?.read.path ?? ''
  return path.replaceAll('{writer}', 'blackstart').replaceAll('{seq}', '0').replaceAll('{id}', 'blackstart-0')
}

async function untilServing(
  stack: Stack,
  { services }: StackPlan,
  url: string,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const waits = { timeoutMs, everyMs: POLL_MS, signal }
  const alive = async (): Promise<void> => {
    const dead = (await stack.containers()).find(({ state, restarts }) => state === 'ended' && !restarts)
    if (dead !== undefined && dead.exitCode !== 0) throw await diedBefore(stack, dead)
  }
  for (const { service, ready } of services) {
    if (ready === undefined) continue
    await waitFor(`'${service}' says '${ready}'`, () => hasSaid(stack, service, ready, alive), waits)
  }
  await waitFor(
    `customers are answered at ${url}`,
    async () => {
      await alive()
      return answers(url)
    },
    waits,
  )
}

async function hasSaid(stack: Stack, service: string, text: string, alive: () => Promise<void>): Promise<boolean> {
  await alive()
  const containers = (await stack.containers()).filter((one) => one.service === service)
  const logs = await Promise.all(containers.map(({ id }) => stack.engine.logs(id, READY_LINES)))
  return logs.length > 0 && logs.every(({ stdout, stderr }) => stdout.includes(text) || stderr.includes(text))
}

/** Any answer but an error of the server's will do: nobody's canary need not be there. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })).status < 500
  } catch {
    return false
  }
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
