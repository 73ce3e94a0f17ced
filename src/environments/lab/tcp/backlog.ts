import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LISTEN_BACKLOG } from './route.ts'

/** The kernel takes one more than it is told; the others make sure of it. */
const FILLERS = LISTEN_BACKLOG + 4

/** On loopback a connection is made at once, or, when the queue is full, not at all. */
const CONNECT_MS = 60

/** How long a connect must hang to count as silent. */
const SILENT_MS = 300

/**
 * Fills the queue in which the kernel keeps connections for a stopped process. After that it drops further attempts
 * without a word, and they time out, as those to a lost zone do.
 *
 * @returns the connections that fill it, to be destroyed when it is over
 */
export async function fillBacklog(port: number): Promise<readonly Socket[]> {
  const fillers = Array.from({ length: FILLERS }, () => connect({ port, host: '127.0.0.1' }).on('error', () => {}))
  await sleep(CONNECT_MS)
  const queued = fillers.filter(({ connecting }) => !connecting)
  for (const filler of fillers) if (!queued.includes(filler)) filler.destroy()
  return queued
}

/** What a client sees who connects now; gives up after {@link SILENT_MS}. */
export function tryConnect(port: number, host = '127.0.0.1'): Promise<'accepted' | 'refused' | 'silent'> {
  return new Promise((resolve) => {
    const socket = connect({ port, host })
    const settle = (seen: 'accepted' | 'refused' | 'silent'): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(seen)
    }
    const timer = setTimeout(() => settle('silent'), SILENT_MS)
    socket.once('connect', () => settle('accepted'))
    socket.once('error', () => settle('refused'))
  })
}
