import { FromStringShapeDeserializer } from '@smithy/core/protocols'
import { NormalizedSchema } from '@smithy/core/schema'
import type { QueryTraits, StructureRef } from './service-model.ts'
import type { Shape } from './wire.ts'

/** The two ways in which the query protocols write names and lists. */
export type FormDialect = 'aws-query' | 'ec2-query'

/** What a form says at one place: a value, or what lies below by the next part of the key. */
type Tree = Map<string, Tree> & { value?: string }

const DATE_TIME = 5

/** Forms carry text only; the schema says what it means. */
const scalars = new FromStringShapeDeserializer({
  httpBindings: false,
  timestampFormat: { useTrait: true, default: DATE_TIME },
})

/**
 * Reads the form that a query protocol sends (`Filters.Filter.1.Name=...`): the SDK has only the encoder.
 *
 * @param schema - of the operation's input
 */
export function decodeForm(schema: StructureRef, form: URLSearchParams, dialect: FormDialect): Shape {
  const ns = NormalizedSchema.of(schema)
  return ns.isStructSchema() ? (read(ns, treeOf(form), dialect) as Shape) : {}
}

function treeOf(form: URLSearchParams): Tree {
  const root: Tree = new Map()
  for (const [key, value] of form) {
    let place = root
    for (const part of key.split('.')) {
      const below: Tree = place.get(part) ?? new Map()
      place.set(part, below)
      place = below
    }
    place.value = value
  }
  return root
}

function read(ns: NormalizedSchema, tree: Tree, dialect: FormDialect): unknown {
  if (ns.isStructSchema()) return readStructure(ns, tree, dialect)
  if (ns.isListSchema()) return readList(ns, tree, dialect)
  if (ns.isMapSchema()) return readMap(ns, tree, dialect)
  return scalars.read(ns, tree.value ?? '') as unknown
}

function readStructure(ns: NormalizedSchema, tree: Tree, dialect: FormDialect): Shape {
  const members: Record<string, unknown> = {}
  for (const [name, member] of ns.structIterator()) {
    const { xmlName, ec2QueryName } = member.getMergedTraits() as QueryTraits
    const key = dialect === 'ec2-query' ? (ec2QueryName ?? capitalised(xmlName ?? name)) : (xmlName ?? name)
    const below = tree.get(key)
    if (below !== undefined) members[name] = read(member, below, dialect)
  }
  return members
}

function readList(ns: NormalizedSchema, tree: Tree, dialect: FormDialect): readonly unknown[] {
  const item = ns.getValueSchema()
  const { xmlName } = item.getMergedTraits()
  const flat = dialect === 'ec2-query' || ns.getMergedTraits().xmlFlattened === 1
  const items = flat ? tree : tree.get(xmlName ?? 'member')
  return numbered(items).map((below) => read(item, below, dialect))
}

function readMap(ns: NormalizedSchema, tree: Tree, dialect: FormDialect): Shape {
  const keyName = ns.getKeySchema().getMergedTraits().xmlName ?? 'key'
  const item = ns.getValueSchema()
  const valueName = item.getMergedTraits().xmlName ?? 'value'
  const entries = ns.getMergedTraits().xmlFlattened === 1 ? tree : tree.get('entry')
  return Object.fromEntries(
    numbered(entries).map((entry) => {
      const value = entry.get(valueName)
      return [entry.get(keyName)?.value ?? '', value === undefined ? undefined : read(item, value, dialect)]
    }),
  )
}

/** What stands at `1`, `2`... in the order of the numbers, which need not be that of the form. */
function numbered(tree: Tree | undefined): readonly Tree[] {
  return [...(tree ?? [])].sort(([one], [other]) => Number(one) - Number(other)).map(([, below]) => below)
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
