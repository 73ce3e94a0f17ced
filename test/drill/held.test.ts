import { expect } from 'chai'
import type { DrillEvent } from '../../src/drill/events.ts'
import { proveHeld } from '../../src/drill/held.ts'
import type { DrillContext } from '../../src/drill/context.ts'
import type { Evidence } from '../../src/model/fault.ts'

describe('faults that last until they are undone', () => {
  const target = { fault: { kind: 'network.cut', role: 'service' }, component: 'web' }

  /** What is told of one that was verified. */
  async function told(held: (() => Promise<Evidence | undefined>) | undefined, state = 'verified'): Promise<string[]> {
    const events: DrillEvent[] = []
    const context = {
      ledger: {
        injections: [{ injectionId: 1, target, state }],
        intention: (injectionId: number) => ({ ...target, injectionId }),
      },
      faults: held === undefined ? {} : { held },
      emit: (event: DrillEvent) => events.push(event),
    }
    await proveHeld(context as unknown as DrillContext)
    return events.map((event) => (event.kind === 'problem' ? `${event.reason.code}: ${event.reason.text}` : event.kind))
  }
  const seen = (holds: boolean) => async (): Promise<Evidence> => ({ holds, text: 'it was free', observedAtNs: '0' })

  it('are a problem when they were over before', async () => {
    expect(await told(seen(false))).to.deep.equal(['fault-not-held: network.cut of web: it was free'])
  })

  it('are a problem when nobody could look', async () => {
    const [text] = await told(() => Promise.reject(new Error('the helper is gone')))
    expect(text).to.include('fault-not-held').and.to.include('nobody could look (the helper is gone)')
  })

  it('are none while they hold, and neither is what leaves nothing to hold, or was never proven', async () => {
    expect(await told(seen(true))).to.deep.equal([])
    expect(await told(async () => undefined)).to.deep.equal([])
    expect(await told(undefined)).to.deep.equal([])
    expect(await told(seen(false), 'intended')).to.deep.equal([])
  })
})
