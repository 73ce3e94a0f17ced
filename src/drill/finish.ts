import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { ControlPlaneEvent } from '../environments/environment.ts'
import { judge } from '../measure/judge.ts'
import type { DrillEvidence } from '../model/evidence.ts'
import { EXIT, type ExitCode } from '../model/exit-codes.ts'
import type { Objectives, Verdict } from '../model/verdict.ts'
import { buildReport } from '../report/build.ts'
import { renderHtml } from '../report/html/report-page.ts'
import { renderJson } from '../report/json.ts'
import { renderJunit } from '../report/junit.ts'
import { renderMarkdown } from '../report/markdown.ts'
import { renderPostmortem } from '../report/postmortem.ts'
import type { Report } from '../report/schema.ts'
import { readEvidence } from './evidence.ts'
import { saveMissingWrites } from './missing-writes.ts'
import {
  type DrillMarks,
  type DrillPlan,
  type EnvironmentRecord,
  type RecordFolder,
  readJson,
  readJsonIfPresent,
} from './record.ts'

/** Judges a record from disk and writes its reports. The same for a drill that ended well and for one that was killed. */
export async function finishRecord(folder: RecordFolder): Promise<Report> {
  const evidence = await readEvidence(folder)
  saveMissingWrites(folder, evidence)
  const report = reportOf(folder, evidence)
  // The one that programs read comes first, and in one step: the others are views of it.
  writeFileSync(`${folder.report}.part`, renderJson(report))
  renameSync(`${folder.report}.part`, folder.report)
  writeFileSync(folder.markdown, renderMarkdown(report))
  writeFileSync(folder.html, renderHtml(report))
  writeFileSync(folder.junit, renderJunit([report]))
  const postmortem = renderPostmortem(report)
  // People may have begun to write in it.
  if (postmortem !== undefined && !existsSync(folder.postmortem)) writeFileSync(folder.postmortem, postmortem)
  return report
}

/**
 * Judges a record from disk and changes nothing.
 *
 * @param objectives - to judge against instead of the drill's own
 */
export async function analyzeRecord(folder: RecordFolder, objectives?: Objectives): Promise<Report> {
  const evidence = await readEvidence(folder, objectives)
  return reportOf(folder, evidence)
}

function reportOf(folder: RecordFolder, evidence: DrillEvidence): Report {
  const plan = readJson<DrillPlan>(folder.plan)
  const marks = readJsonIfPresent<DrillMarks>(folder.marks)
  const environment = readJsonIfPresent<EnvironmentRecord>(folder.environment)
  const verification = readJsonIfPresent<NonNullable<Report['verification']>>(folder.verification)
  const profile = plan.settings['profile']
  return buildReport({
    drill: {
      id: plan.drillId,
      scenario: plan.scenarioName,
      title: plan.scenario.title,
      hypothesis: plan.scenario.hypothesis,
      scenarioSha256: plan.scenarioSha256,
      environment: plan.environment,
      profile: typeof profile === 'string' ? profile : null,
      backend: environment?.backend ?? null,
      operator: plan.operator,
      commit: plan.commit,
      dirty: plan.dirty,
      command: plan.command,
      startedAt: plan.startedAt,
      endedAt: marks?.endedAt ?? null,
    },
    evidence,
    judgement: judge(evidence),
    events: readJsonIfPresent<ControlPlaneEvent[]>(folder.events) ?? [],
    ...(environment === undefined ? {} : { environment }),
    ...(verification === undefined ? {} : { verification }),
    versions: plan.versions,
    files: hashFiles(folder),
    ciRun: plan.ciRun,
  })
}

/** Every file of the record but the reports themselves, which are made from them. */
function hashFiles(folder: RecordFolder): Report['files'] {
  const reports = new Set([folder.report, folder.markdown, folder.html, folder.junit, folder.postmortem])
  return readdirSync(folder.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !reports.has(path) && !path.endsWith('.part'))
    .map((path) => ({
      path: relative(folder.path, path),
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      bytes: statSync(path).size,
    }))
}

const EXIT_OF: Record<Verdict, ExitCode> = { pass: EXIT.pass, fail: EXIT.fail, inconclusive: EXIT.inconclusive }

/** A fault that may remain outranks everything, and the refusal of a guard every verdict. */
export function exitCodeOf({ verdict, reasons }: Pick<Report, 'verdict' | 'reasons'>, unconfirmed: number): ExitCode {
  if (unconfirmed > 0) return EXIT.faultMayRemain
  return reasons.some(({ code }) => code === 'guard-refused') ? EXIT.refused : EXIT_OF[verdict]
}
