import { expect } from 'chai'
import { type Guard, askGuards } from '../../../src/drill/guards/guard.ts'

/** What a guard says; undefined when it agrees. */
export async function refusalOf(guard: Guard): Promise<string | undefined> {
  const [refusal] = await askGuards([guard])
  return refusal
}

/** Every guard fails closed: when it throws, and when it hangs. */
export async function expectFailsClosed(guard: Guard): Promise<void> {
  const throws = await refusalOf({
    ...guard,
    ask: () => {
      throw new Error('broken inside')
    },
  })
  expect(throws).to.equal(`${guard.name}: it could not be asked, and that refuses: broken inside`)
  const hangs = await refusalOf({ ...guard, timeoutMs: 5, ask: () => new Promise(() => {}) })
  expect(hangs).to.include('that refuses').and.to.include('not within 5 ms')
}
