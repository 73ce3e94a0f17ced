import { code, list, plain, section, table } from './gfm.ts'
import type { Report } from './schema.ts'
import { atLeast, atMost, count, instant, percent } from './words.ts'

/** Where the recovery time went: the legs, and the rungs that a client had to climb. */
export function courseSection({ legs, ladder, measurements }: Report): string {
  return section(
    'Where the time went',
    table(
      ['Leg', 'Took', 'Seen by'],
      legs.map(({ leg, ms, source }) => [plain(leg), plain(atMost(ms)), source === null ? '' : plain(source)]),
    ),
    legs.length === 0 ? '' : 'The legs add up to the upper end of the RTA.',
    creditText(measurements.creditedMs),
    table(
      ['Rung', 'Stream', 'Path', 'Failed', 'Back'],
      ladder.map(({ rung, stream, path, failed, onset, recovery }) => [
        plain(rung),
        code(stream),
        plain(path),
        failed ? plain(instant(onset)) : 'no',
        failed ? plain(instant(recovery)) : '',
      ]),
    ),
  )
}

function creditText(creditedMs: number): string {
  return creditedMs === 0
    ? ''
    : `${plain(atLeast(creditedMs))} of people's time not measured, but credited in the judged RTA.`
}

/** Failures that the scenario expects by name. */
export function expectedSection({ expected }: Report): string {
  return section('Expected failures', list(expected.map(({ code: name, text }) => `${code(name)}: ${plain(text)}`)))
}

/** How quiet the machine was. */
export function noiseSection({ noise }: Report): string {
  const rows: [string, string][] = [
    ['Longest send lag', length(noise.sendLagMaxMs)],
    ['Longest delay of the prober’s event loop', length(noise.proberLoopDelayMaxMs)],
    ['Longest delay of the harness’s event loop', length(noise.harnessLoopDelayMaxMs)],
    ['Blind windows of the prober', blind(noise)],
    ['Some task waited for a processor', share(noise.cpuPressure)],
    ['Tasks that ran or wanted to, for each processor', load(noise.loadPerCpu)],
    ['Steps of the wall clock', steps(noise)],
  ]
  return section(
    'Noise',
    'This explains wide intervals and never decides: what noise does to the measurement is judged where it touches an edge.',
    table(
      ['What', 'Seen'],
      rows.map(([name, value]) => [plain(name), plain(value)]),
    ),
  )
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
