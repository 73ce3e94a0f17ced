import type { Fault } from '../../../model/fault.ts'
import { type Named, type Statement, allow, arns, inRegion, optedIn } from './policy.ts'

/** What is made bears the tag of a drill from its first moment. */
const MADE_AS_OURS = { Null: { 'aws:RequestTag/blackstart:drill': 'false' } }
const OURS = { Null: { 'aws:ResourceTag/blackstart:drill': 'false' } }

/**
 * What it takes to have FIS do something, follow it and end it.
 *
 * @param actionIds - what its experiments are composed of; empty where only templates of the team's own are started
 */
export function experimenting(faults: readonly Fault[], actionIds: ReadonlySet<string>, named: Named): Statement[] {
  const own = faults.flatMap((fault) => (fault.kind === 'fis' ? [fault.templateId] : []))
  if (own.length === 0 && actionIds.size === 0) return []
  const templates = arns(named, 'fis', 'experiment-template/*')
  const experiments = arns(named, 'fis', 'experiment/*')
  return [
    ...(actionIds.size === 0 ? [] : composing(actionIds, templates, named)),
    ...(own.length === 0 ? [] : startingOwn(own, named)),
    allow('BeginExperiments', ['fis:StartExperiment'], experiments, MADE_AS_OURS),
    // IAM cannot tell tagging what is being made from tagging what is there.
    allow('TagExperiments', ['fis:TagResource'], [...templates, ...experiments], MADE_AS_OURS),
    allow('FollowExperiments', ['fis:GetExperiment', 'fis:ListExperimentResolvedTargets'], experiments),
    allow('FindExperiments', ['fis:ListExperiments', 'fis:ListExperimentTemplates'], ['*'], inRegion(named)),
    // Nobody else's is ever stopped or removed.
    allow(
      'EndExperiments',
      ['fis:StopExperiment', 'fis:DeleteExperimentTemplate'],
      [...experiments, ...templates],
      OURS,
    ),
  ]
}

function composing(actionIds: ReadonlySet<string>, templates: readonly string[], named: Named): Statement[] {
  // One that only waits is the first that a careful team begins (KNOWN-UNVERIFIED.md).
  const actions = [...actionIds, 'aws:fis:wait']
    .toSorted()
    .flatMap((actionId) => arns(named, 'fis', `action/${actionId}`))
  return [
    allow('PrepareExperiments', ['fis:CreateExperimentTemplate'], [...templates, ...actions], MADE_AS_OURS),
    allow('StartExperiments', ['fis:StartExperiment'], templates, OURS),
    ...(named.fisRole === undefined
      ? []
      : [
          allow('LetFisActAsItsRole', ['iam:PassRole'], [named.fisRole], {
            StringEquals: { 'iam:PassedToService': 'fis.amazonaws.com' },
          }),
        ]),
  ]
}

/** Exactly the templates of the scenarios, and only while they are opted in. */
function startingOwn(ids: readonly string[], named: Named): Statement[] {
  const templates = ids.flatMap((id) => arns(named, 'fis', `experiment-template/${id}`))
  return [seeingTemplates(ids, named), allow('StartOwnTemplates', ['fis:StartExperiment'], templates, optedIn(named))]
}

/** @param ids - of templates of the team's own */
export function seeingTemplates(ids: readonly string[], named: Named): Statement {
  const templates = ids.flatMap((id) => arns(named, 'fis', `experiment-template/${id}`))
  return allow('SeeExperimentTemplates', ['fis:GetExperimentTemplate'], templates)
}
