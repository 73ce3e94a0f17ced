import { randomInt } from 'node:crypto'
import { createServer, type Server } from 'node:net'

// Below the ranges from which Linux (32768) and macOS (49152) take ports for outgoing connections: a load generator on
// loopback uses thousands of those, and one of them could sit on "our" port when a server is started on it again.
const LOWEST_PORT = 20_000
const HIGHEST_PORT = 32_000
const ATTEMPTS = 100

/**
 * A TCP port on loopback on which nobody listens. For programs that cannot listen on port 0; another process may take
 * it before it is used, so whoever starts the program must notice when it cannot listen.
 */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw noneFree()
  return port
}

/** So many of them, no two alike: all are held until the last one is found. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const held = new Map<number, Server>()
  try {
    for (let attempt = 0; held.size < count && attempt < ATTEMPTS * count; attempt++) {
      const port = randomInt(LOWEST_PORT, HIGHEST_PORT)
      const server = await listenOn(port)
      if (server !== undefined) held.set(port, server)
    }
    if (held.size < count) throw noneFree()
    return [...held.keys()]
  } finally {
    await Promise.all([...held.values()].map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** @returns undefined where somebody listens already */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

function noneFree(): Error {
  return new Error(`too few of the ports between ${LOWEST_PORT} and ${HIGHEST_PORT} on 127.0.0.1 are free`)
}
