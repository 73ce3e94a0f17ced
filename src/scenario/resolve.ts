import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ScenarioError } from './findings.ts'

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs']

/** A scenario file that can be asked for by name. */
export interface ScenarioEntry {
  readonly name: string
  /** Absolute path. */
  readonly file: string
  /** `project`: the folder `scenarios` where the command runs; `library`: shipped with Blackstart. */
  readonly origin: 'project' | 'library'
}

/** Where scenarios are looked for. */
export interface ScenarioPlaces {
  /** The folder that holds `scenarios/`. */
  readonly cwd: string
  /** The scenario library. @default the one of this package */
  readonly library?: string
}

/** The scenarios that are shipped with this package; two folders up both from `src/` and from `dist/`. */
export const LIBRARY_FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scenarios')

/** All scenarios that have a name, sorted by it. One of the project hides one of the library with the same name. */
export function listScenarios({ cwd, library = LIBRARY_FOLDER }: ScenarioPlaces): ScenarioEntry[] {
  const byName = new Map<string, ScenarioEntry>()
  // In the repository itself both are the same folder: then it is the library.
  for (const entry of [...entriesIn(join(cwd, 'scenarios'), 'project'), ...entriesIn(library, 'library')]) {
    const known = byName.get(entry.name)
    if (known === undefined || known.file === entry.file) byName.set(entry.name, entry)
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/**
 * Finds a scenario file by name (`database-kill`) or by path (`scenarios/mine.ts`, `./mine.ts`).
 *
 * @returns absolute path
 * @throws ScenarioError when there is none, naming those that there are
 */
export function resolveScenario(nameOrPath: string, places: ScenarioPlaces): string {
  if (isPath(nameOrPath)) {
    const file = isAbsolute(nameOrPath) ? nameOrPath : resolve(places.cwd, nameOrPath)
    if (existsSync(file) && statSync(file).isFile()) return file
    throw new ScenarioError(nameOrPath, [
      {
        path: '',
        found: file,
        message: 'there is no such file',
        remedy: 'Give the path of a scenario file, or the name of a scenario',
      },
    ])
  }
  const known = listScenarios(places)
  const entry = known.find(({ name }) => name === nameOrPath)
  if (entry !== undefined) return entry.file
  throw new ScenarioError(nameOrPath, [
    {
      path: '',
      found: `'${nameOrPath}'`,
      message: 'there is no scenario of this name',
      remedy:
        known.length === 0
          ? `Write scenarios/${nameOrPath}.ts, or give the path of a scenario file`
          : `Known scenarios: ${known.map(({ name }) => name).join(', ')}`,
    },
  ])
}

function isPath(nameOrPath: string): boolean {
  return nameOrPath.includes('/') || nameOrPath.includes(sep) || EXTENSIONS.includes(extname(nameOrPath))
}

function entriesIn(folder: string, origin: ScenarioEntry['origin']): ScenarioEntry[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) => !entry.isDirectory() && EXTENSIONS.includes(extname(entry.name)) && !entry.name.endsWith('.d.ts'),
    )
    .map(({ name }) => ({ name: basename(name, extname(name)), file: join(folder, name), origin }))
}
