import { basename } from 'node:path'
import { durationMs } from '../../model/duration.ts'
import { ScenarioError, formatFinding } from '../../scenario/findings.ts'
import { type LoadedScenario, loadScenario } from '../../scenario/load.ts'
import { findInProject } from '../../scenario/project-path.ts'
import type { Findings } from '../finding.ts'
import type { FrontMatter, Place } from '../runbook.ts'
import { readAlertRules } from './alert-rules.ts'
import type { LintOptions } from './lint-options.ts'

/** Runbook, scenario and alarms name each other, and promise the same. Rule RB004. */
export async function checkScenario(
  head: FrontMatter,
  source: string,
  file: string,
  options: LintOptions,
  findings: Findings,
): Promise<void> {
  const at = (key: string): Place => {
    const line = source.split('\n').findIndex((text) => text.startsWith(`${key}:`))
    return { line: line + 1, column: 1 }
  }
  const scenarioFile = findInProject(head.scenario, file)
  if (scenarioFile === undefined) {
    const remedy = 'Give its path from the folder that holds scenarios/'
    findings.error('RB004', at('scenario'), `there is no scenario '${head.scenario}'`, remedy)
  } else {
    const loaded = await load(scenarioFile, at('scenario'), findings)
    if (loaded !== undefined) checkBack(loaded, head, file, at, findings)
  }
  checkAlerts(head, file, at('alerts'), options, findings)
}

async function load(file: string, place: Place, findings: Findings): Promise<LoadedScenario | undefined> {
  try {
    return await loadScenario(file)
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error
    const [first] = error.findings
    const why = first === undefined ? error.message : formatFinding(first)
    findings.error('RB004', place, `the scenario cannot be used: ${why}`, 'Correct the scenario')
    return undefined
  }
}

function checkBack(
  { scenario, file: scenarioFile }: LoadedScenario,
  head: FrontMatter,
  file: string,
  at: (key: string) => Place,
  findings: Findings,
): void {
  const { recovery, objectives } = scenario
  const named = recovery === 'automatic' ? undefined : findInProject(recovery.file, scenarioFile)
  if (named !== file) {
    const found = recovery === 'automatic' ? "'automatic'" : `'${recovery.file}'`
    const remedy = `Write there: recovery: runbook('runbooks/${basename(file)}', { after: 'detection' })`
    findings.error('RB004', at('scenario'), `the scenario does not name this runbook back (it has ${found})`, remedy)
  }
  if (objectives.rto !== undefined && durationMs(objectives.rto) !== head.rtoMs) {
    const message = `the scenario promises an RTO of ${objectives.rto}, the runbook another`
    findings.error('RB004', at('rto'), message, 'Promise the same in both')
  }
}

function checkAlerts(head: FrontMatter, file: string, place: Place, options: LintOptions, findings: Findings): void {
  if (head.alerts.length === 0) return
  let rules
  try {
    rules = readAlertRules(options.alertRules)
  } catch (error) {
    findings.error('RB004', place, `the alert rules cannot be read: ${(error as Error).message}`, 'Correct the file')
    return
  }
  for (const name of head.alerts) {
    const rule = rules.find((candidate) => candidate.name === name)
    if (rule === undefined) {
      const where =
        options.alertRules.length === 0
          ? 'no rule file is configured'
          : options.alertRules.map((path) => basename(path)).join(', ')
      findings.error(
        'RB004',
        place,
        `no rule file holds the alert '${name}' (${where})`,
        'Correct the name, or list the file in runbooks.alertRules',
      )
    } else if (rule.runbookUrl?.endsWith(`/${basename(file)}`) !== true) {
      const message = `the runbook_url of '${name}' does not lead here (${rule.runbookUrl ?? 'there is none'})`
      findings.error('RB004', place, message, `Let it end in /${basename(file)}`)
    }
  }
}
