import { globalAgent } from 'node:http'
import { within } from '../../../system/deadline.ts'
import { type EngineAddress, type EngineInfo, identityOf } from './address.ts'
import { clientFor } from './client.ts'
import { DockerEngine, type Engine } from './engine.ts'

/** How long an engine may take to say who it is, in milliseconds. */
const CONNECT_TIMEOUT_MS = 15_000

/** No container engine answers. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError'
}

/** Engines answer, and none of them is the one on which the drill ran: what is not there was not removed. */
export class WrongEngineError extends Error {
  override readonly name = 'WrongEngineError'
}

/** Bounds for tests. */
interface Patience {
  readonly timeoutMs?: number
}

/**
 * Finds the engine as testcontainers does: by `DOCKER_HOST`, by its own configuration, at the usual sockets. Docker's
 * contexts are not among these: compose and everybody else are told this address.
 *
 * @throws EngineMissingError
 */
export async function connectEngine({ timeoutMs = CONNECT_TIMEOUT_MS }: Patience = {}): Promise<Engine> {
  try {
    return await engineAt(await within('the container engine answers', timeoutMs, findAddress), { timeoutMs })
  } catch (cause) {
    // A connection of the search that never was answered would keep this process alive for ever.
    globalAgent.destroy()
    const where = process.env['DOCKER_HOST']
    throw new EngineMissingError(
      `no container engine answers${where === undefined ? ' at the usual places' : ` at DOCKER_HOST=${where}`}: ` +
        'start Docker or Podman, or set DOCKER_HOST (DEBUG=testcontainers* tells what was tried)' +
        (cause instanceof EngineMissingError ? `; ${cause.message}` : ''),
      { cause },
    )
  }
}

/**
 * The engine of a drill, for whoever comes later: at its address, else wherever an engine is found now. It is known by its
 * identity. On another engine nothing of the drill could be found, and that would be taken for the end of it.
 *
 * @throws WrongEngineError
 */
export async function reconnectEngine(
  known: EngineAddress,
  { find = connectEngine, ...patience }: Patience & { readonly find?: (patience: Patience) => Promise<Engine> } = {},
): Promise<Engine> {
  const seen: string[] = []
  for (const connect of [() => engineAt(known, patience), () => find(patience)]) {
    try {
      const engine = await connect()
      if (engine.address.identity === known.identity) return engine
      seen.push(`${engine.address.dockerHost} leads to engine ${engine.address.identity}`)
    } catch (error) {
      seen.push((error as Error).message)
    }
  }
  throw new WrongEngineError(
    `the drill ran on engine ${known.identity} at ${known.dockerHost}, which cannot be found: ${seen.join('; ')}. ` +
      'Start that engine, or let DOCKER_HOST lead to it',
  )
}

type Place = Omit<EngineAddress, 'identity'>

async function engineAt(place: Place, { timeoutMs = CONNECT_TIMEOUT_MS }: Patience): Promise<Engine> {
  const client = await clientFor(place)
  const ask = async (): Promise<EngineInfo & { readonly ServerVersion?: string }> => client.info()
  const [first, again] = await within(`${place.dockerHost} answers`, timeoutMs, async () => [await ask(), await ask()])
  return new DockerEngine(client, { ...place, identity: identityOf(first, again) }, String(first.ServerVersion))
}

async function findAddress(): Promise<Place> {
  // Loaded late: it is large, and a drill elsewhere has no use for it.
  const { getContainerRuntimeClient } = await import('testcontainers')
  const { container, info } = await getContainerRuntimeClient()
  const { socketPath, host, port, key } = container.dockerode.modem as {
    readonly socketPath?: string
    readonly host?: string
    readonly port?: string | number
    readonly key?: unknown
  }
  const dockerHost = socketPath === undefined ? `tcp://${host ?? ''}:${port ?? ''}` : `unix://${socketPath}`
  const certPath = process.env['DOCKER_CERT_PATH'] ?? ''
  if (key !== undefined && certPath === '') {
    throw new EngineMissingError(
      `${dockerHost} wants TLS, and only .testcontainers.properties says where the keys are, which Docker's own tools do not read: ` +
        'set DOCKER_HOST, DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH',
    )
  }
  return { dockerHost, certPath: key === undefined ? '' : certPath, host: info.containerRuntime.host }
}
