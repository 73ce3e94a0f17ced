import { z } from 'zod'
import { faultSchema } from '../../../scenario/fault-schema.ts'
import type { Fault, IntendedInjection } from '../../../model/fault.ts'

/** Methods of labd's control socket, and how long a caller waits for each, in milliseconds. */
export const LABD_CALLS = {
  info: 2_000,
  describe: 5_000,
  events: 2_000,
  renew: 2_000,
  resolve: 5_000,
  inject: 15_000,
  verify: 10_000,
  undo: 15_000,
  undone: 10_000,
  redundancy: 5_000,
  hand: 30_000,
  /** To the DNS; see {@link DnsCall}. */
  dns: 5_000,
  region: 30_000,
  provider: 10_000,
  restore: 30_000,
  down: 20_000,
} as const
export type LabdMethod = keyof typeof LABD_CALLS

const resolveSchema = z.object({ fault: faultSchema, faultIndex: z.number().int() })

const injectionSchema = z.looseObject({
  fault: faultSchema,
  component: z.string(),
  identity: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  injectionId: z.number().int().min(1),
  epoch: z.number().int().min(0),
})

/** What people can do to a lab by hand, and what they do it to. */
export const HANDS = {
  fence: 'database',
  'power-off': 'database',
  start: 'database',
  lead: 'database',
  rebuild: 'database',
  salvage: 'database',
  'end-salvage': 'database',
  shift: 'zone',
  unshift: undefined,
  shifted: undefined,
  scale: 'count',
  restore: 'moment',
  backups: undefined,
  restored: undefined,
  'end-restore': undefined,
  deployed: undefined,
  promote: undefined,
  promoted: undefined,
} as const
export type HandName = keyof typeof HANDS

/** What becomes of the first region when the second one takes over. */
const TAKEOVERS = [
  /** Evacuated in order where it can be reached, so that nothing is lost; left alone where it cannot. */
  'best-effort',
  /** Evacuated in order, or nothing is done. */
  'switchover',
  /** Stopped at once where it can be reached: what it had not sent is lost. */
  'allow-data-loss',
] as const
export type Takeover = (typeof TAKEOVERS)[number]

/** What can be done to a lab of two regions. */
export type RegionCall =
  /** The second region takes over, whatever the health of the first; resolves when it writes. @default 'best-effort' */
  | { readonly act: 'fail-over'; readonly how?: Takeover | undefined }
  /** Cuts a region off, or opens it again, without a drill: for who stands for a cloud's own fault service. */
  | { readonly act: 'cut' | 'open'; readonly region: 'primary' | 'secondary' }

const regionSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('fail-over'), how: z.enum(TAKEOVERS).optional() }),
  z.strictObject({ act: z.enum(['cut', 'open']), region: z.enum(['primary', 'secondary']) }),
])

/** @throws ZodError naming every field that is wrong */
export function parseRegionCall(params: unknown): RegionCall {
  return regionSchema.parse(params)
}

/** What can be asked about servers that are restored beside those of the lab. */
export type RestoreCall =
  /** Returns when it is begun. `at`: the last moment whose commits it shall have; left out: as late as possible. */
  | { readonly act: 'begin'; readonly id: string; readonly at?: Date | undefined }
  | { readonly act: 'list' }
  | { readonly act: 'delete'; readonly id: string }
  | { readonly act: 'window' }
  /** The moments of the backups, the newest first. */
  | { readonly act: 'backups' }

const restoreSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('begin'), id: z.string(), at: z.iso.datetime().transform(toDate).optional() }),
  z.strictObject({ act: z.literal('list') }),
  z.strictObject({ act: z.literal('delete'), id: z.string() }),
  z.strictObject({ act: z.literal('window') }),
  z.strictObject({ act: z.literal('backups') }),
])

function toDate(text: string): Date {
  return new Date(text)
}

/** @throws ZodError naming every field that is wrong */
export function parseRestoreCall(params: unknown): RestoreCall {
  return restoreSchema.parse(params)
}

/** Something that a person does to a lab. */
export interface Hand {
  readonly act: HandName
  /** The database, the zone, how many, or the moment; empty where there is nothing to choose. */
  readonly on: string
}

const handSchema = z.object({ act: z.enum(Object.keys(HANDS) as [HandName, ...HandName[]]), on: z.string() })

/** @throws ZodError naming every field that is wrong */
export function parseHand(params: unknown): Hand {
  return handSchema.parse(params)
}

/** @throws ZodError naming every field that is wrong */
export function parseResolve(params: unknown): { fault: Fault; faultIndex: number } {
  return resolveSchema.parse(params) as { fault: Fault; faultIndex: number }
}

/** The ledger made it, in another process; the mark that says so does not cross a socket. @throws ZodError */
export function parseInjection(params: unknown): IntendedInjection {
  return injectionSchema.parse(params) as unknown as IntendedInjection
}
