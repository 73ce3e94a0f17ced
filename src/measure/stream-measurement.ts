import type { Interval } from '../model/interval.ts'
import type { StreamMeasurement } from '../model/judgement.ts'
import { unavailabilityOf } from './availability.ts'
import { sendLag } from './baseline.ts'
import { isJudged } from './judged-streams.ts'
import type { StreamOutage } from './outage.ts'
import { indexAt } from './probes.ts'
import { recoveryTimeOf } from './recovery-time.ts'
import { inMs, nsToMs } from './units.ts'

/** One stream as the report lists it: milliseconds, every episode, what it cost since the fault. */
export function streamMeasurement(outage: StreamOutage, fault: Interval): StreamMeasurement {
  const { probes, baseline } = outage
  const { info } = probes
  const time = recoveryTimeOf(outage, fault)
  const cost = unavailabilityOf(probes, fault.lo === null ? 0 : indexAt(probes, fault.lo))
  const lag = sendLag(probes)
  const ms = (ns: number | null): number | null => (ns === null ? null : nsToMs(ns))
  return {
    id: info.id,
    source: info.source,
    judged: isJudged(info),
    onset: inMs(time.onset),
    recovery: inMs(time.recovery),
    rtaMs: inMs(time.rta),
    downtimeMs: inMs(time.downtime),
    episodes: outage.episodes.map(({ stretch, onset, recovery }) => ({
      onset: inMs(onset.at),
      recovery: inMs(recovery.at),
      badProbes: probes.good.subarray(stretch.first, stretch.last + 1).filter((good) => good === 0).length,
      kind: stretch.kind,
    })),
    operations: cost.operations,
    bad: cost.bad,
    baselineBadShare: baseline.operations === 0 ? null : baseline.badShare,
    baselineOperations: baseline.operations,
    baselineP99Ms: ms(baseline.p99Ns),
    sendLagMaxMs: ms(lag.max),
    sendLagP999Ms: ms(lag.p999),
    belowMs: { p50: nsToMs(cost.belowNs.p50), p90: nsToMs(cost.belowNs.p90), p99: nsToMs(cost.belowNs.p99) },
    unavailabilityMs: inMs(cost.fullOutageNs),
  }
}
