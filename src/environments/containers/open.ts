import { join } from 'node:path'
import { scrub } from '../../system/secrets.ts'
import type { EnvironmentConfig, Handle } from '../environment.ts'
import { bringUp, StackError } from './bring-up.ts'
import { unagreedSharing } from './compose/shared.ts'
import { ContainersEnvironment } from './containers-environment.ts'
import { destroyLabelled } from './destroy.ts'
import { reconnectEngine } from './engine/connect.ts'
import { EngineEvents } from './engine-events.ts'
import { HandsOnDemand } from './engine/hands.ts'
import { fingerprintOf } from './fingerprint.ts'
import { addressOf } from './handle.ts'
import { PROJECT_LABEL } from './labels.ts'
import { readComposeFiles } from './preflight.ts'
import { untilServing } from './readiness.ts'
import { shapeOf } from './redundancy.ts'
import type { ContainersSettings } from './settings.ts'
import { Stack } from './stack.ts'
import { planStack } from './stack-plan.ts'
import { instrumentOf } from './streams.ts'

/**
 * Brings a stack up, in a project of its own:
 *
 * 1. compose reads the file, and its labels say what is what
 * 2. a second file is laid over it: the drill's labels, published ports on ports that were chosen
 * 3. `docker compose up`; the helper beside it
 * 4. until everything runs or is healthy, every container has said that it is ready, and customers are answered
 *
 * All of it within the time that the stack may take until it serves. What fails leaves nothing behind, or says what.
 */
export async function openStack(
  config: EnvironmentConfig,
  handle: Handle,
  signal: AbortSignal,
): Promise<ContainersEnvironment> {
  const settings = config.settings as unknown as ContainersSettings
  const deadline = performance.now() + settings.startTimeoutMs
  const patience = { signal, leftMs: () => deadline - performance.now() }
  const { project, drillId, engine: place } = addressOf(handle)
  const engine = await reconnectEngine(place)
  const stack = new Stack(engine, project)
  const hands = new HandsOnDemand(engine, { image: settings.hands, project, drillId })
  const evidenceFolder = join(config.recordFolder, 'environment')
  try {
    const model = await readComposeFiles(settings, project)
    const planned = planStack(model, [])
    const findings = ['findings' in planned ? planned.findings : [], unagreedSharing(model, settings.shared)].flat()
    if ('findings' in planned || findings.length > 0)
      throw new StackError(`${settings.compose.join(', ')}: ${findings.join('; ')}`)
    const plan = planned.value
    await bringUp({ stack, model, settings, drillId, hands, folder: evidenceFolder }, patience)

    const customer = (await stack.containers()).find(({ service }) => service === plan.customer.service)
    const port = customer?.ports.get(plan.customer.port)
    if (port === undefined)
      throw new StackError(`port ${plan.customer.port} of '${plan.customer.service}' is not published`)
    const customerUrl = `http://${engine.host}:${port}`
    await untilServing(stack, plan.services, `${customerUrl}${readPath(settings)}`, patience)

    const instrument = instrumentOf(
      settings,
      drillId,
      customerUrl,
      await stack.containers(),
      engine.host,
      config.loadWriter,
    )
    const shape = await shapeOf(stack)
    const lives = new EngineEvents(engine, `${PROJECT_LABEL}=${project}`)
    await lives.watch()
    return new ContainersEnvironment({
      handle,
      stack,
      plan,
      instrument,
      customerUrl,
      hands,
      lives,
      shape,
      fingerprint: fingerprintOf(engine, model, settings),
      evidenceFolder,
      hide: (text) => scrub(text, settings.secrets, { ...process.env, ...settings.variables }),
    })
  } catch (error) {
    await hands.close()
    await removeAgain(stack, error)
    signal.throwIfAborted()
    throw error
  }
}

/** @throws StackError when something stays: the reason why the stack did not come up must not be lost over it */
async function removeAgain({ engine, project }: Stack, reason: unknown): Promise<void> {
  try {
    await destroyLabelled(engine, `${PROJECT_LABEL}=${project}`)
  } catch (error) {
    const said = reason instanceof Error ? reason.message : String(reason)
    const text = `${said}\n(what had been started could not be removed: ${(error as Error).message})`
    throw new StackError(text, { cause: reason })
  }
}

/** The path by which a stack is asked whether it serves: that of the canary's read, for nobody's canary. */
function readPath({ canary }: ContainersSettings): string {
  const path = canary.http?.read.path ?? ''
  return path.replaceAll('{writer}', 'blackstart').replaceAll('{seq}', '0').replaceAll('{id}', 'blackstart-0')
}
