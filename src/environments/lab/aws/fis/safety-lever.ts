import { ACCOUNT, arn } from '../account.ts'
import { AwsError, type Call, type Operations } from '../call.ts'
import type { Conduct } from '../misbehaviour.ts'

interface LeverState {
  readonly status: string
  readonly reason: string
}

/** Stops every experiment of an account and a region, and lets no new one run [D]. */
export class SafetyLever {
  readonly #conduct: Conduct
  #state: LeverState = { status: 'disengaged', reason: 'Initial state' }

  constructor(conduct: Conduct) {
    this.#conduct = conduct
  }

  get engaged(): boolean {
    return this.#now.status !== 'disengaged'
  }

  get operations(): Operations {
    return {
      GetSafetyLever: ({ id }: { readonly id: string }, call: Call) => ({ safetyLever: this.#describe(id, call) }),
      UpdateSafetyLeverState: ({ id, state }: { readonly id: string; readonly state: LeverState }, call: Call) => {
        if (this.#now.status === 'engaging') {
          throw new AwsError('ConflictException', 'the safety lever is engaging and cannot be changed')
        }
        this.#state = state
        return { safetyLever: this.#describe(id, call) }
      },
    }
  }

  get #now(): LeverState {
    const forced = this.#conduct.now.safetyLever
    return forced === undefined ? this.#state : { status: forced, reason: 'set for a test' }
  }

  #describe(id: string, { region }: Call): object {
    if (id !== 'default' && id !== ACCOUNT) {
      throw new AwsError('ResourceNotFoundException', `there is no safety lever '${id}', only 'default'`)
    }
    return { id: 'default', arn: arn('fis', 'safety-lever/default', region), state: this.#now }
  }
}
