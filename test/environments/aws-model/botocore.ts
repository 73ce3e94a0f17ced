import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect } from 'chai'

type Kind = string | { readonly members?: Members; readonly list?: Kind; readonly map?: Kind }
type Members = Readonly<Record<string, { readonly type: Kind; readonly required: boolean; readonly in: string }>>
interface Operation {
  readonly method: string
  readonly path: string
  readonly input: Kind
  readonly output: Kind
}

/** What botocore says of a service. */
interface BotocoreModel {
  readonly operations: Readonly<Record<string, Operation>>
  readonly errors: Readonly<Record<string, number>>
}

type OperationSchema = readonly [
  9,
  string,
  string,
  { readonly http: readonly [string, string, number] },
  () => never,
  () => never,
]

/** Our schemas of a service: operations by name, and errors with their status. */
export class OwnModel {
  readonly operations: ReadonlyMap<string, OperationSchema>
  readonly errors: Readonly<Record<string, number>>

  constructor(module: Readonly<Record<string, unknown>>) {
    const schemas = Object.values(module).filter((value): value is readonly unknown[] => Array.isArray(value))
    const operations = schemas.filter(([kind]) => kind === 9) as unknown as OperationSchema[]
    this.operations = new Map(operations.map((schema) => [schema[2], schema]))
    const errors = schemas.filter(([kind]) => kind === -3)
    this.errors = Object.fromEntries(
      errors.map((schema) => [schema[2], (schema[3] as { httpError: number }).httpError] as const),
    )
  }

  /** Every operation is botocore's, member by member; of answers, what is required matters to nobody. */
  expectLike(model: BotocoreModel, { wholeAnswers = true } = {}): void {
    for (const [name, schema] of this.operations) {
      const theirs = model.operations[name]
      expect(theirs, name).not.to.equal(undefined)
      if (theirs === undefined) continue
      const [, , , { http }, inputOf, outputOf] = schema
      // The names of labels are the members' in our paths, and the wire's in botocore's.
      expect([http[0], http[1].replaceAll(/\{\w+\}/g, '{}')], name).to.deep.equal([
        theirs.method,
        theirs.path.replaceAll(/\{\w+\}/g, '{}'),
      ])
      expect(kindOf(NormalizedSchema.of(inputOf())), name).to.deep.equal(theirs.input)
      const answer = unrequired(kindOf(NormalizedSchema.of(outputOf())))
      expect(answer, name).to.deep.equal(
        wholeAnswers ? unrequired(theirs.output) : common(unrequired(theirs.output), answer),
      )
    }
  }
}

/** undefined where there is no botocore, or one that does not know the service. */
export function botocoreModel(service: string): BotocoreModel | undefined {
  const script = fileURLToPath(new URL('service-model.py', import.meta.url))
  const { status, stdout } = spawnSync('python3', [script, service], { encoding: 'utf8' })
  return status === 0 ? (JSON.parse(stdout) as BotocoreModel) : undefined
}

function kindOf(schema: NormalizedSchema): Kind {
  if (schema.isStructSchema()) {
    const required = Number((schema.getSchema() as unknown[])[6] ?? 0)
    const members = [...schema.structIterator()].map(([name, member], index) => {
      const traits = member.getMergedTraits() as { httpLabel?: 1; httpQuery?: string }
      const place = traits.httpLabel ? 'uri' : traits.httpQuery === undefined ? 'body' : 'querystring'
      return [name, { type: kindOf(member), required: index < required, in: place }] as const
    })
    return { members: Object.fromEntries(members) }
  }
  if (schema.isListSchema()) return { list: kindOf(schema.getValueSchema()) }
  if (schema.isMapSchema()) return { map: kindOf(schema.getValueSchema()) }
  if (schema.isTimestampSchema()) return 'timestamp'
  if (schema.isBooleanSchema()) return 'boolean'
  return schema.isNumericSchema() ? 'number' : 'string'
}

/** What an answer must hold matters to nobody. */
function unrequired(kind: Kind): Kind {
  if (typeof kind === 'string') return kind
  if (kind.list !== undefined) return { list: unrequired(kind.list) }
  if (kind.map !== undefined) return { map: unrequired(kind.map) }
  const members = Object.entries(kind.members ?? {}).map(([name, member]) => [
    name,
    { ...member, required: false, type: unrequired(member.type) },
  ])
  return { members: Object.fromEntries(members) }
}

/** As much of a kind as another one has. */
function common(kind: Kind, like: Kind): Kind {
  if (typeof kind === 'string' || typeof like === 'string') return kind
  if (kind.list !== undefined && like.list !== undefined) return { list: common(kind.list, like.list) }
  if (kind.map !== undefined && like.map !== undefined) return { map: common(kind.map, like.map) }
  const members = Object.entries(kind.members ?? {}).flatMap(([name, member]) => {
    const wanted = like.members?.[name]
    return wanted === undefined ? [] : [[name, { ...member, type: common(member.type, wanted.type) }] as const]
  })
  return { members: Object.fromEntries(members) }
}
