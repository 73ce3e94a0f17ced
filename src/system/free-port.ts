import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

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
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST_PORT, HIGHEST_PORT)
    if (await canListen(port)) return port
  }
  throw new Error(`none of ${ATTEMPTS} ports between ${LOWEST_PORT} and ${HIGHEST_PORT} on 127.0.0.1 is free`)
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
