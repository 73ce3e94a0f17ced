import { type Hit, isUserFault } from '../../model/fault.ts'
import { hitBy } from '../../model/hit-by.ts'
import type { Component, Role, Topology } from '../../model/topology.ts'
import type { BlastRadius } from '../../scenario/guard-settings.ts'
import { type Guard, QUICK_MS } from './guard.ts'

/** Faults that leave every component as healthy as it was. */
const HARMLESS = new Set(['replication.hold', 'database.failover', 'dns.failover', 'replication.pause'])

/** Roles that stand in for each other. */
const FAMILY: Partial<Record<Role, string>> = { primary: 'database', standby: 'database', replica: 'database' }

export interface Blast {
  readonly topology: Topology
  readonly targets: readonly Hit[]
  /** What the same drill has hit before: it counts as hit for as long as the drill goes on. @default nothing */
  readonly earlier?: readonly Hit[]
  readonly limits: BlastRadius
  /** The scenario says that nothing of a kind may be left running. */
  readonly lastHealthy: boolean
}

/** How much a drill hits, counted in components that run now, and in those that it has stopped itself. */
export function blastRadius(blast: Blast): Guard {
  return {
    name: 'blast radius',
    timeoutMs: QUICK_MS,
    ask: () => {
      const findings = findingsOf(blast)
      return findings.length === 0 ? undefined : findings.join('; ')
    },
  }
}

function findingsOf({ topology, targets, earlier = [], limits, lastHealthy }: Blast): string[] {
  const struck = new Set(harmfulOf(earlier).flatMap((target) => hitBy(target, topology)))
  const standing = topology.components.filter((component) => component.state !== 'stopped' || struck.has(component))
  const harmful = harmfulOf(targets)
  const unknown = harmful.filter((target) => hitBy(target, topology).length === 0)
  const hit = new Set([...struck, ...harmful.flatMap((target) => hitBy(target, topology))].map(({ id }) => id))
  const findings: string[] = []
  const limited = limits.zoneShare !== undefined || limits.instanceShare !== undefined
  for (const { component, fault } of unknown) {
    // What a team's own fault hits is known to the team; where it has set limits, nobody could keep them.
    if (limited || !isUserFault(fault)) {
      findings.push(`${fault.kind} hits '${component}', which is not in the topology: nobody can tell how much that is`)
    }
  }
  const inZones = standing.filter(({ zone }) => zone !== undefined)
  for (const zone of new Set(inZones.map((component) => component.zone))) {
    const parts = inZones.filter((component) => component.zone === zone)
    findings.push(...beyond(`zone ${zone}`, parts, hit, limits.zoneShare))
  }
  findings.push(...beyond('all zones', inZones, hit, limits.instanceShare))
  if (!lastHealthy) findings.push(...exhausted(standing, hit))
  return findings
}

function harmfulOf(targets: readonly Hit[]): Hit[] {
  return targets.filter(({ fault }) => !HARMLESS.has(fault.kind))
}

function beyond(where: string, parts: readonly Component[], hit: ReadonlySet<string>, limit?: number): string[] {
  const count = parts.filter(({ id }) => hit.has(id)).length
  if (limit === undefined || count <= limit * parts.length) return []
  return [`it hits ${count} of ${parts.length} running components of ${where}, and ${limit * 100} % are allowed`]
}

/** Only what is known to run can stand in for what is hit. */
function exhausted(standing: readonly Component[], hit: ReadonlySet<string>): string[] {
  const families = Map.groupBy(standing, ({ role }) => FAMILY[role] ?? role)
  return [...families].flatMap(([family, parts]) =>
    parts.some(({ id }) => hit.has(id)) && parts.every(({ id, state }) => hit.has(id) || state !== 'running')
      ? [
          `it hits the last running ${family} (${parts.map(({ id }) => id).join(', ')}), and the scenario does not say that it means to (mayHitLastHealthy: true)`,
        ]
      : [],
  )
}
