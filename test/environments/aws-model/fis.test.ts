import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect } from 'chai'
import * as fis from '../../../src/environments/aws-model/fis.ts'

type Kind = string | { readonly members?: Members; readonly list?: Kind; readonly map?: Kind }
type Members = Readonly<Record<string, { readonly type: Kind; readonly required: boolean; readonly in: string }>>
interface Operation {
  readonly method: string
  readonly path: string
  readonly input: Kind
  readonly output: Kind
}

const ours = Object.values(fis).filter((value): value is readonly unknown[] => Array.isArray(value))
const operations = new Map(ours.filter(([kind]) => kind === 9).map((schema) => [String(schema[2]), schema]))

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

const botocore = spawnSync('python3', [fileURLToPath(new URL('fis-model.py', import.meta.url))], { encoding: 'utf8' })

describe('the schemas of FIS', () => {
  it('are those of 26 operations and four errors', () => {
    expect(operations.size).to.equal(26)
    expect(ours.filter(([kind]) => kind === -3)).to.have.length(4)
  })

  it("agree with botocore's model, member by member", function () {
    if (botocore.status !== 0) this.skip()
    const model = JSON.parse(botocore.stdout) as {
      operations: Record<string, Operation>
      errors: Record<string, number>
    }
    expect([...operations.keys()].toSorted()).to.deep.equal(Object.keys(model.operations).toSorted())
    for (const [name, { method, path, input, output }] of Object.entries(model.operations)) {
      const [, , , traits, inputOf, outputOf] = operations.get(name) as [
        9,
        string,
        string,
        object,
        () => never,
        () => never,
      ]
      const { http } = traits as { http: [string, string, number] }
      // The names of labels are the members' in our paths, and the wire's in botocore's.
      expect([http[0], http[1].replaceAll(/\{\w+\}/g, '{}')], name).to.deep.equal([
        method,
        path.replaceAll(/\{\w+\}/g, '{}'),
      ])
      expect(kindOf(NormalizedSchema.of(inputOf())), name).to.deep.equal(input)
      expect(unrequired(kindOf(NormalizedSchema.of(outputOf()))), name).to.deep.equal(unrequired(output))
    }
    const errors = ours.filter(([kind]) => kind === -3)
    expect(
      Object.fromEntries(errors.map((schema) => [schema[2], (schema[3] as { httpError: number }).httpError])),
    ).to.deep.equal(model.errors)
  })
})
