import { z } from 'zod'

const at = z.number().nullable().describe('null: it did not get there')

const step = z.object({
  number: z.int(),
  id: z.string(),
  title: z.string(),
  status: z.string().describe('done, failed, stopped, skipped, undone, undo-failed or not-reached'),
  beganAtMs: at,
  endedAtMs: at,
  measuredMs: z.number().describe('How long it took'),
  creditedMs: z.number().describe("People's time that was not waited for"),
  expectMs: z.number().describe('What the runbook states'),
  tries: z.int().describe('How often its checks were looked at'),
  changes: z.boolean().exactOptional().describe('Whether it has a change that somebody makes'),
})

/** The runbook that recovered the system, step by step on the clock of the drill. */
export const runbookShape = z
  .object({
    file: z.string(),
    sha256: z.string(),
    outcome: z.string().describe('done, failed, stopped, aborted, undo-failed or not-opened'),
    text: z.string(),
    alarm: z.string().describe('The alarm with which it began'),
    alarmAtMs: z.number(),
    creditedMs: z.number().describe("All of people's time that nobody measured"),
    detectMs: z.number().exactOptional().describe('What it states for noticing'),
    steps: z.array(step),
  })
  .describe('The runbook that recovered the system; what it says never decides the verdict')
