import type { LagPeriod, LaggingReplica } from '../ports/metrics.ts'
import type { DatabaseGroup } from '../ports/databases.ts'
import type { Reach } from '../reach.ts'
import { ownDatabases } from '../topology.ts'
import type { Sighting, Watcher } from './sighting.ts'

/** A metric is asked for so much more seldom than the rest: it changes slowly, and each question is paid for. */
const MORE_SELDOM = 10
const LEAST_MS = 1_000
/** By so much CloudWatch may tell late, in milliseconds. */
const LATE_MS = 5 * 60_000

/**
 * How far the databases of the other region are behind, by RDS's own metrics: a witness beside the ledger of writes. They are
 * told where the replicas are.
 *
 * @param away - the region that would take over
 * @param since - by our wall clock, with room for the difference
 */
export function replicaLagWatcher(away: Reach, since: Date): Watcher {
  const { settings, ports, clocks } = away
  const everyMs = Math.max(LEAST_MS, MORE_SELDOM * settings.pollMs)
  const told = new Map<string, string>()
  let replicas: readonly LaggingReplica[] | undefined
  let lookedMs = -Infinity
  return {
    name: 'replica lag',
    clocks,
    async look() {
      if (performance.now() - lookedMs < everyMs) return []
      lookedMs = performance.now()
      // Whoever follows in the beginning: a replica that was promoted follows nobody any more.
      replicas ??= (await ownDatabases(away)).filter(follows)
      if (replicas.length === 0) return []
      const metrics = await ports.metrics()
      const nowMs = clocks.now('cloudwatch')?.lo ?? Date.now()
      const from = new Date(Math.max(since.getTime(), nowMs - LATE_MS - settings.metricPeriodMs))
      const all = await Promise.all(
        replicas.map(async (replica) => {
          const periods = await metrics.replicaLag(replica, from, settings.metricPeriodMs)
          return periods.filter(({ to }) => to.getTime() <= nowMs).map((period) => sightingOf(replica, period))
        }),
      )
      return all.flat().filter((sighting) => {
        const key = `${sighting.source} ${sighting.component} ${sighting.at?.from.toISOString()}`
        const isNew = told.get(key) !== sighting.text
        told.set(key, sighting.text)
        return isNew
      })
    },
  }
}

function follows({ replica, members }: DatabaseGroup): boolean {
  return replica || !members.some(({ writer }) => writer)
}

function sightingOf({ id }: LaggingReplica, { metric, from, to, leastMs, mostMs }: LagPeriod): Sighting {
  return {
    kind: 'replica-lag',
    component: id,
    text: `${id} was ${leastMs} to ${mostMs} ms behind by ${metric}`,
    source: `cloudwatch:${metric}`,
    at: { from, to },
    figures: { lagFromMs: leastMs, lagToMs: mostMs },
  }
}
