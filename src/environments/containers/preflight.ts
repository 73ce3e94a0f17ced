import { existsSync } from 'node:fs'
import type { Fault } from '../../model/fault.ts'
import type { DrillDescription } from '../environment.ts'
import { compose, ComposeError } from './compose/command.ts'
import { type ComposeModel, parseComposeModel } from './compose/model.ts'
import { unagreedSharing } from './compose/shared.ts'
import { connectEngine } from './engine/connect.ts'
import type { Engine } from './engine/engine.ts'
import { describeStack } from './describe.ts'
import { HandsImageError } from './engine/hands.ts'
import { composeVersion, tooOld } from './compose/version.ts'
import type { ContainersSettings } from './settings.ts'
import { planStack } from './stack-plan.ts'

const CONFIG_TIMEOUT_MS = 30_000

/** Faults that the engine can do alone, whatever the restart policy. */
const WITHOUT_HANDS = new Set<Fault['kind']>([
  'database.freeze',
  'database.failover',
  'instance.freeze',
  'instance.stop',
  'instance.restart',
  'instance.limit',
  'command',
  'manual',
])

/** What compose makes of the files. @throws ComposeMissingError, ComposeError */
export async function readComposeFiles(
  { compose: files, variables }: Pick<ContainersSettings, 'compose' | 'variables'>,
  project: string,
): Promise<ComposeModel> {
  const read = async (some: readonly string[]): Promise<ComposeModel> => {
    const args = ['config', '--format', 'json']
    return parseComposeModel(await compose({ project, files: some, variables }, args, { timeoutMs: CONFIG_TIMEOUT_MS }))
  }
  try {
    return await read(files)
  } catch (error) {
    const unknown = /service "(.+?)" has neither an image nor a build context/.exec((error as Error).message)?.[1]
    const first =
      unknown === undefined || files.length < 2 ? undefined : await read(files.slice(0, 1)).catch(() => undefined)
    if (first === undefined) throw error
    const names = first.services.map(({ name }) => name).join(', ')
    throw new ComposeError(
      `a later file speaks of the service '${unknown}', which ${files[0]} has not: it has ${names}`,
      {
        cause: error,
      },
    )
  }
}

/**
 * What is missing for a drill with these faults: engine, compose, the file, its labels, its images. Starts nothing.
 *
 * @returns every finding, in words; none when all is there
 */
export async function preflight(settings: ContainersSettings, faults: readonly Fault[]): Promise<readonly string[]> {
  const absent = settings.compose.filter((file) => !existsSync(file))
  if (absent.length > 0) return absent.map((file) => `compose=${file}: there is no such file`)
  const files = settings.compose.join(', ')
  const [engine, model, version] = await Promise.all([
    connectEngine().catch((error: Error) => error.message),
    readComposeFiles(settings, 'blackstart-check').catch((error: Error) => `${files}: ${error.message}`),
    // Without compose there is no model either, and that says so.
    composeVersion().catch(() => ''),
  ])
  const findings = [engine, model, tooOld(version)].filter((one) => typeof one === 'string')
  if (typeof engine === 'string' || typeof model === 'string') return findings
  const planned = planStack(model, faults)
  if ('findings' in planned) findings.push(...planned.findings.map((text) => `${files}: ${text}`))
  findings.push(...unagreedSharing(model, settings.shared).map((text) => `${files}: ${text}`))
  if (!engine.isLocal && settings.bind === undefined) findings.push(bindOf(engine))
  findings.push(...(await missingImages(engine, model)))
  if (faults.some(({ kind }) => !WITHOUT_HANDS.has(kind)) && !(await engine.hasImage(settings.hands))) {
    findings.push(new HandsImageError(settings.hands).message)
  }
  return findings
}

/** What a drill with these faults would do; what is missing for it, {@link preflight} says. Starts nothing. */
export async function describeDrill(
  settings: ContainersSettings,
  faults: readonly Fault[],
  longestMs: number,
): Promise<DrillDescription> {
  const [engine, model] = await Promise.all([connectEngine(), readComposeFiles(settings, 'blackstart-check')])
  const planned = planStack(model, faults)
  if ('findings' in planned) return { lines: [], refusals: planned.findings }
  return describeStack({ engine, model, plan: planned.value, settings, faults, longestMs })
}

/** Elsewhere loopback is not ours, and a database that trusts everybody is not published to everybody without a word. */
function bindOf({ host, address }: Engine): string {
  return (
    `the engine at ${address.dockerHost} is on another host: the stack's ports would be open to whoever reaches it. ` +
    `Say on which of its addresses they are published: --set bind=${host}, or bind=0.0.0.0 for all`
  )
}

/** Images that are neither there nor can be built; compose would try to pull them. */
async function missingImages(engine: Engine, { services }: ComposeModel): Promise<string[]> {
  const images = Map.groupBy(
    services.filter(({ builds, image }) => !builds && image !== undefined),
    ({ image }) => image ?? '',
  )
  const checked = [...images].map(async ([image, users]) => {
    if (await engine.hasImage(image)) return []
    const names = users.map(({ name }) => `'${name}'`).join(', ')
    return [
      `the image '${image}' of service ${names} is not on this engine: pull or build it first (docker pull ${image})`,
    ]
  })
  return (await Promise.all(checked)).flat()
}
