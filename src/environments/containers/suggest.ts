import type { Role } from '../../model/topology.ts'
import type { ComposeModel, ComposeService } from './compose/model.ts'
import { sharedThings } from './compose/shared.ts'
import { LABELS } from './labels.ts'

/** Labels that a service seems to need, each with what it was told by. */
export interface SuggestedService {
  readonly service: string
  readonly labels: readonly { readonly label: string; readonly value: string; readonly because: string }[]
}

/** What a compose file seems to be, from its names, images and ports: to be read, and corrected, by those who know. */
export interface Suggestion {
  readonly services: readonly SuggestedService[]
  /** What cannot be seen in the file and has to be said. */
  readonly missing: readonly string[]
  /** What a first drill breaks. */
  readonly target: Role | undefined
}

const IMAGES: readonly { readonly role: Role; readonly pattern: RegExp; readonly what: string }[] = [
  { role: 'primary', pattern: /(^|[/_-])(postgres|postgis|timescale|mysql|mariadb|mongo)/, what: 'a database' },
  { role: 'load-balancer', pattern: /(^|[/_-])(nginx|haproxy|traefik|envoy|caddy)/, what: 'a load balancer' },
]

const NO_POSTGRES = /mysql|mariadb|mongo/

const STANDBY = /standby|replica|slave|secondary/

/** Services that neither serve customers nor keep what they wrote. */
const ASIDE = /(^|[/_-])(redis|memcached|rabbitmq|kafka|zookeeper|prometheus|grafana|adminer|pgadmin|mailhog)/

/** Guesses what is what. Pure. */
export function suggestLabels(model: ComposeModel): Suggestion {
  const { services } = model
  const roles = new Map(services.map((service) => [service.name, roleOf(service)]))
  const has = (role: Role): readonly ComposeService[] => services.filter(({ name }) => roles.get(name)?.role === role)
  const entry = [...has('load-balancer'), ...has('service')].find(({ published }) => published.length > 0)
  const missing = [
    ...(entry === undefined ? [`which service customers use: ${LABELS.http}, at a port that it publishes`] : []),
    ...(has('service').length === 0 ? [`which service answers requests: ${LABELS.role}: service`] : []),
    ...has('primary')
      .filter((service) => sqlOf(service) === undefined)
      .map(({ name, image = '' }) =>
        NO_POSTGRES.test(image)
          ? `nothing about '${name}': it is no PostgreSQL and cannot be asked; canaries go by way of your service`
          : `how '${name}' is asked, if it is a PostgreSQL that lets local clients in without a password: ${LABELS.sql}: ` +
            'postgresql://user@localhost:5432/database, with its port published',
      ),
    ...sharedThings(model).map(({ key, text }) => `whether a drill may use it: ${text} (setting: shared=${key})`),
  ]
  return {
    services: services.map((service) => {
      const guessed = roles.get(service.name)
      const sql = guessed?.role === 'primary' || guessed?.role === 'standby' ? sqlOf(service) : undefined
      return {
        service: service.name,
        labels: [
          ...(guessed === undefined ? [] : [{ label: LABELS.role, value: guessed.role, because: guessed.because }]),
          ...(service === entry
            ? [{ label: LABELS.http, value: String(service.published[0]), because: 'the first port that it publishes' }]
            : []),
          ...(sql === undefined ? [] : [{ label: LABELS.sql, value: sql, because: 'it trusts its clients' }]),
        ],
      }
    }),
    missing,
    target: (['service', 'primary', 'load-balancer'] as const).find((role) => has(role).length > 0),
  }
}

function roleOf({ name, image = '', builds }: ComposeService): { role: Role; because: string } | undefined {
  const found = IMAGES.find(({ pattern }) => pattern.test(image))
  if (found?.role === 'primary' && STANDBY.test(name)) return { role: 'standby', because: 'its name' }
  if (found !== undefined) return { role: found.role, because: `its image is ${found.what}` }
  if (ASIDE.test(image)) return undefined
  if (/proxy|balancer|gateway|ingress|^lb$|^front/.test(name)) return { role: 'load-balancer', because: 'its name' }
  if (STANDBY.test(name)) return { role: 'standby', because: 'its name' }
  if (/(^|[_-])(db|database|postgres|mysql|mariadb|mongo)$/.test(name)) return { role: 'primary', because: 'its name' }
  if (/^(db|database|store|storage)/.test(name)) return undefined
  return { role: 'service', because: builds ? 'it is built here' : 'it is nothing else' }
}

/** Only of a PostgreSQL that lets clients in without a password: labels are no place for one. */
function sqlOf({ image = '', environment, published }: ComposeService): string | undefined {
  if (!/postg|timescale/.test(image) || environment['POSTGRES_HOST_AUTH_METHOD'] !== 'trust') return undefined
  if (!published.includes(5_432)) return undefined
  const user = environment['POSTGRES_USER'] ?? 'postgres'
  return `postgresql://${user}@localhost:5432/${environment['POSTGRES_DB'] ?? user}`
}

/** The labels as a compose file, to be laid over the team's own. */
export function renderLabels({ services, missing }: Suggestion): string {
  const lines = [
    '# What Blackstart needs to know of the services, guessed from their names, images and ports: correct it.',
    '# Laid over your compose file in drills; nothing else reads it. All labels: docs/containers.md of the package.',
    ...missing.map((what) => `# Still to be said: ${what}`),
    'services:',
  ]
  for (const { service, labels } of services) {
    if (labels.length === 0) {
      lines.push(`  # ${service}: no label, no role in a drill`)
      continue
    }
    lines.push(`  ${JSON.stringify(service)}:`, '    labels:')
    for (const { label, value, because } of labels) lines.push(`      ${label}: ${JSON.stringify(value)} # ${because}`)
    lines.push('      # blackstart.zone: a')
  }
  return `${lines.join('\n')}\n`
}
