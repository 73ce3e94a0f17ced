/** Who calls: a person or a drill, or the local FIS with the role of an experiment. */
export type Principal = 'operator' | 'fis'

/** What every operation may have to know about the request that it answers. */
export interface Call {
  readonly region: string
  readonly principal: Principal
  /** Which identifies the request to the one who sent it. */
  readonly requestId: string
}

/** An operation of a service; the types of its input and its output are those of the SDK. */
export type Operation = (input: never, call: Call) => object | Promise<object>

/** The operations of a service, by name. */
export type Operations = Readonly<Record<string, Operation>>

/** The service says no. */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  /** Name of the error's shape in the service's model, or the code as it stands on the wire. */
  readonly code: string
  readonly status: number

  /** @param status - of the response, where the service's model does not say. @default 400 */
  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}
