import type { Shape } from '../codec/wire.ts'
import type { SigningName } from '../codecs.ts'
import type { Dispatcher } from '../dispatcher.ts'

/** What an experiment may do: calls with its role, which are let pass and written down like everybody's. */
export interface Role {
  call(service: SigningName, operation: string, input: Shape): Promise<Shape>
  /** A call that the real FIS would make here, and for which the endpoints have no operation. @throws AwsError */
  claim(action: string): void
}

export function experimentRole(dispatcher: Dispatcher, region: string): Role {
  return {
    call: (service, operation, input) => dispatcher.perform({ service, operation, input, region, principal: 'fis' }),
    claim: (action) => dispatcher.claim(action, region),
  }
}
