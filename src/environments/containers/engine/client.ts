import { readFile } from 'node:fs/promises'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { ContainerRuntimeClient } from 'testcontainers'
import type { EngineAddress } from './address.ts'

export type Dockerode = ContainerRuntimeClient['container']['dockerode']

type Options = Readonly<Record<string, unknown>>

/**
 * A client for the engine at this address and no other. testcontainers keeps the first engine that it has found for as long
 * as the process lives; a process that clears up after two drills may need two. Nothing is asked yet.
 */
export async function clientFor({
  dockerHost,
  certPath,
}: Omit<EngineAddress, 'identity' | 'host'>): Promise<Dockerode> {
  // The class that testcontainers itself uses, loaded late: it is large.
  const load = createRequire(import.meta.resolve('testcontainers'))
  const Client = load('dockerode') as new (options: Options) => Dockerode
  const { protocol, hostname, port, pathname } = new URL(dockerHost)
  // What is not named here the client would take from DOCKER_HOST and its like.
  const none = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    ca: undefined,
    cert: undefined,
    key: undefined,
  }
  if (protocol === 'unix:') {
    return new Client({
      ...none,
      protocol: 'http',
      socketPath: decodeURIComponent(pathname),
      agent: quietly(new HttpAgent()),
    })
  }
  if (certPath === '')
    return new Client({ ...none, protocol: 'http', host: hostname, port, agent: quietly(new HttpAgent()) })
  const [ca, cert, key] = await Promise.all(
    ['ca', 'cert', 'key'].map((name) => readFile(join(certPath, `${name}.pem`))),
  )
  const agent = quietly(new HttpsAgent())
  return new Client({ ...none, protocol: 'https', host: hostname, port, ca, cert, key, agent })
}

/**
 * Connections that keep no process alive: who waits for an answer has a timer that does. An engine that accepts and never
 * answers would otherwise keep a process that has long given up.
 */
function quietly<Agent extends HttpAgent>(agent: Agent): Agent {
  const create = agent.createConnection.bind(agent)
  agent.createConnection = (options, callback) => {
    const socket = create(options, callback)
    ;(socket as Socket | undefined)?.unref()
    return socket
  }
  return agent
}
