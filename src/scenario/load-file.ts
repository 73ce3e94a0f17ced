import { readFileSync } from 'node:fs'
import { createJiti } from 'jiti'
import type { Finding } from './findings.ts'

/** What a file exports by default, and its source for pointing at lines. */
export interface LoadedFile {
  readonly exported: unknown
  readonly source: string
}

/** The file could not be read or threw while it was loaded; the finding says where. */
export class FileLoadError extends Error {
  override readonly name = 'FileLoadError'
  readonly finding: Finding

  constructor(finding: Finding, cause: unknown) {
    super(finding.message, { cause })
    this.finding = finding
  }
}

/**
 * Runs a TypeScript or JavaScript file of a user and returns its default export.
 *
 * jiti does it, because Node strips types neither in a commonjs project that uses `import` nor under `node_modules`, and
 * users have both. `blackstart` is this very package whatever the user's folder resolves it to, so that a scenario
 * also loads where the package is not installed (`npx`) or is installed in another version. Nothing is cached on
 * disk, and a file is read anew each time.
 *
 * @param file - absolute path
 * @throws FileLoadError when the file cannot be read, does not parse, or throws
 */
export async function loadDefaultExport(file: string): Promise<LoadedFile> {
  let source: string
  try {
    source = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new FileLoadError(
      { path: '', found: text(cause), message: 'cannot be read', remedy: 'Check the path and its permissions' },
      cause,
    )
  }
  // The only imports that go up: the loaded file imports the public API, and this is where it gets it.
  const [publicApi, chaiPlugin]: unknown[] = await Promise.all([import('../index.ts'), import('../chai.ts')])
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: false,
    interopDefault: false,
    virtualModules: { blackstart: publicApi, 'blackstart/chai': chaiPlugin },
  })
  try {
    const loaded = await jiti.import<Record<string, unknown>>(file)
    // A commonjs file exports the thing itself.
    return { source, exported: isModule(loaded) ? loaded['default'] : loaded }
  } catch (cause) {
    throw new FileLoadError(thrown(file, cause), cause)
  }
}

function isModule(loaded: object): boolean {
  return 'default' in loaded || '__esModule' in loaded || Object.prototype.toString.call(loaded) === '[object Module]'
}

function thrown(file: string, cause: unknown): Finding {
  const line = lineIn(file, cause)
  return {
    path: '',
    found: text(cause),
    message: 'throws when it is loaded',
    remedy: 'Correct the file; nothing was started',
    ...(line === undefined ? {} : { line }),
  }
}

/** The first line of the file itself that the stack names; the parser's own message names it in the same form. */
function lineIn(file: string, cause: unknown): number | undefined {
  if (!(cause instanceof Error)) return undefined
  const stack = cause.stack ?? ''
  const start = stack.indexOf(`${file}:`)
  if (start === -1) return undefined
  const line = Number.parseInt(stack.slice(start + file.length + 1), 10)
  return Number.isNaN(line) ? undefined : line
}

function text(cause: unknown): string {
  if (!(cause instanceof Error)) return `'${String(cause)}'`
  return `${cause.name}: ${cause.message.replaceAll(/\s+/g, ' ').trim()}`
}

/** Adds the line of the field to findings whose field stands exactly once in the source. */
export function withLines(findings: readonly Finding[], source: string): Finding[] {
  const lines = source.split('\n')
  return findings.map((finding) => {
    const key = /([A-Za-z_$][\w$]*)(?:'\])?$/.exec(finding.path)?.[1]
    if (finding.line !== undefined || key === undefined) return finding
    const named = new RegExp(`(^|[^\\w$.])['"]?${key.replaceAll('$', '\\$')}['"]?\\s*:`)
    const hits = lines.flatMap((line, index) => (named.test(line) ? [index + 1] : []))
    const [line] = hits
    return hits.length === 1 && line !== undefined ? { ...finding, line } : finding
  })
}
