import { type Fault, isUserFault } from '../../model/fault.ts'
import { similarTo } from '../../model/similar.ts'
import { type Role, ROLES } from '../../model/topology.ts'
import type { ComposeModel, ComposeService } from './compose/model.ts'
import { isShared } from './compose/shared.ts'
import { HAND_PREFIX, LABELS, OUR_PREFIX } from './labels.ts'

/** What a service of the stack is, by its labels. */
export interface PlannedService {
  readonly service: string
  readonly role?: Role
  readonly zone?: string
  /** SQL address as labelled: its host is to be replaced, its port is the container's. */
  readonly sql?: URL
  readonly ready?: string
  readonly events: boolean
  /** Whether it says where its files are, and how it is asked for a switchover. */
  readonly data: boolean
  readonly switchover: boolean
}

/** The stack as its labels describe it. */
export interface StackPlan {
  readonly services: readonly PlannedService[]
  /** The service and the port of its containers that customers use. */
  readonly customer: { readonly service: string; readonly port: number }
}

/**
 * Reads the labels of a compose file, for the faults that are to be injected. Pure.
 *
 * @returns the plan, or every finding at once
 */
export function planStack(
  model: ComposeModel,
  faults: readonly Fault[],
): { readonly value: StackPlan } | { readonly findings: readonly string[] } {
  const findings: string[] = []
  const services = model.services.map((service) => planService(service, findings))
  const customer = customerOf(model, services, findings)
  findings.push(
    ...faults.flatMap((fault, index) => [...untargeted(fault, index, services), ...destructive(fault, index, model)]),
  )
  if (findings.length > 0 || customer === undefined) return { findings }
  return { value: { services, customer } }
}

function planService({ name, labels, published }: ComposeService, findings: string[]): PlannedService {
  const at = (label: string): string => `service '${name}', label ${label}`
  findings.push(...unknownLabels(labels).map((text) => `service '${name}', ${text}`))
  const roleText = labels[LABELS.role]
  const role = ROLES.find((known) => known === roleText)
  if (roleText !== undefined && role === undefined) {
    findings.push(`${at(LABELS.role)}: '${roleText}' is no role. Use one of ${ROLES.join(', ')}`)
  }
  const sql = labels[LABELS.sql] === undefined ? undefined : sqlAddress(labels[LABELS.sql] ?? '')
  if (typeof sql === 'string') findings.push(`${at(LABELS.sql)}: ${sql}`)
  else if (sql !== undefined && !published.includes(Number(sql.port))) {
    findings.push(`${at(LABELS.sql)}: port ${sql.port} is not published. Add it to the service's ports`)
  }
  const { [LABELS.zone]: zone, [LABELS.ready]: ready, [LABELS.events]: events } = labels
  const data = labels[LABELS.data]
  if (data !== undefined && !/^\/[^/]/.test(data)) {
    findings.push(`${at(LABELS.data)}: '${data}': write the absolute path of the folder that is lost, and not '/'`)
  }
  if (events !== undefined && events !== 'stdout') findings.push(`${at(LABELS.events)}: '${events}': write 'stdout'`)
  return {
    service: name,
    ...(role === undefined ? {} : { role }),
    ...(zone === undefined ? {} : { zone }),
    ...(sql === undefined || typeof sql === 'string' ? {} : { sql }),
    ...(ready === undefined ? {} : { ready }),
    events: events === 'stdout',
    data: data !== undefined,
    switchover: labels[LABELS.switchover] !== undefined,
  }
}

/** A label that nobody reads is a typing error, and what it should have said is missed elsewhere. */
function unknownLabels(labels: ComposeService['labels']): string[] {
  const known: readonly string[] = Object.values(LABELS)
  return Object.keys(labels)
    .filter((label) => label.startsWith(OUR_PREFIX) && !label.startsWith(HAND_PREFIX) && !known.includes(label))
    .map((label) => {
      const meant = similarTo(label, known)
      const advice =
        meant === undefined ? `There are ${known.join(', ')}, ${HAND_PREFIX}NAME` : `Did you mean ${meant}?`
      return `label ${label}: there is no such label. ${advice}`
    })
}

