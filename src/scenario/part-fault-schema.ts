import { z } from 'zod'
import { ROLES } from '../model/topology.ts'
import { closed, duration, number, oneOf, text } from './fields.ts'
import { show, type Finding } from './findings.ts'

const parts = {
  role: oneOf(ROLES),
  zone: text('Give the name of a zone, or leave it out for any').exactOptional(),
  count: number(1, 100, 'Give how many parts are meant', true).exactOptional(),
}

const traffic = { direction: oneOf(['in', 'out', 'both']).exactOptional(), peer: oneOf(ROLES).exactOptional() }

const limits = {
  cpus: number(0.01, 1_024, 'Give cores, for example 0.1').exactOptional(),
  memoryMb: number(6, 1_048_576, 'Give MiB, for example 64', true).exactOptional(),
}

type Shape = z.core.$ZodLooseShape

/** The schemas of the faults of single parts. @param timing, lasting - the fields that all faults have */
export function partFaultSchemas<T extends Shape, L extends Shape>(timing: T, lasting: L) {
  const parted = { ...parts, ...lasting }
  return [
    closed('instance.stop', { kind: z.literal('instance.stop'), ...parted }),
    closed('instance.restart', { kind: z.literal('instance.restart'), ...parts, ...timing }),
    closed('instance.limit', { kind: z.literal('instance.limit'), ...limits, ...parted }),
    closed('network.cut', { kind: z.literal('network.cut'), ...traffic, ...parted }),
    closed('network.loss', {
      kind: z.literal('network.loss'),
      percent: number(0.01, 100, 'Give how many of a hundred packets vanish'),
      ...traffic,
      ...parted,
    }),
    closed('network.latency', { kind: z.literal('network.latency'), delay: duration(1), ...parted }),
    closed('network.bandwidth', {
      kind: z.literal('network.bandwidth'),
      kbitPerSecond: number(1, 100_000_000, 'Give kilobits a second, for example 512'),
      ...parted,
    }),
    closed('disk.full', { kind: z.literal('disk.full'), ...parted }),
  ] as const
}

/** A limit that limits nothing. */
export function limitFindings(faults: readonly unknown[]): Finding[] {
  return faults.flatMap((input, index) => {
    const { kind, cpus, memoryMb } = (input ?? {}) as Record<string, unknown>
    if (kind !== 'instance.limit' || cpus !== undefined || memoryMb !== undefined) return []
    return [
      {
        path: `faults[${index}]`,
        found: show(input),
        message: 'limits nothing',
        remedy: 'Write cpus (cores), memoryMb, or both',
      },
    ]
  })
}
