import { type ResolvedTarget, isUserFault } from '../../model/fault.ts'
import type { Component, Role, Topology } from '../../model/topology.ts'
import type { BlastRadius } from '../../scenario/guard-settings.ts'
import { type Guard, QUICK_MS } from './guard.ts'

/** Faults that leave every component as healthy as it was. */
const HARMLESS = new Set(['replication.hold', 'database.failover'])

/** Roles that stand in for each other. */
const FAMILY: Partial<Record<Role, string>> = { primary: 'database', standby: 'database' }

export interface Blast {
  readonly topology: Topology
  readonly targets: readonly ResolvedTarget[]
  readonly limits: BlastRadius
  /** The scenario says that nothing of a kind may be left running. */
  readonly lastHealthy: boolean
}

/** How much a drill hits, counted in components that run now. */
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

function findingsOf({ topology, targets, limits, lastHealthy }: Blast): string[] {
  const running = topology.components.filter(({ state }) => state !== 'stopped')
  const harmful = targets.filter(({ fault }) => !HARMLESS.has(fault.kind))
  const unknown = harmful.filter((target) => hitBy(target, topology).length === 0)
  const hit = new Set(harmful.flatMap((target) => hitBy(target, topology)).map(({ id }) => id))
  const findings: string[] = []
  const limited = limits.zoneShare !== undefined || limits.instanceShare !== undefined
  for (const { component, fault } of unknown) {
    // What a team's own fault hits is known to the team; where it has set limits, nobody could keep them.
    if (limited || !isUserFault(fault)) {
      findings.push(`${fault.kind} hits '${component}', which is not in the topology: nobody can tell how much that is`)
    }
  }
  const inZones = running.filter(({ zone }) => zone !== undefined)
  for (const zone of new Set(inZones.map((component) => component.zone))) {
    const parts = inZones.filter((component) => component.zone === zone)
    findings.push(...beyond(`zone ${zone}`, parts, hit, limits.zoneShare))
  }
  findings.push(...beyond('all zones', inZones, hit, limits.instanceShare))
  if (!lastHealthy) findings.push(...exhausted(running, hit))
  return findings
}

/** A target is a component, or a whole zone. */
function hitBy({ component }: ResolvedTarget, { components }: Topology): readonly Component[] {
  return components.filter(({ id, zone }) => id === component || (zone !== undefined && component === `zone-${zone}`))
}

function beyond(where: string, parts: readonly Component[], hit: ReadonlySet<string>, limit?: number): string[] {
  const count = parts.filter(({ id }) => hit.has(id)).length
  if (limit === undefined || count <= limit * parts.length) return []
  return [`it hits ${count} of ${parts.length} running components of ${where}, and ${limit * 100} % are allowed`]
}

function exhausted(running: readonly Component[], hit: ReadonlySet<string>): string[] {
  const families = Map.groupBy(running, ({ role }) => FAMILY[role] ?? role)
  return [...families].flatMap(([family, parts]) =>
    parts.every(({ id }) => hit.has(id))
      ? [
          `it hits the last running ${family} (${parts.map(({ id }) => id).join(', ')}), and the scenario does not say that it means to`,
        ]
      : [],
  )
}
