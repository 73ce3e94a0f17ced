import type { Report } from './schema.ts'
import { atMost, count, instant, percent } from './words.ts'

/** What the figures of the noise are worth, said wherever they are shown. */
export const NOISE_EXPLAINS =
  'This explains wide intervals and never decides: what noise does to the measurement is judged where it touches an edge.'

/** How quiet the machine was, as names and values. */
export function noiseRows({ noise }: Report): [name: string, value: string][] {
  return [
    ['Longest send lag', length(noise.sendLagMaxMs)],
    ['Longest delay of the prober’s event loop', length(noise.proberLoopDelayMaxMs)],
    ['Longest delay of the harness’s event loop', length(noise.harnessLoopDelayMaxMs)],
    ['Blind windows of the prober', blind(noise)],
    ['Some task waited for a processor', share(noise.cpuPressure)],
    ['Tasks that ran or wanted to, for each processor', load(noise.loadPerCpu)],
    ['Steps of the wall clock', steps(noise)],
  ]
}

function length(ms: number | null): string {
  return ms === null ? 'not recorded' : atMost(ms)
}

function blind({ blindWindows, blindMs, longestBlindMs }: Report['noise']): string {
  if (blindWindows === 0) return 'none'
  return `${count(blindWindows)}, together ${atMost(blindMs)}, the longest ${atMost(longestBlindMs)}`
}

function share(pressure: Report['noise']['cpuPressure']): string {
  if (pressure === null) return 'not told by this system'
  return `${percent(pressure.mean)} of the time, at most ${percent(pressure.max)} of a second`
}

function load(tasks: Report['noise']['loadPerCpu']): string {
  return tasks === null ? 'not recorded' : `${tasks.mean.toFixed(2)}, at most ${tasks.max.toFixed(2)}`
}

function steps({ wallClockSteps }: Report['noise']): string {
  if (wallClockSteps.length === 0) return 'none seen'
  return wallClockSteps.map(({ at, ms }) => `${Math.round(ms)} ms at ${instant(at)}`).join(', ')
}