/** @returns a sentence when it is none */
function sqlAddress(text: string): URL | string {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return `'${text}' is no URL. Write for example postgresql://postgres@localhost:5432/shop`
  }
  if (!['postgres:', 'postgresql:'].includes(url.protocol)) return `'${url.protocol}' is not PostgreSQL`
  if (url.password !== '') return 'holds a password, and labels are no place for one. Let the stack trust local clients'
  if (url.port === '') url.port = '5432'
  return url
}

function customerOf(
  { services }: ComposeModel,
  planned: readonly PlannedService[],
  findings: string[],
): StackPlan['customer'] | undefined {
  const labelled = services.filter(({ labels }) => labels[LABELS.http] !== undefined)
  if (labelled.length > 1) {
    findings.push(
      `${labelled.map(({ name }) => `'${name}'`).join(' and ')} both have the label ${LABELS.http}: keep one`,
    )
    return undefined
  }
  const [chosen] = labelled
  if (chosen !== undefined) {
    const port = Number(chosen.labels[LABELS.http])
    if (chosen.published.includes(port)) return { service: chosen.name, port }
    const published = chosen.published.join(', ')
    findings.push(
      `service '${chosen.name}', label ${LABELS.http}: port ${chosen.labels[LABELS.http]} is not published` +
        (published === '' ? '. Add it to the ports of the service' : `; published are ${published}`),
    )
    return undefined
  }
  for (const role of ['load-balancer', 'service'] as const) {
    const names = planned.filter((service) => service.role === role).map(({ service }) => service)
    const open = services.filter(({ name, published }) => names.includes(name) && published.length === 1)
    const [only] = open
    if (only?.published[0] !== undefined && open.length === 1) return { service: only.name, port: only.published[0] }
  }
  findings.push(
    `no service has the label ${LABELS.http}: say which one customers use, and at which of its published ports, ` +
      `for example ${LABELS.http}: "8080"`,
  )
  return undefined
}

/** What is lost with a standby must be the stack's own: nobody could bring the team's files back. */
function destructive(fault: Fault, index: number, model: ComposeModel): string[] {
  if (fault.kind !== 'standby.lose') return []
  return model.services.flatMap((service) => {
    const data = service.labels[LABELS.data]
    if (data === undefined || !isShared(service, data, model)) return []
    return [
      `faults[${index}] (${fault.kind}): ${data} of service '${service.name}' lies outside of this stack, and would be removed ` +
        'for good. Give it a volume of the stack',
    ]
  })
}

/** What a fault needs to find its target by. */
function untargeted(fault: Fault, index: number, services: readonly PlannedService[]): string[] {
  if (isUserFault(fault)) return []
  const at = `faults[${index}] (${fault.kind})`
  const lacks = (label: string): string[] => [`${at}: no service has the label ${label}`]
  if (fault.kind === 'database.failover' && !services.some(({ switchover }) => switchover))
    return lacks(LABELS.switchover)
  if (fault.kind === 'standby.lose' && !services.some(({ role, data }) => role === 'standby' && data)) {
    return [`${at}: no service with the label ${LABELS.role}: standby has the label ${LABELS.data}`]
  }
  if (fault.kind === 'replication.hold' && services.filter(({ sql }) => sql !== undefined).length < 2) {
    return [`${at}: it takes a primary and a standby with the label ${LABELS.sql}`]
  }
  if ('peer' in fault && !services.some(({ role }) => role === fault.peer)) {
    return lacks(`${LABELS.role}: ${fault.peer}`)
  }
  if ('role' in fault && !services.some(({ role }) => role === fault.role)) {
    return lacks(`${LABELS.role}: ${fault.role}`)
  }
  if (fault.kind !== 'zone.lose' && fault.kind !== 'zone.isolate') return []
  if (fault.of !== undefined && !services.some(({ role, zone }) => role === fault.of && zone !== undefined)) {
    return [`${at}: no service with the label ${LABELS.role}: ${fault.of} has the label ${LABELS.zone}`]
  }
  if (fault.zone !== undefined && !services.some(({ zone }) => zone === fault.zone)) {
    return [`${at}: no service has the label ${LABELS.zone}: ${fault.zone}`]
  }
  return []
}
