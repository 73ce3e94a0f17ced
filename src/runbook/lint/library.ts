import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { ScenarioError } from '../../scenario/findings.ts'
import { loadScenario } from '../../scenario/load.ts'
import { findInProject } from '../../scenario/project-path.ts'
import { listScenarios } from '../../scenario/resolve.ts'

/** The runbooks of a project: `runbooks/*.md` but its README, absolute, sorted. */
export function listRunbooks(cwd: string): string[] {
  return filesIn(join(cwd, 'runbooks'), '.md').filter((file) => basename(file) !== 'README.md')
}

/** Prometheus rule files that lie beside the runbooks: `runbooks/*.rules.yml`, absolute. */
export function alertRulesBeside(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => filesIn(folder, '.rules.yml'))
}

/** A scenario that needs hands, and whose runbook is not there. */
export interface MissingRunbook {
  readonly scenario: string
  readonly runbook: string
}

/** Scenarios of the project whose recovery names a runbook that does not exist: the link, from the other side. */
export async function missingRunbooks(cwd: string): Promise<MissingRunbook[]> {
  const missing: MissingRunbook[] = []
  for (const { file, origin } of listScenarios({ cwd })) {
    if (origin !== 'project') continue
    const recovery = await recoveryOf(file)
    if (recovery === undefined || recovery === 'automatic') continue
    if (findInProject(recovery.file, file) !== undefined) continue
    missing.push({ scenario: relative(cwd, file), runbook: recovery.file })
  }
  return missing
}

async function recoveryOf(file: string) {
  try {
    return (await loadScenario(file)).scenario.recovery
  } catch (error) {
    // A scenario that cannot be used is for `plan` to complain about.
    if (error instanceof ScenarioError) return undefined
    throw error
  }
}

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name))
    .sort()
}
