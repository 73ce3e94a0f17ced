import type { StaticErrorSchema, StaticOperationSchema } from '@smithy/types'
import { NormalizedSchema } from '@smithy/core/schema'
import type { WireError } from './wire.ts'

/** The structure that an operation takes or gives, as the SDK's schemas name it. */
export type StructureRef = StaticOperationSchema[4]

/** Traits that the SDK's types do not name, or leave open. */
export interface QueryTraits {
  readonly xmlName?: string
  readonly ec2QueryName?: string
  /** Code on the wire and status. */
  readonly awsQueryError?: readonly [string, number]
  readonly httpError?: number
}

/** What a module of the SDK says about its service: operations and errors, by name. */
export class ServiceModel {
  readonly #operations = new Map<string, StaticOperationSchema>()
  readonly #errors = new Map<string, StaticErrorSchema>()

  /** @param module - the root of a client's package, or schemas written in its way */
  constructor(module: Readonly<Record<string, unknown>>) {
    for (const value of Object.values(module)) {
      if (isOperation(value)) this.#operations.set(value[2], value)
      else if (isError(value)) this.#errors.set(value[2], value)
    }
  }

  get operations(): readonly StaticOperationSchema[] {
    return [...this.#operations.values()]
  }

  operation(name: string): StaticOperationSchema | undefined {
    return this.#operations.get(name)
  }

  /** @throws RangeError */
  mustHave(name: string): StaticOperationSchema {
    const found = this.operation(name)
    if (found === undefined) throw new RangeError(`the service has no operation '${name}'`)
    return found
  }

  /** What the wire calls an error, and its status, where the model knows it. */
  wireError({ code, message, status }: WireError): WireError {
    const schema = this.#errors.get(code)
    if (schema === undefined) return { code, message, status }
    const { awsQueryError, httpError } = NormalizedSchema.of(schema).getMergedTraits() as QueryTraits
    return { code: awsQueryError?.[0] ?? code, message, status: awsQueryError?.[1] ?? httpError ?? status }
  }
}

/** A schema of the SDK is a list: its kind, namespace, name, traits... (9: an operation, -3: an error). */
function isOperation(value: unknown): value is StaticOperationSchema {
  return Array.isArray(value) && value[0] === 9
}

function isError(value: unknown): value is StaticErrorSchema {
  return Array.isArray(value) && value[0] === -3
}
