import { rungHeld } from './explain.ts'
import { code, list, plain, section, table } from './gfm.ts'
import { NOISE_EXPLAINS, noiseRows } from './noise.ts'
import type { Report } from './schema.ts'
import { atLeast, atMost, instant } from './words.ts'

/** Where the recovery time went: the legs, and the rungs that a client had to climb. */
export function courseSection(report: Report): string {
  const { legs, ladder, measurements } = report
  return section(
    'Where the time went',
    table(
      ['Leg', 'Took', 'Seen by'],
      legs.map(({ leg, ms, source }) => [plain(leg), plain(atMost(ms)), source === null ? '' : plain(source)]),
    ),
    legs.length === 0 ? '' : 'Each leg at its longest: together they are the upper end of the RTA.',
    creditText(measurements.creditedMs),
    table(
      ['Rung', 'Stream', 'Path', 'Failed', 'Back'],
      ladder.map(({ rung, stream, path, failed, onset, recovery }) => [
        plain(rung),
        code(stream),
        plain(path),
        failed ? plain(instant(onset)) : plain(rungHeld(report, stream)),
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
export function noiseSection(report: Report): string {
  return section(
    'Noise',
    NOISE_EXPLAINS,
    table(
      ['What', 'Seen'],
      noiseRows(report).map(([name, value]) => [plain(name), plain(value)]),
    ),
  )
}
