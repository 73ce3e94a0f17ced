import type { NormalizedSchema } from '@smithy/core/schema'
import type { StaticStructureSchema } from '@smithy/types'

/** Numbers from 0 to 1, the same ones for the same seed: a failure can be seen again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const LETTERS = 'abcXYZ019-_ &<>"\'ü€/+=%?#'
const MOST_DEPTH = 4

/** Letters that pass through paths and headers, and names of headers, unchanged by anybody on the way. */
const PLAIN = 'abcxyz019'

export interface ShapeOptions {
  /** Whether a member is to be filled. @default all */
  readonly wanted?: (member: NormalizedSchema) => boolean
}

/**
 * A value that a schema allows, nested, with every member filled or not by chance. What no protocol can carry is not made:
 * empty texts, lists and maps look like absent ones on some wires.
 */
export function randomShape(schema: NormalizedSchema, random: () => number, options: ShapeOptions = {}): unknown {
  return valueOf(schema, random, 0, options) ?? {}
}

/** undefined where nothing came of it. */
function valueOf(ns: NormalizedSchema, random: () => number, depth: number, options: ShapeOptions): unknown {
  if (ns.isStructSchema()) return structureOf(ns, random, depth, options)
  if (ns.isListSchema() || ns.isMapSchema()) {
    const item = ns.getValueSchema()
    const items = times(random, () => valueOf(item, random, depth + 1, options)).filter((made) => made !== undefined)
    if (items.length === 0) return undefined
    return ns.isListSchema() ? items : Object.fromEntries(items.map((made) => [text(random, PLAIN), made]))
  }
  return scalarOf(ns, random)
}

function structureOf(
  ns: NormalizedSchema,
  random: () => number,
  depth: number,
  options: ShapeOptions,
): object | undefined {
  const members = [...ns.structIterator()].filter(([, member]) => options.wanted?.(member) ?? true)
  const required = depth === 0 ? requiredOf(ns) : []
  const chosen = ns.isUnionSchema()
    ? members.slice(0, 1)
    : members.filter((member) => required.includes(member[0]) || isChosen(member, depth, random))
  const made = chosen.flatMap(([name, member]) => {
    const value = valueOf(member, random, depth + 1, options)
    return value === undefined ? [] : [[name, value]]
  })
  return made.length === 0 ? undefined : (Object.fromEntries(made) as object)
}

function isChosen([, member]: [string, NormalizedSchema], depth: number, random: () => number): boolean {
  // The clients fill a token themselves.
  if (member.isIdempotencyToken()) return true
  const nested = member.isStructSchema() || member.isListSchema() || member.isMapSchema()
  return nested && depth >= MOST_DEPTH ? false : random() < 0.6
}

/** The first so many members of a structure. */
function requiredOf(ns: NormalizedSchema): readonly string[] {
  const [, , , , names, , count = 0] = ns.getSchema() as unknown as StaticStructureSchema
  return names.slice(0, count)
}

function scalarOf(ns: NormalizedSchema, random: () => number): unknown {
  if (ns.isTimestampSchema()) return new Date(Math.floor(random() * 2e9) * 1000)
  if (ns.isBooleanSchema()) return random() < 0.5
  if (ns.isNumericSchema()) return Math.floor(random() * 1e6)
  if (ns.isBigIntegerSchema()) return BigInt(Math.floor(random() * 1e6))
  if (ns.isBlobSchema()) return Uint8Array.from(times(random, () => Math.floor(random() * 256)))
  const { httpLabel, httpHeader, httpPrefixHeaders } = ns.getMergedTraits()
  const bound = [httpLabel, httpHeader, httpPrefixHeaders].some((trait) => trait !== undefined)
  return text(random, bound ? PLAIN : LETTERS)
}

function text(random: () => number, letters: string): string {
  const middle = times(random, () => letters.charAt(Math.floor(random() * letters.length))).join('')
  // White space at an end is nobody's business.
  return `s${middle}e`
}

function times<Item>(random: () => number, make: () => Item): Item[] {
  return Array.from({ length: 1 + Math.floor(random() * 2) }, make)
}
