import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname, extname, resolve } from 'node:path'
import type { Scenario } from '../model/scenario.ts'
import { ScenarioError, type Finding } from './findings.ts'
import { FileLoadError, loadDefaultExport, withLines, type LoadedFile } from './load-file.ts'
import { checkScenario } from './schema.ts'

/** A scenario that was checked, with where it came from. */
export interface LoadedScenario {
  /** The file's name without its extension, for example `database-kill`. */
  readonly name: string
  /** Absolute path. */
  readonly file: string
  /** SHA-256 of the file, hexadecimal: which version of the scenario was drilled. */
  readonly sha256: string
  readonly scenario: Scenario
  /** Absolute path of the k6 script; undefined when the scenario has no load. */
  readonly loadScript?: string
}

/**
 * Loads and checks a scenario file. Starts nothing.
 *
 * @param file - absolute path
 * @throws ScenarioError with all findings
 */
export async function loadScenario(file: string): Promise<LoadedScenario> {
  const loaded = await load(file)
  const checked = checkScenario(loaded.exported)
  const script = scriptOf(loaded.exported, file)
  const findings = [...('findings' in checked ? checked.findings : []), ...missingScript(script)]
  if ('findings' in checked || findings.length > 0) throw new ScenarioError(file, withLines(findings, loaded.source))
  return {
    name: basename(file, extname(file)),
    file,
    sha256: createHash('sha256').update(loaded.source).digest('hex'),
    scenario: checked.value,
    ...(script === undefined ? {} : { loadScript: script }),
  }
}

async function load(file: string): Promise<LoadedFile> {
  try {
    return await loadDefaultExport(file)
  } catch (cause) {
    if (cause instanceof FileLoadError) throw new ScenarioError(file, [cause.finding], { cause })
    throw cause
  }
}

/** Looks at the raw export, so that a missing script is reported together with everything else. */
function scriptOf(exported: unknown, file: string): string | undefined {
  const script = (exported as { load?: { script?: unknown } } | undefined)?.load?.script
  return typeof script === 'string' && script !== '' ? resolve(dirname(file), script) : undefined
}

function missingScript(script: string | undefined): Finding[] {
  if (script === undefined || existsSync(script)) return []
  return [
    {
      path: 'load.script',
      found: script,
      message: 'is a file that does not exist',
      remedy: "Give the path of the k6 script, relative to the scenario's folder",
    },
  ]
}
