import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from '../../../system/clock.ts'
import { callAgent } from '../agent-calls.ts'
import type { LabAlert } from '../alerts.ts'
import { checkHealth } from '../balancer/health.ts'
import type { LabZone, ServiceRoute } from '../names.ts'
import type { LabSettings } from '../settings.ts'
import type { EventLog } from './event-log.ts'
import type { ZoneParts } from './zone-parts.ts'

/** How long the launch of an instance may take. */
const REPLACE_TIMEOUT_MS = 20_000

/** A health check that takes longer has failed. Patient: to replace an instance that is only slow makes a busy machine busier. */
const CHECK_TIMEOUT_MS = 1_000

/** One place as auto-scaling sees it. */
interface Watched {
  readonly zone: LabZone
  readonly route: ServiceRoute
  /** Since when its instance is unhealthy; undefined while it is healthy. */
  sinceNs: string | undefined
  told: boolean
}

/**
 * Keeps the number of service instances up, as auto-scaling does: one that is unhealthy for longer than the grace is
 * ended and replaced in its place. It works from outside the zones, by way of their relays, so in a zone that is lost or
 * cut off it can do nothing, and tries again; so it does where the provider has no capacity for new ones.
 */
export class AutoScaling {
  readonly #zones: ReadonlyMap<LabZone, ZoneParts>
  readonly #settings: LabSettings
  readonly #events: EventLog
  readonly #withoutCapacity: ReadonlySet<LabZone>
  readonly #watched: readonly Watched[]
  readonly #ended = new AbortController()

  /** @param withoutCapacity - zones in which nothing can be launched, as they are from moment to moment */
  constructor(
    zones: ReadonlyMap<LabZone, ZoneParts>,
    settings: LabSettings,
    events: EventLog,
    withoutCapacity: ReadonlySet<LabZone>,
  ) {
    this.#zones = zones
    this.#settings = settings
    this.#events = events
    this.#withoutCapacity = withoutCapacity
    this.#watched = [...zones].flatMap(([zone, { services }]) =>
      services.places.map(({ route }) => ({ zone, route, sinceNs: undefined, told: false })),
    )
  }

  /** Each place is watched by itself, until {@link end}. */
  start(): void {
    for (const watched of this.#watched) void this.#watch(watched)
  }

  end(): void {
    this.#ended.abort()
  }

  async #watch(watched: Watched): Promise<void> {
    const { healthIntervalMs, graceMs, replacement } = this.#settings
    while (!this.#ended.signal.aborted) {
      await this.#check(watched)
      const { sinceNs } = watched
      if (sinceNs !== undefined && ageMs(sinceNs) >= graceMs) {
        if (replacement === 'off') this.#raiseAlarm(watched, sinceNs)
        else if (this.#withoutCapacity.has(watched.zone)) this.#refuseLaunch(watched)
        else await this.#replace(watched)
      }
      await sleep(healthIntervalMs, undefined, { signal: this.#ended.signal }).catch(() => {})
    }
  }

  async #check(watched: Watched): Promise<void> {
    const { zone, route } = watched
    const checkedNs = monotonicNow()
    const port = this.#partsOf(zone).relay.port(route)
    const healthy = await checkHealth({ id: route, port }, CHECK_TIMEOUT_MS)
    if (this.#ended.signal.aborted) return
    if (healthy) {
      watched.sinceNs = undefined
      watched.told = false
    } else if (watched.sinceNs === undefined) {
      watched.sinceNs = checkedNs
      this.#tell('instance-unhealthy', watched, 'it does not answer its health check', checkedNs)
    }
  }

  /** Told once for each loss; acting is left to people. */
  #raiseAlarm(watched: Watched, sinceNs: string): void {
    if (!watched.told) this.#tell('alarm', watched, 'nothing replaces it', sinceNs, 'ServiceCapacityLost')
    watched.told = true
  }

  /** Told once for each loss, and tried again. */
  #refuseLaunch(watched: Watched): void {
    if (!watched.told)
      this.#tell('launch-failed', watched, 'its zone has no capacity for new instances', monotonicNow())
    watched.told = true
  }

  async #replace(watched: Watched): Promise<void> {
    const { zone, route } = watched
    const fromNs = monotonicNow()
    try {
      const agent = { port: this.#partsOf(zone).relay.port('agent') }
      const outcome = await callAgent(agent, 'replace', { place: route }, REPLACE_TIMEOUT_MS)
      if (outcome === 'replaced' && !this.#ended.signal.aborted) {
        this.#tell('instance-replaced', watched, 'a new instance took its place', fromNs)
      }
      watched.sinceNs = undefined
      watched.told = false
    } catch (error) {
      if (!watched.told && !this.#ended.signal.aborted) this.#tell('replacement-failed', watched, String(error), fromNs)
      watched.told = true
    }
  }

  #partsOf(zone: LabZone): ZoneParts {
    const parts = this.#zones.get(zone)
    if (parts === undefined) throw new RangeError(`there is no zone '${zone}'`)
    return parts
  }

  #tell(kind: string, { zone, route }: Watched, text: string, fromNs: string, alert?: LabAlert): void {
    const instance = this.#partsOf(zone).services.places.find((place) => place.route === route)?.instance
    this.#events.append({
      kind,
      component: instance?.id ?? route,
      fromNs,
      toNs: monotonicNow(),
      source: 'auto-scaling',
      text: `${alert === undefined ? '' : `${alert}: `}${text} (zone ${zone}, ${route})`,
      ...(alert === undefined ? {} : { alert }),
    })
  }
}

function ageMs(sinceNs: string): number {
  return Number(BigInt(monotonicNow()) - BigInt(sinceNs)) / 1e6
}
