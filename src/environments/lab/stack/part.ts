import type { Server } from 'node:net'
import { monotonicNow } from '../../../system/clock.ts'
import type { ControlPlaneEvent } from '../../environment.ts'
import { reportLine } from '../process/child-side.ts'
import { ANY_ADDRESS, STACK_PORTS } from './ports.ts'

/** Resolves when an HTTP part of the stack accepts connections. */
export async function listen(server: Server): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(STACK_PORTS.http, ANY_ADDRESS, resolve)
  })
}

/** The first process of a container gets no default way of ending from the kernel. */
export function onTermination(end: () => Promise<void> = async () => {}): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(0)))
  }
}

/** One event a line, in the form of the control plane's. */
export function say(component: string, text: string): void {
  const now = monotonicNow()
  const event: ControlPlaneEvent = { kind: 'up', component, fromNs: now, toNs: now, source: component, text }
  reportLine(event)
}
