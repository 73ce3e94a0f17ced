import { randomUUID } from 'node:crypto'
import { AwsError, type Call, type Operations, type Principal } from './call.ts'
import type { CallLog, CallRecord } from './call-log.ts'
import type { Shape } from './codec/wire.ts'
import { type ServiceSpec, SERVICES, type SigningName } from './codecs.ts'
import type { Conduct } from './misbehaviour.ts'
import { pageOf } from './paging.ts'
import { type Ask, askedAlways, type TagMap } from './iam/ask.ts'
import { asksOf } from './iam/asks.ts'
import { tagsFrom } from './iam/tags.ts'
import { resourcesOf } from './resources.ts'

/** A call as it was understood, whoever sent it. */
export interface UnderstoodCall {
  readonly service: SigningName
  readonly operation: string
  readonly input: Shape
  readonly region: string
  readonly principal: Principal
}

/** Lets calls pass or not, performs them, and writes down every one. */
export class Dispatcher {
  readonly #operations: Readonly<Record<SigningName, Operations>>
  readonly #conduct: Conduct
  readonly #log: CallLog

  /** @param operationsOf - makes the services; some of them call others */
  constructor(
    operationsOf: (dispatcher: Dispatcher) => Readonly<Record<SigningName, Operations>>,
    conduct: Conduct,
    log: CallLog,
  ) {
    this.#operations = operationsOf(this)
    this.#conduct = conduct
    this.#log = log
  }

  /** @throws AwsError */
  async perform({ service, operation, input, region, principal }: UnderstoodCall): Promise<Shape> {
    const spec: ServiceSpec = SERVICES[service]
    const action = `${spec.iamPrefix ?? service}:${spec.iamActions?.[operation] ?? operation}`
    const call = { region, principal, requestId: randomUUID() }
    const asked = { service, operation, action, input, region }
    const asks = await asksOf(asked, (arn) => this.tagsOf(arn, call))
    const said = { service, operation, action, resources: resourcesOf(asked), asks, region, principal }
    try {
      this.#conduct.pass(said)
      const act = this.#operations[service][operation]
      if (act === undefined) {
        throw new AwsError('NotImplementedByBlackstart', `the lab has no ${service} ${operation}`, 501)
      }
      const output = (await act(input as never, call)) as Shape
      this.#note(said)
      const { pageSize = Infinity, endlessPages = false } = this.#conduct.now
      return this.#conduct.told(pageOf(operation, input, output, pageSize, endlessPages))
    } catch (error) {
      throw this.#noteFailure(said, error)
    }
  }

  /**
   * A call with the role of an experiment that is let pass or not and written down, and does nothing.
   *
   * @param about - what IAM is asked about it, beside the region
   * @throws AwsError
   */
  claim(action: string, region: string, about: readonly Omit<Ask, 'action'>[]): void {
    const [service = '', operation = ''] = action.split(':')
    const asks = about.map(({ resource, context }) => ({
      action,
      resource,
      context: { ...askedAlways(service, region), ...context },
    }))
    const resources = about.map(({ resource }) => resource)
    const said = { service, operation, action, resources, asks, region, principal: 'fis' } as const
    try {
      this.#conduct.pass(said)
      this.#note(said)
    } catch (error) {
      throw this.#noteFailure(said, error)
    }
  }

  /** Tags of a resource as the services tell them now; undefined when there is no such thing, or conditions know no tags of it. */
  tagsOf(arn: string, by: Omit<Call, 'requestId'>): Promise<TagMap | undefined> {
    const call = { ...by, requestId: randomUUID() }
    return tagsFrom(this.#operations, arn, call, (answer) => this.#conduct.told(answer))
  }

  #note(said: Omit<CallRecord, 'at' | 'status'>): void {
    this.#log.add({ at: new Date().toISOString(), ...said, status: 200 })
  }

  #noteFailure(said: Omit<CallRecord, 'at' | 'status'>, error: unknown): AwsError {
    const known = error instanceof AwsError ? error : new AwsError('InternalFailure', String(error), 500)
    if (known !== error) console.error(error)
    this.#log.add({ at: new Date().toISOString(), ...said, status: known.status, error: known.code })
    return known
  }
}
