import { operatedByHand } from '../../environments/environment.ts'
import type { RunbookRecovery } from '../../model/scenario.ts'
import { collectInputs, secretNames, secretsOf } from '../../runbook/execute/inputs.ts'
import { Mask } from '../../runbook/execute/masking.ts'
import { type RunbookFile, readRunbook } from '../../runbook/execute/run-folder.ts'
import { findInProject } from '../../scenario/project-path.ts'
import { type DrillContext, DrillStop } from '../context.ts'

/** A runbook that is ready to recover the system of a drill. */
export interface PreparedRunbook {
  readonly file: RunbookFile
  readonly values: Readonly<Record<string, string>>
  /** What the commands of the environment need beside the inputs. */
  readonly hands: Readonly<Record<string, string>>
}

/**
 * Reads the runbook and collects its inputs, before anything is injected: who is primary is known only as long as there is
 * one.
 *
 * @throws DrillStop `runbook-unusable`
 */
export async function prepareRunbook(context: DrillContext, recovery: RunbookRecovery): Promise<PreparedRunbook> {
  const { environment, plan } = context
  const path = findInProject(recovery.file, plan.scenarioFile)
  if (path === undefined) throw unusable(`there is no runbook '${recovery.file}'`)
  let file: RunbookFile
  try {
    file = readRunbook(path)
  } catch (error) {
    throw unusable(`${recovery.file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const hands = operatedByHand(environment) ? await environment.hands() : {}
  const sources = { given: {}, env: process.env, known: { ...hands, ...recovery.inputs } }
  const { values, missing } = collectInputs(file.runbook, sources)
  if (missing.length === 0) return { file, values, hands }
  const list = missing.map(({ name, howToFind }) => `${name} (${howToFind})`).join(', ')
  throw unusable(`${recovery.file}: nobody gives a value to ${list}`)
}

function unusable(text: string): DrillStop {
  return new DrillStop({ code: 'runbook-unusable', text })
}

/**
 * Values that may be seen and kept: none that is a secret, nor one with a secret in it.
 *
 * @param variables - names of environment variables that are secrets whether the runbook asks for them or not
 */
export function withoutSecrets(
  { file, values, hands }: PreparedRunbook,
  variables: readonly string[] = [],
): Readonly<Record<string, string>> {
  const all = { ...hands, ...values }
  const hidden = secretNames(file.runbook, all)
  const mask = new Mask(secretsOf(file.runbook, all, variables))
  return Object.fromEntries(Object.entries(all).filter(([name, value]) => !hidden.has(name) && !mask.hides(value)))
}
