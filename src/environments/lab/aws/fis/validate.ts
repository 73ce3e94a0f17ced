import { AwsError } from '../call.ts'
import { ACTIONS, RESOURCE_TYPES } from './catalogue.ts'
import { durationMs } from './durations.ts'
import type { TargetSpec, TemplateAction, TemplateContent } from './shapes.ts'

/**
 * Whether an experiment could be made from it; the real service is at least as strict [D].
 *
 * @throws AwsError naming the first thing that is wrong
 */
export function validateTemplate(template: TemplateContent): void {
  const { actions, targets = {}, stopConditions, roleArn } = template
  if (!/^arn:aws:iam::\d{12}:role\/.+/.test(roleArn)) refuse(`'${roleArn}' is not the ARN of a role`)
  if (stopConditions.length === 0) refuse('a stop condition is required, which may be none')
  for (const { source, value } of stopConditions) {
    if (source !== 'none' && source !== 'aws:cloudwatch:alarm') refuse(`unknown source '${source}' of a stop condition`)
    if (source !== 'none' && value === undefined) refuse('the stop condition names no alarm')
  }
  if (Object.keys(actions).length === 0) refuse('an action is required')
  for (const [name, target] of Object.entries(targets)) validateTarget(name, target)
  for (const [name, action] of Object.entries(actions)) validateAction(name, action, template)
  for (const name of Object.keys(targets)) {
    const used = Object.values(actions).some((action) => Object.values(action.targets ?? {}).includes(name))
    if (!used) refuse(`the target '${name}' is used by no action`)
  }
  assertNoCycle(actions)
}

function validateTarget(name: string, target: TargetSpec): void {
  const { resourceType, resourceArns, resourceTags, filters, parameters = {}, selectionMode } = target
  const known = RESOURCE_TYPES[resourceType]
  if (known === undefined) refuse(`the target '${name}' is of the type '${resourceType}', which the lab does not have`)
  // ARNs exclude tags and filters [D].
  if (resourceArns !== undefined && (resourceTags !== undefined || filters !== undefined)) {
    refuse(`the target '${name}' has both ARNs and tags or filters`)
  }
  if (resourceArns === undefined && resourceTags === undefined && filters === undefined) {
    refuse(`the target '${name}' says neither ARNs nor tags`)
  }
  if (resourceArns !== undefined && resourceArns.length > 5) refuse(`the target '${name}' has more than 5 ARNs`)
  if (!/^(ALL|COUNT\(\d+\)|PERCENT\(\d{1,3}\))$/.test(selectionMode)) {
    refuse(`the target '${name}' has the selection mode '${selectionMode}'`)
  }
  for (const parameter of Object.keys(parameters)) {
    if (!known.includes(parameter)) refuse(`the target '${name}' has the unknown parameter '${parameter}'`)
  }
}

function validateAction(name: string, action: TemplateAction, { actions, targets = {} }: TemplateContent): void {
  const spec = ACTIONS[action.actionId]
  if (spec === undefined) refuse(`the action '${name}' is '${action.actionId}', which the lab has nothing for`)
  const given = action.parameters ?? {}
  for (const required of spec.required) {
    if (given[required] === undefined) refuse(`the action '${name}' lacks the parameter '${required}'`)
  }
  for (const parameter of Object.keys(given)) {
    if (![...spec.required, ...spec.optional].includes(parameter)) {
      refuse(`the action '${name}' has the unknown parameter '${parameter}'`)
    }
  }
  if (given['duration'] !== undefined) durationMs(given['duration'])
  const [key, resourceType] = spec.target ?? []
  const named = Object.entries(action.targets ?? {})
  if (named.length !== (key === undefined ? 0 : 1)) refuse(`the action '${name}' needs ${key ?? 'no target'}`)
  for (const [givenKey, targetName] of named) {
    const target = targets[targetName]
    if (givenKey !== key) refuse(`the action '${name}' has a target '${givenKey}', and needs '${key ?? 'none'}'`)
    if (target === undefined) refuse(`the action '${name}' has the target '${targetName}', which is not there`)
    if (target.resourceType !== resourceType) refuse(`the action '${name}' needs a target of '${resourceType ?? ''}'`)
  }
  for (const before of action.startAfter ?? []) {
    if (actions[before] === undefined) refuse(`the action '${name}' starts after '${before}', which is not there`)
  }
}

function assertNoCycle(actions: TemplateContent['actions']): void {
  const open = new Set(Object.keys(actions))
  for (;;) {
    const free = [...open].filter((name) => !(actions[name]?.startAfter ?? []).some((before) => open.has(before)))
    if (free.length === 0) break
    for (const name of free) open.delete(name)
  }
  if (open.size > 0) refuse(`the actions ${[...open].join(', ')} wait for each other`)
}

function refuse(text: string): never {
  throw new AwsError('ValidationException', text)
}
