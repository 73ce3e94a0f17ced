import { createHash } from 'node:crypto'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'chai'
import { findOnPath } from '../../src/load/executable.ts'
import { renderIndex } from '../../src/report/html/index-page.ts'
import { renderHtml } from '../../src/report/html/report-page.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { sample, SAMPLE_NAMES } from '../report/sample.ts'

const JUNIT_PARSER = 'junitparser==5.0.3'

/** Counts what the parser sees, as a CI system would. */
const COUNT = `
import json, sys
from junitparser import JUnitXml, Failure, Error, Skipped
cases = [case for suite in JUnitXml.fromfile(sys.argv[1]) for case in suite]
def holding(kind): return sum(any(isinstance(one, kind) for one in case.result) for case in cases)
print(json.dumps({'cases': len(cases), 'failures': holding(Failure), 'errors': holding(Error), 'skipped': holding(Skipped)}))
`

describe('what others read the reports with', function () {
  this.timeout(5 * 60_000)
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-consumers-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('a JUnit parser sees every failure and every error, and nothing skipped', function () {
    const venv = join(folder, 'venv')
    const made = spawnSync('python3', ['-m', 'venv', venv])
    const installed = made.status === 0 ? spawnSync(join(venv, 'bin', 'pip'), ['install', '-q', JUNIT_PARSER]) : made
    if (installed.status !== 0) {
      console.log(`      skipped: ${JUNIT_PARSER} cannot be installed with python3`)
      return this.skip()
    }
    const reports = SAMPLE_NAMES.map(sample)
    const file = join(folder, 'junit.xml')
    writeFileSync(file, renderJunit(reports))
    const { stdout, stderr } = spawnSync(join(venv, 'bin', 'python'), ['-c', COUNT, file], { encoding: 'utf8' })
    const verdicts = reports.flatMap(({ verdict, objectives }) => [verdict, ...objectives.map((one) => one.verdict)])
    expect(JSON.parse(stdout === '' ? `"${stderr}"` : stdout)).to.deep.equal({
      cases: verdicts.length,
      failures: verdicts.filter((verdict) => verdict === 'fail').length,
      errors: verdicts.filter((verdict) => verdict === 'inconclusive').length,
      skipped: 0,
    })
  })

  /** The page as a browser has it after its script ran, and what the browser complained about. */
  function browse(page: string): { dom: string; complaints: string[] } | undefined {
    const chromium = ['chromium', 'chromium-browser', 'google-chrome'].find(
      (name) => findOnPath(name, process.env) !== undefined,
    )
    if (chromium === undefined) return undefined
    const file = join(folder, 'page.html')
    writeFileSync(file, page)
    const { stdout, stderr } = spawnSync(
      chromium,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        `--user-data-dir=${join(folder, 'profile')}`,
        '--enable-logging=stderr',
        '--dump-dom',
        pathToFileURL(file).href,
      ],
      { encoding: 'utf8', timeout: 60_000, maxBuffer: 16 * 2 ** 20 },
    )
    return { dom: stdout, complaints: stderr.split('\n').filter((line) => line.includes('CONSOLE')) }
  }

  it('a browser shows a report without complaint, and its slider reads figures off', function () {
    const seen = browse(withMovedSlider(renderHtml(sample('lost'))))
    if (seen === undefined) {
      console.log('      skipped: there is no Chromium')
      return this.skip()
    }
    expect(seen.complaints).to.deep.equal([])
    expect(seen.dom).to.match(/class="[^"]*\breading\b/)
    expect(seen.dom).to.match(/<output[^>]*>[^<]+ s after the fault\. write-fresh: \d+ of \d+ served/)
  })

  it('a browser shows an index without complaint', function () {
    const seen = browse(renderIndex(SAMPLE_NAMES.map((name) => ({ report: sample(name), href: `${name}.html` }))))
    if (seen === undefined) {
      console.log('      skipped: there is no Chromium')
      return this.skip()
    }
    expect(seen.complaints).to.deep.equal([])
    expect(seen.dom).to.contain('7 drills')
  })
})

/** A page on which somebody has moved the slider. Its own policy would refuse a script that it does not name. */
function withMovedSlider(page: string): string {
  const script = "document.querySelector('.timeline input').dispatchEvent(new Event('input'))"
  const hash = createHash('sha256').update(script).digest('base64')
  return page
    .replace("script-src '", `script-src 'sha256-${hash}' '`)
    .replace('</body>', `<script>${script}</script></body>`)
}
