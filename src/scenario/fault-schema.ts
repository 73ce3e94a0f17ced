import { z } from 'zod'
import { limitFindings, partFaultSchemas } from './part-fault-schema.ts'
import { closed, duration, field, number, oneOf, text, variableNames } from './fields.ts'
import { show, type Finding } from './findings.ts'

const timing = {
  at: duration().exactOptional(),
  startsClock: field<boolean>(
    (value) => typeof value === 'boolean',
    'must be true or false',
    'Write true on the one fault from which recovery time is counted',
  ).exactOptional(),
}

const lasting = { ...timing, for: duration(1).exactOptional() }

const databaseRole = oneOf(['primary', 'standby'])

const instances = {
  role: oneOf(['service']),
  zone: text('Give the name of a zone, or leave it out for any').exactOptional(),
  count: number(1, 100, 'Give how many instances are meant', true).exactOptional(),
}

const inZone = {
  of: databaseRole.exactOptional(),
  zone: text('Give the name of a zone').exactOptional(),
}

/** Every fault that a scenario can hold, field by field; rules between fields are in {@link faultFindings}. */
export const faultSchema = z.discriminatedUnion(
  'kind',
  [
    closed('database.kill', { kind: z.literal('database.kill'), role: databaseRole, ...timing }),
    closed('database.freeze', { kind: z.literal('database.freeze'), role: databaseRole, ...lasting }),
    closed('database.failover', { kind: z.literal('database.failover'), ...timing }),
    closed('data.drop', { kind: z.literal('data.drop'), ...timing }),
    closed('standby.lose', { kind: z.literal('standby.lose'), ...timing }),
    closed('instance.terminate', { kind: z.literal('instance.terminate'), ...instances, ...timing }),
    closed('instance.freeze', { kind: z.literal('instance.freeze'), ...instances, ...lasting }),
    closed('zone.lose', { kind: z.literal('zone.lose'), ...inZone, ...timing }),
    closed('zone.isolate', { kind: z.literal('zone.isolate'), ...inZone, ...lasting }),
    closed('region.isolate', {
      kind: z.literal('region.isolate'),
      region: oneOf(['primary', 'secondary']),
      ...lasting,
    }),
    closed('replication.hold', {
      kind: z.literal('replication.hold'),
      lead: duration(),
      at: timing.at,
      startsClock: field<false>(
        (value) => value === false,
        'must not be true: a held link is no outage, so recovery time cannot be counted from it',
        'Leave it out, and let the fault that follows start the clock',
      ).exactOptional(),
    }),
    ...partFaultSchemas(timing, lasting),
    closed('dns.failover', {
      kind: z.literal('dns.failover'),
      healthCheck: text('Give the id of the health check'),
      ...timing,
    }),
    closed('replication.pause', {
      kind: z.literal('replication.pause'),
      table: text('Give the name of the table'),
      ...lasting,
    }),
    closed('fis', {
      kind: z.literal('fis'),
      templateId: field<string>(
        (value) => typeof value === 'string' && /^EXT\w+$/.test(value),
        'must be the id of an experiment template',
        "Write it as FIS does, for example 'EXT1A2B3C4D5E6F7'",
      ),
      ...timing,
    }),
    closed('command', {
      kind: z.literal('command'),
      inject: text('Give the shell command that causes the fault'),
      verify: text('Give a shell command that ends with 0 when the fault is in force'),
      undo: text('Give the shell command that ends the fault, and is harmless when there is nothing to end'),
      timeout: duration(1).exactOptional(),
      secrets: variableNames.exactOptional(),
      ...timing,
    }),
    closed('manual', {
      kind: z.literal('manual'),
      ask: text('Say what the person is asked to do'),
      undo: text('Say what the person is asked to do in the end').exactOptional(),
      ...timing,
    }),
  ],
  {
    error:
      'Use a builder: fault.database.kill({ role }), .freeze, .failover; fault.data.drop; fault.standby.lose; fault.instance.terminate, ' +
      '.freeze; fault.zone.lose, .isolate; fault.region.isolate; fault.replication.hold({ lead }); fault.instance.stop, .restart, .limit; ' +
      'fault.network.cut, .loss, .latency, .bandwidth; fault.disk.full; fault.dns.failover; fault.fis; fault.command; fault.manual',
  },
)

/** Rules between the fields of the faults. They look at the raw input, so that they speak even where a field is wrong. */
export function faultFindings(faults: readonly unknown[]): Finding[] {
  return [...zoneFindings(faults), ...limitFindings(faults), ...clockFindings(faults)]
}

function zoneFindings(faults: readonly unknown[]): Finding[] {
  return faults.flatMap((input, index) => {
    const { kind, of, zone } = (input ?? {}) as Record<string, unknown>
    if ((kind !== 'zone.lose' && kind !== 'zone.isolate') || (of === undefined) !== (zone === undefined)) return []
    return [
      {
        path: `faults[${index}]`,
        found: show(input),
        message: of === undefined ? 'does not say which zone' : 'says in two ways which zone',
        remedy: "Write either { of: 'primary' }, { of: 'standby' } or { zone: 'a' }",
      },
    ]
  })
}

function clockFindings(faults: readonly unknown[]): Finding[] {
  const fieldOf = (fault: unknown, name: string): unknown =>
    (fault as Record<string, unknown> | null | undefined)?.[name]
  const starters = faults.flatMap((fault, index) => (fieldOf(fault, 'startsClock') === true ? [index] : []))
  const onlyHolds = faults.length > 0 && faults.every((fault) => fieldOf(fault, 'kind') === 'replication.hold')
  const findings: Finding[] = starters.slice(1).map((index) => ({
    path: `faults[${index}].startsClock`,
    found: 'true',
    message: `recovery time is already counted from faults[${starters[0]}]`,
    remedy: 'Let one fault start the clock',
  }))
  if (onlyHolds) {
    findings.push({
      path: 'faults',
      found: "only 'replication.hold'",
      message: 'has no fault that starts the clock',
      remedy: 'Add the fault whose recovery is measured, for example fault.database.kill',
    })
  }
  return findings
}
