import { z } from 'zod'
import { ACT_KINDS } from '../model/rehearsal.ts'

const length = z.number().nullable().describe('null: it did not come to that')

const act = z.object({
  act: z.enum(ACT_KINDS),
  text: z.string(),
  step: z.int().exactOptional(),
  allowedMs: z.number().exactOptional().describe('With asked: how long the runbook gives people for it'),
  atMs: z.number(),
})

const step = z.object({
  number: z.int(),
  title: z.string(),
  how: z.enum(['tool', 'by-hand', 'skipped', 'checked', 'already', 'not-seen', 'not-done']),
  atMs: z.number().nullable().describe('Since the fault: when its change was made or seen to be in force'),
  tookMs: z.number().nullable().describe('null: nobody followed it'),
  expectMs: z.number().describe('What the runbook states'),
})

/** What a person did in a rehearsal, and what it has shown. */
export const rehearsalShape = z
  .object({
    blind: z.boolean().describe('The person was given the alarm alone'),
    acts: z.array(act),
    acknowledgeMs: length,
    firstActionMs: length,
    decisionMs: length,
    declaredMs: length,
    openedMs: length,
    hints: z.int(),
    steps: z.array(step),
    order: z.array(z.int()).describe('Steps in the order in which their changes were made'),
    waits: z.array(z.object({ step: z.int(), text: z.string(), tookMs: length, allowedMs: z.number() })),
    slips: z.array(
      z.object({
        kind: z.enum([
          'out-of-order',
          'skipped',
          'overruled',
          'looked-again',
          'over-time',
          'late-acknowledgement',
          'declared-early',
          'declared-late',
          'not-done',
          'gave-up',
        ]),
        text: z.string(),
      }),
    ),
    shares: z.array(z.object({ part: z.string(), ms: z.number() })).describe('The upper end of the RTA, in parts'),
  })
  .describe("A person recovered the system; lengths count from the alarm, and the verdict is the clients' all the same")
