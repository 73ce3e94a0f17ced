import type { Shape } from '../codec/wire.ts'
import type { SigningName } from '../codecs.ts'
import type { Dispatcher } from '../dispatcher.ts'
import { type Ask, type Context, resourceTags } from '../iam/ask.ts'

/** What an experiment may do: calls with its role, which are let pass and written down like everybody's. */
export interface Role {
  call(service: SigningName, operation: string, input: Shape): Promise<Shape>
  /**
   * A call that the real FIS would make here, and for which the endpoints have no operation.
   *
   * @param about - what IAM is asked about it. @default the action, which knows no resources
   * @throws AwsError
   */
  claim(action: string, ...about: readonly Omit<Ask, 'action'>[]): void
  /** Tags of a resource as keys of conditions. */
  tagKeys(arn: string): Promise<Context>
}

const NOTHING_NAMED = { resource: '*', context: {} }

export function experimentRole(dispatcher: Dispatcher, region: string): Role {
  return {
    call: (service, operation, input) => dispatcher.perform({ service, operation, input, region, principal: 'fis' }),
    claim: (action, ...about) => dispatcher.claim(action, region, about.length === 0 ? [NOTHING_NAMED] : about),
    tagKeys: async (arn) => resourceTags(arn, (await dispatcher.tagsOf(arn, { region, principal: 'fis' })) ?? {}),
  }
}
