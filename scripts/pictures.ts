/**
 * Takes the pictures of the README from the example record, with Chromium.
 *
 * Run it with: node -C blackstart-source scripts/pictures.ts
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { renderHtml } from '../src/report/html/report-page.ts'
import type { Report } from '../src/report/schema.ts'

const WIDTH = 960
/** Higher than any page that is measured. */
const ROOM = 4_000
/** What each picture shows of the page, as selectors. */
const PICTURES: Readonly<Record<string, string>> = {
  report: 'header, #verdict, #objectives, #figures',
  timeline: '#timeline',
  'where-the-time-went': '#waterfall',
  system: '#topology',
}
const ROOT = fileURLToPath(new URL('..', import.meta.url))
const IMAGES = join(ROOT, 'docs', 'images')

const folder = mkdtempSync(join(tmpdir(), 'pictures-'))
try {
  mkdirSync(IMAGES, { recursive: true })
  const report = JSON.parse(readFileSync(join(ROOT, 'reports', 'example', 'report.json'), 'utf8')) as Report
  for (const [name, shown] of Object.entries(PICTURES)) {
    const page = join(folder, `${name}.html`)
    writeFileSync(page, excerpt(renderHtml(report), shown))
    const height = Number(/data-height="(\d+)"/.exec(chromium(['--dump-dom'], page, ROOM))?.[1])
    if (!(height > 0)) throw new Error(`the height of '${name}' cannot be measured`)
    const file = join(IMAGES, `${name}.png`)
    chromium([`--screenshot=${file}`], page, height)
    process.stdout.write(`${file}: ${WIDTH} x ${height}\n`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The page with everything else hidden, and its height written into it. Tables are left to the reader of the page itself. */
function excerpt(page: string, shown: string): string {
  const style = `<style>
    header,nav,footer,.skip,main>*{display:none!important}
    ${shown
      .split(', ')
      .map((selector) => `body ${selector}`)
      .join(',')}{display:block!important}
    .scroll,details,.reader{display:none!important}
    header{padding-top:20px!important}main{padding-bottom:4px!important}section{margin:12px 0!important}
  </style>`
  const measure =
    '<script>document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>'
  return page
    .replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, '')
    .replace('</head>', `${style}</head>`)
    .replace('</body>', `${measure}</body>`)
}

function chromium(action: readonly string[], page: string, height: number): string {
  const { stdout, status, error } = spawnSync(
    'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--window-size=${WIDTH},${height}`,
      ...action,
      pathToFileURL(page).href,
    ],
    { encoding: 'utf8', maxBuffer: 16 * 2 ** 20 },
  )
  if (status !== 0) throw new Error(`chromium ended with ${status ?? 'no exit code'}`, { cause: error })
  return stdout
}
