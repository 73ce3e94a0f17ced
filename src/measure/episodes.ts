import type { Episode } from '../model/judgement.ts'
import type { MeasurementConfig } from '../model/measurement-config.ts'
import { improbableRun } from './improbable-run.ts'
import { countGood, isGood, isShed, type Probes } from './probes.ts'

/** The settings that decide what an episode is. */
export type EpisodeRules = Pick<MeasurementConfig, 'episodeProbes' | 'windowProbes' | 'availability'>

/**
 * A stretch of trouble on one stream, by indices of bad probes.
 *
 * ```
 *   good good BAD good BAD BAD BAD ... BAD BAD good BAD good good good
 *             first    surelyBegun        surelyStill last
 * ```
 *
 * Between `first` and `surelyBegun`, and between `surelyStill` and `last`, bad probes may belong to the episode or be
 * background errors: the true edge lies somewhere there.
 */
export interface Stretch {
  readonly first: number
  readonly surelyBegun: number
  readonly surelyStill: number
  readonly last: number
  readonly kind: Episode['kind']
  /** How many good probes in a row can hide each edge: 0 when every probe inside was bad. */
  readonly hiddenBefore: number
  readonly hiddenAfter: number
}

interface Core {
  first: number
  surelyBegun: number
  surelyStill: number
  last: number
  kind: Episode['kind']
}

/**
 * All episodes of a stream, in order.
 *
 * **Episode**: m bad probes in a row, or a window of W probes whose share of good ones is below θ. Windows are taken
 * over what the bad runs leave, so that a full outage does not drag the background errors in its neighbourhood into the
 * episode. Bad probes close by (fewer than m good ones between) belong to it too, for a service that flickers has not
 * recovered; in a partial outage "close by" reaches as far as good probes in a row are likely there.
 *
 * Only what was really sent says something about the service: a slot that was shed is in no window, and a bad run with
 * fewer than m probes that were sent is `not-sent`. It is listed, and is neither an outage nor a relapse.
 */
export function findEpisodes(probes: Probes, rules: EpisodeRules): Stretch[] {
  const runs = badRuns(probes, rules.episodeProbes)
  let cores = merged([...runs, ...windowsBelow(probes, runs, rules)])
  for (;;) {
    for (const core of cores) grow(probes, core, rules)
    const fewer = merged(cores)
    if (fewer.length === cores.length) break
    cores = fewer
  }
  return cores.map((core) => ({
    ...core,
    kind: core.kind === 'bad-run' && sentBad(probes, core) < rules.episodeProbes ? 'not-sent' : core.kind,
    hiddenBefore: hidden(probes, core, 'before', rules),
    hiddenAfter: hidden(probes, core, 'after', rules),
  }))
}

function sentBad(probes: Probes, { first, last }: Core): number {
  let count = 0
  for (let i = first; i <= last; i++) if (!isGood(probes, i) && !isShed(probes, i)) count++
  return count
}

/** Bad run: m or more bad probes in a row. */
function badRuns(probes: Probes, m: number): Core[] {
  const runs: Core[] = []
  for (let i = 0; i < probes.length; i++) {
    if (isGood(probes, i)) continue
    const first = i
    while (i + 1 < probes.length && !isGood(probes, i + 1)) i++
    if (i - first + 1 >= m) runs.push({ first, surelyBegun: first, surelyStill: i, last: i, kind: 'bad-run' })
  }
  return runs
}

/**
 * Stretches of windows below the level. The trouble had surely begun at the bad probe by which the first window fell
 * below, and read backwards, surely lasted until the bad probe by which the last window did.
 */
function windowsBelow(probes: Probes, runs: readonly Core[], rules: EpisodeRules): Core[] {
  const rest = outside(probes, runs)
  const { windowProbes: size, availability } = rules
  const found: Core[] = []
  let bad = 0
  let current: Core | undefined
  for (let end = 0; end < rest.length; end++) {
    if (!isGood(probes, rest[end] ?? 0)) bad++
    if (end >= size && !isGood(probes, rest[end - size] ?? 0)) bad--
    if (end < size - 1) continue
    // Window below the level: its share of good probes is less than θ.
    const below = (size - bad) / size < availability
    if (!below) {
      current = undefined
      continue
    }
    const inside = rest.slice(end - size + 1, end + 1).filter((i) => !isGood(probes, i))
    const first = inside[0] ?? 0
    const last = inside.at(-1) ?? first
    if (current === undefined) {
      current = { first, surelyBegun: last, surelyStill: first, last, kind: 'below-level' }
      found.push(current)
    } else {
      current.surelyStill = first
      current.last = last
    }
  }
  return found
}

/** Indices of the probes that were sent and are in no bad run. */
function outside(probes: Probes, runs: readonly Core[]): number[] {
  const rest: number[] = []
  let next = 0
  for (let i = 0; i < probes.length; i++) {
    const run = runs[next]
    if (run !== undefined && i >= run.first) {
      i = run.last
      next++
    } else if (!isShed(probes, i)) rest.push(i)
  }
  return rest
}

/** Joins stretches that touch. */
function merged(cores: readonly Core[]): Core[] {
  const result: Core[] = []
  for (const core of [...cores].sort((a, b) => a.first - b.first)) {
    const before = result.at(-1)
    if (before === undefined || core.first > before.last) {
      result.push({ ...core })
      continue
    }
    before.surelyBegun = Math.min(before.surelyBegun, core.surelyBegun)
    before.surelyStill = Math.max(before.surelyStill, core.surelyStill)
    before.last = Math.max(before.last, core.last)
    if (core.kind === 'below-level') before.kind = 'below-level'
  }
  return result
}

/** Takes in bad probes near both ends. */
function grow(probes: Probes, core: Core, rules: EpisodeRules): void {
  const before = Math.max(rules.episodeProbes, hidden(probes, core, 'before', rules))
  for (let i = core.first - 1, good = 0; i >= 0 && good < before; i--) {
    if (isGood(probes, i)) good++
    else {
      core.first = i
      good = 0
    }
  }
  const after = Math.max(rules.episodeProbes, hidden(probes, core, 'after', rules))
  for (let i = core.last + 1, good = 0; i < probes.length && good < after; i++) {
    if (isGood(probes, i)) good++
    else {
      core.last = i
      good = 0
    }
  }
}

/** From the share of good probes in the W probes of the certain part that lie next to the edge. */
function hidden(probes: Probes, core: Core, edge: 'before' | 'after', { windowProbes }: EpisodeRules): number {
  const certain = core.surelyBegun <= core.surelyStill
  const from = certain ? core.surelyBegun : core.first
  const to = (certain ? core.surelyStill : core.last) + 1
  const near = edge === 'before' ? [from, Math.min(to, from + windowProbes)] : [Math.max(from, to - windowProbes), to]
  const [start = from, end = to] = near
  return Math.min(windowProbes, improbableRun(countGood(probes, start, end) / (end - start)))
}
