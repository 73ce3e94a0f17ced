import { readFileSync } from 'node:fs'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { NetProbeSpec } from '../model/probe.ts'
import { TLS_FAILED } from './classification-table.ts'
import { classify } from './classification.ts'
import { Lookups } from './lookups.ts'
import type { Observation } from './observation.ts'
import type { Probe, ProbeResult } from './probe.ts'

const OK: ProbeResult = { outcome: 'ok', errorClass: '', servedBy: '' }

/** Climbs one rung; calls back with nothing when it holds. Returns what lets go of it. */
type Climb = (done: (failure?: Pick<Observation, 'kind' | 'code'>) => void) => () => void

/**
 * A probe of a rung below the protocol. Each one starts from the ground: a kept connection would hide that nobody can
 * connect any more. Nothing is sent that a server would have to answer, so nothing it does can have an effect.
 *
 * @throws an error of the file system for certificates that cannot be read
 */
export function netProbe(spec: NetProbeSpec, lookups = new Lookups()): Probe {
  const climb = climbFor(spec, lookups)
  const open = new Set<() => void>()
  return {
    send: (_seq, _atLeastSeq, settle) => {
      let settled = false
      const finish = (failure?: Pick<Observation, 'kind' | 'code'>): void => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        open.delete(release)
        release()
        settle(failure === undefined ? OK : failed(failure))
      }
      // Node runs timers before it reads sockets: after a pause of this process the answer may already be there, and wins.
      const timer = setTimeout(() => setImmediate(() => finish({ kind: 'timeout', code: '' })), spec.timeoutMs)
      const release = climb(finish)
      open.add(release)
    },
    full: () => lookups.full,
    close: () => open.forEach((release) => release()),
  }
}

function climbFor({ rung, host, port, ca, cert, key }: NetProbeSpec, { lookup }: Lookups): Climb {
  switch (rung) {
    case 'name':
      return (done) => {
        lookup(host, {}, (error) => done(error === null ? undefined : { kind: 'error', code: error.code ?? '' }))
        return () => {}
      }
    case 'connect':
      return (done) => watch(connect({ host, port, lookup }), 'connect', done)
    case 'tls': {
      const files = {
        ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
        ...(cert === undefined ? {} : { cert: readFileSync(cert) }),
        ...(key === undefined ? {} : { key: readFileSync(key) }),
        // An address is no name that a server could be asked for.
        ...(isIP(host) === 0 ? { servername: host } : {}),
      }
      return (done) => watch(connectTls({ host, port, lookup, ...files }), 'secureConnect', done)
    }
  }
}

function watch(socket: Socket, event: 'connect' | 'secureConnect', done: Parameters<Climb>[0]): () => void {
  let connected = false
  socket.once('connect', () => (connected = true))
  socket.once(event, () => done())
  socket.once('error', (error: NodeJS.ErrnoException) => {
    // What breaks behind the connect breaks in the handshake, whatever name it is given.
    done({ kind: 'error', code: connected ? TLS_FAILED : (error.code ?? '') })
  })
  return () => socket.destroy()
}

function failed(failure: Pick<Observation, 'kind' | 'code'>): ProbeResult {
  const { outcome, errorClass } = classify({ ...failure, sent: false, kept: false })
  return { outcome, errorClass, servedBy: '' }
}
