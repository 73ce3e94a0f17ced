import junit, { type Builder, type TestSuite } from 'junit-report-builder'
import type { Verdict } from '../model/verdict.ts'
import type { Report } from './schema.ts'
import type { Series } from './series.ts'
import { sentence } from './sentence.ts'
import { OBJECTIVE_TITLES, actual, oneLine, target } from './words.ts'

// The package declares a CommonJS default export and ships an ES module: at run time the default is the builder itself.
const builder = junit as unknown as Builder

/**
 * `junit.xml` for CI systems: a suite a drill, a case for each objective and one for the drill as a whole. A missed
 * objective is a failure, an inconclusive one an error. Nothing is ever skipped: skipped reads as green.
 */
export function renderJunit(reports: readonly Report[]): string {
  const root = builder.newBuilder().name('blackstart')
  addSuites(root, reports)
  return `${root.build()}\n`
}

/** The same for a series of drills, with a case of its own for the series: an error where it ended early. */
export function renderSeriesJunit({ drills, summary: { scenario, planned, ran } }: Series): string {
  const root = builder.newBuilder().name('blackstart')
  addSuites(root, drills)
  const testCase = root.testSuite().name(line(scenario)).testCase().className('blackstart').name('series')
  const text = `${ran} of ${planned} drills ran`
  testCase.standardOutput(text)
  if (ran < planned) testCase.error(text, 'interrupted', text)
  return `${root.build()}\n`
}

function addSuites(root: Builder, reports: readonly Report[]): void {
  for (const report of reports) {
    const { drill } = report
    const suite = root.testSuite().name(line(drill.scenario)).timestamp(new Date(drill.startedAt))
    suite.property('drill', line(drill.id)).property('environment', line(placeOf(drill)))
    suite.time(tookSeconds(drill))
    addCase(suite, report, 'drill', report.verdict, sentence(report), report.reasons)
    for (const objective of report.objectives) {
      const text = `${OBJECTIVE_TITLES[objective.name]} of ${target(objective)}: ${actual(objective, report)}`
      addCase(suite, report, objective.name, objective.verdict, text, objective.reasons)
    }
  }
}

/**
 * `junit.xml` of a drill that never began: an error, so that a gate that waits for the drill does not go green without it.
 *
 * @param text - why it did not
 */
export function renderRefusedJunit(scenario: string, text: string): string {
  return renderErrorJunit(scenario, 'refused', text)
}

/** `junit.xml` from the start of a drill to its end: if it is killed, this is what a CI system finds, and not the last result. */
export function renderUnendedJunit(scenario: string): string {
  const text = 'the drill did not end: nothing is known of its result, and a fault may remain (blackstart recover)'
  return renderErrorJunit(scenario, 'not-ended', text)
}

function renderErrorJunit(scenario: string, type: string, text: string): string {
  const root = builder.newBuilder().name('blackstart')
  const suite = root.testSuite().name(line(scenario))
  const testCase = suite.testCase().className('blackstart').name('drill')
  testCase.error(line(text), type, lines(text))
  return `${root.build()}\n`
}

function addCase(
  suite: TestSuite,
  { drill }: Report,
  name: string,
  verdict: Verdict,
  text: string,
  reasons: Report['reasons'],
): void {
  const testCase = suite
    .testCase()
    .className(line(`blackstart.${placeOf(drill).replace(':', '.')}.${drill.scenario}`))
    .name(name)
    .time(name === 'drill' ? tookSeconds(drill) : 0)
  testCase.standardOutput(lines(text))
  const type = reasons.map(({ code }) => code).join(' ') || verdict
  if (verdict === 'fail') {
    testCase.failure(line(text), type).stacktrace(lines(reasonList(reasons)))
  } else if (verdict === 'inconclusive') {
    testCase.error(line(text), type, lines(reasonList(reasons)))
  }
}

function reasonList(reasons: Report['reasons']): string {
  return reasons.map(({ code, text }) => `${code}: ${oneLine(text)}`).join('\n')
}

function placeOf({ environment, profile }: Report['drill']): string {
  return profile === null ? environment : `${environment}:${profile}`
}

function tookSeconds({ startedAt, endedAt }: Report['drill']): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)) / 1_000
}

// XML has no way to write these: a single one would void the whole file.
const NOT_XML =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function line(text: string): string {
  return oneLine(text).replaceAll(NOT_XML, '\ufffd')
}

/** Text of several lines; the end of a CDATA section must not be in it. */
function lines(text: string): string {
  return text.replaceAll(NOT_XML, '\ufffd').replaceAll(']]>', ']] >')
}
