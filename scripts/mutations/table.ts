/** One formula, and a way to get it wrong. */
export interface Mutation {
  readonly formula: string
  readonly file: string
  /** Must occur exactly once in the file. */
  readonly find: string
  readonly replace: string
  /** @default the mirror of the file; the tests of the whole judgement always run too */
  readonly tests?: readonly string[]
}

const at = (name: string) => `src/measure/${name}.ts`

/** Every formula of the measurement, broken the way it is most easily broken: ok for good, the wrong end of an interval. */
export const MUTATIONS: readonly Mutation[] = [
  // Good, and the baseline.
  {
    formula: 'good: ok within τ',
    file: at('probes'),
    find: 'Number(code === OK && (completedNs[i] ?? NaN) - (sentNs[i] ?? NaN) <= withinNs)',
    replace: 'Number(code === OK)',
  },
  {
    formula: 'what is not known yet is left out',
    file: at('probes'),
    find: 'return settled || (table.sentNs[row] ?? NaN) + withinNs <= observedUntilNs',
    replace: 'return true',
  },
  {
    formula: 'baseline ends before the fault',
    file: at('baseline'),
    find: 'Math.min(span.toNs, firstAskedNs - goodWithinNs)',
    replace: 'span.toNs',
  },
  {
    formula: 'ℓ*: of good probes only',
    file: at('baseline'),
    find: 'if (isGood(probes, i)) longest',
    replace: 'if (isOk(probes, i)) longest',
  },
  { formula: 'ℓ*: send lag included', file: at('baseline'), find: 'lag + longest', replace: 'longest' },
  {
    formula: 'k: the smallest with p^k ≤ 10⁻⁶',
    file: at('improbable-run'),
    find: 'Math.ceil(',
    replace: 'Math.floor(',
  },
  // Edges.
  {
    formula: 'onset, early end: sL',
    file: at('edges'),
    find: 'lastGood < 0 ? null : hiddenFrom(probes, lastGood, stretch.hiddenBefore)',
    replace: 'lastGood < 0 ? null : sentAt(probes, f1)',
  },
  {
    formula: 'onset, late end: + ℓ*',
    file: at('edges'),
    find: 'sentAt(probes, f1) + widening.serviceTimeNs + widening.backgroundNs + blind',
    replace: 'sentAt(probes, f1) + widening.backgroundNs + blind',
  },
  {
    formula: 'onset, late end: + k·d',
    file: at('edges'),
    find: 'sentAt(probes, f1) + widening.serviceTimeNs + widening.backgroundNs + blind',
    replace: 'sentAt(probes, f1) + widening.serviceTimeNs + blind',
  },
  {
    formula: 'onset, late end: + blind time',
    file: at('edges'),
    find: 'sentAt(probes, f1) + widening.serviceTimeNs + widening.backgroundNs + blind',
    replace: 'sentAt(probes, f1) + widening.serviceTimeNs + widening.backgroundNs',
  },
  {
    formula: 'recovery, early end: max(c₁ − d − ℓ*, sX)',
    file: at('edges'),
    find: 'Math.max(c1 - gap - widening.serviceTimeNs, sX)',
    replace: 'Math.min(c1 - gap - widening.serviceTimeNs, sX)',
  },
  {
    formula: 'recovery, early end: − ℓ*',
    file: at('edges'),
    find: 'c1 - gap - widening.serviceTimeNs, sX',
    replace: 'c1 - gap, sX',
  },
  {
    formula: 'recovery, early end: X is not ok, not merely not good',
    file: at('edges'),
    find: '!isOk(probes, i) && !isShed(probes, i)',
    replace: '!isGood(probes, i) && !isShed(probes, i)',
  },
  {
    formula: 'recovery, early end: − k·d',
    file: at('edges'),
    find: 'early - widening.backgroundNs - blind',
    replace: 'early - blind',
  },
  {
    formula: 'recovery, early end: − blind time',
    file: at('edges'),
    find: 'early - widening.backgroundNs - blind',
    replace: 'early - widening.backgroundNs',
  },
  {
    formula: 'recovery, late end: c₁ of the first good probe',
    file: at('edges'),
    find: 'const c1 = firstGood === undefined ? undefined : completedAt(probes, firstGood)',
    replace: 'const c1 = firstGood === undefined ? undefined : sentAt(probes, firstGood)',
  },
  {
    formula: 'a shed slot makes an edge unknown',
    file: at('edges'),
    find: 'if (isShed(probes, i)) return true',
    replace: 'if (isShed(probes, i)) return false',
  },
  {
    formula: 'a missing slot makes an edge unknown',
    file: at('edges'),
    find: '(probes.seq[i] ?? 0) - (probes.seq[i - 1] ?? 0) > 1',
    replace: 'false',
  },
  // Episodes and stability.
  {
    formula: 'episode: m bad probes in a row',
    file: at('episodes'),
    find: 'if (i - first + 1 >= m)',
    replace: 'if (i - first >= m)',
  },
  {
    formula: 'episode: a window below θ',
    file: at('episodes'),
    find: '(size - bad) / size < availability',
    replace: '(size - bad) / size < 0',
  },
  { formula: 'Wilson lower limit', file: at('wilson'), find: '(centre - half) / (1 + z2 / of)', replace: 'share' },
  {
    formula: 'W that the baseline needs',
    file: at('wilson'),
    find: 'const margin = 1 - badShare - level',
    replace: 'const margin = 1 - level',
  },
  {
    formula: 'up: Wilson limit ≥ θ',
    file: at('stability'),
    find: 'wilsonLower(good, size) >= availability',
    replace: 'good / size >= availability',
  },
  {
    formula: 'recovered: held for h',
    file: at('stability'),
    find: 'upAtNs + msToNs(rules.holdDownMs)',
    replace: 'upAtNs',
  },
  {
    formula: 'flaps',
    file: at('outage'),
    find: 'outage.lastOfOutage - outage.firstAfterFault : 0',
    replace: 'outage.lastOfOutage - outage.firstAfterFault + 1 : 0',
  },
  { formula: 'relapses', file: at('outage'), find: 'outage.episodes.length - 1 - outage.lastOfOutage', replace: '0' },
  {
    formula: 'blind windows count where they touch',
    file: at('outage'),
    find: 'window.fromNs <= toNs + withinNs && window.toNs >= fromNs - withinNs',
    replace: 'false',
  },
  // Fault, RTA, downtime.
  {
    formula: 'f cannot lie after its effect',
    file: at('recovery-time'),
    find: 'Math.min(injection.returnedNs ?? Infinity, ...effects)',
    replace: 'injection.returnedNs ?? Infinity',
  },
  {
    formula: 'RTA = b − f: the wrong end of f',
    file: at('recovery-time'),
    find: 'Math.max(0, to.lo - from.hi)',
    replace: 'to.lo - (from.lo ?? 0)',
  },
  {
    formula: 'RTA = b − f: the wrong end of b',
    file: at('recovery-time'),
    find: 'to.hi - from.lo,',
    replace: '(to.lo ?? 0) - from.lo,',
  },
  { formula: 'already failing', file: at('recovery-time'), find: 'onset.hi < fault.lo', replace: 'false' },
  {
    formula: 'the slowest judged stream',
    file: at('recovery-time'),
    find: 'bHi > aHi ? 1 : -1',
    replace: 'bHi > aHi ? -1 : 1',
  },
  {
    formula: 'only streams outside the zones are judged',
    file: at('judged-streams'),
    find: '&& info.insideZone === undefined',
    replace: '',
    tests: [],
  },
  {
    formula: 'not recovered: no upper end',
    file: at('recovery-time'),
    find: 'outage.recovered ? hi : null',
    replace: 'hi',
  },
  {
    formula: 'no outage longer than … + τ',
    file: at('availability'),
    find: 'return longest + goodWithinNs',
    replace: 'return longest',
  },
  { formula: 'time below 50 %', file: at('availability'), find: 'if (share < 0.5)', replace: 'if (share < 0.4)' },
  {
    formula: 'unavailability: ± d for each run',
    file: at('availability'),
    find: 'hi: (bad + runs) * d',
    replace: 'hi: bad * d',
  },
  {
    formula: 'availability since the fault',
    file: at('availability'),
    find: 'lo: share(fullOutageNs.hi), hi: share(fullOutageNs.lo)',
    replace: 'lo: share(fullOutageNs.lo), hi: share(fullOutageNs.lo)',
  },
  {
    formula: 'pass: all of the interval',
    file: at('objectives'),
    find: 'hi !== null && hi <= target',
    replace: 'lo !== null && lo <= target',
  },
  {
    formula: 'fail: all of the interval',
    file: at('objectives'),
    find: 'lo !== null && lo > target',
    replace: 'hi !== null && hi > target',
  },
  // Writes.
  {
    formula: 'lost = K \\ G',
    file: at('loss'),
    find: '      if (isThere) continue\n      lost++',
    replace: '      lost++',
  },
  {
    formula: 'lost: never 0 without a final read',
    file: at('loss'),
    find: '(present === undefined ? null : count)',
    replace: '(count)',
  },
  {
    formula: 'holes: older than a survivor',
    file: at('loss'),
    find: 'acknowledgedNs < (kept?.newestBeforeOnsetNs ?? -Infinity)',
    replace: 'acknowledgedNs > (kept?.newestBeforeOnsetNs ?? -Infinity)',
  },
  {
    formula: 'holes: the survivor acknowledged before the onset',
    file: at('loss'),
    find: 'acknowledgedAt(ledger, seq) <= acknowledgedBefore',
    replace: 'true',
  },
  {
    formula: 'phantoms = G \\ T',
    file: at('loss'),
    find: '(acknowledged - lost + applied + survived)',
    replace: 'attempted',
  },
  {
    formula: 'aborted but applied = N ∩ G',
    file: at('loss'),
    find: 'if (isThere) applied++',
    replace: 'if (!isThere) applied++',
  },
  {
    formula: 'indeterminate: survived or vanished',
    file: at('loss'),
    find: '} else if (isThere) {',
    replace: '} else if (!isThere) {',
  },
  { formula: 'pessimistic loss', file: at('loss'), find: 'measured(lost + vanished)', replace: 'measured(lost)' },
  {
    formula: 'duplicates: without the first',
    file: at('final-read'),
    find: 'if (set.add(seqs[i] ?? 0)) duplicates++',
    replace: 'if (!set.add(seqs[i] ?? 0)) duplicates++',
  },
  {
    formula: 'absence is a proof only when the read was quiet',
    file: at('final-read'),
    find: 'read.complete && read.quiescent && read.error === undefined',
    replace: 'read.complete && read.error === undefined',
  },
  {
    formula: 'seen then lost',
    file: at('reads'),
    find: 'present?.byWriter.get(ledger.writer)?.has(seq) !== true',
    replace: 'false',
  },
  {
    formula: 'stale: acknowledged before the read was sent',
    file: at('reads'),
    find: 'if (acknowledgedNs < sent) {',
    replace: 'if (acknowledgedNs < completed) {',
  },
  {
    formula: 'possibly stale: while it was under way',
    file: at('reads'),
    find: 'else if (acknowledgedNs < completed) possibly++',
    replace: '',
  },
  {
    formula: 'stale: newer than the value read',
    file: at('reads'),
    find: 'first[Math.min(seq + 1, outcome.length)]',
    replace: 'first[Math.min(Math.max(0, seq), outcome.length)]',
  },
  {
    formula: 'corrupt: nobody had attempted it',
    file: at('reads'),
    find: 'if (!attempted) corrupt++',
    replace: 'if (!attempted) seen.add(seq)',
  },
  {
    formula: 'corrupt: a wrong echo',
    file: at('acknowledgements'),
    find: 'count + Number(each === code)',
    replace: 'count',
  },
  {
    formula: 'zombies: sent after the successor acknowledged',
    file: at('acknowledgements'),
    find: '(table.sentNs[row] ?? NaN) > (deposedNs',
    replace: '(table.sentNs[row] ?? NaN) < (deposedNs',
  },
  {
    formula: 'zombies: the successor has a higher epoch',
    file: at('acknowledgements'),
    find: 'other > epoch',
    replace: 'other !== epoch',
  },
  {
    formula: 'acknowledged at the latest: clock error',
    file: at('write-ledger'),
    find: '(tookNs[seq] ?? NaN) + clockErrorNs',
    replace: '(tookNs[seq] ?? NaN)',
  },
  {
    formula: 'acknowledged at the latest: rounded up',
    file: at('write-ledger'),
    find: 'return rounded < ns ?',
    replace: 'return rounded > ns ?',
  },
  {
    formula: 'acknowledged if one attempt was',
    file: at('write-ledger'),
    find: 'if (ledger.outcome[seq] === ACKNOWLEDGED) continue',
    replace: '',
  },
  // Recovery point.
  {
    formula: 'RPA, early end: oldest lost acknowledgement',
    file: at('recovery-point'),
    find: 'seconds(onset.lo - loss.oldestLostNs)',
    replace: 'seconds(onset.lo - loss.newestLostNs)',
  },
  {
    formula: 'RPA, late end: newest survivor',
    file: at('recovery-point'),
    find: 'seconds(onset.hi - loss.newestKeptNs)',
    replace: 'seconds(onset.hi - (onset.lo ?? 0))',
  },
  {
    formula: 'RPA: unbounded when writes were lost after the onset',
    file: at('recovery-point'),
    find: 'lostAfterOnset ? null : hi',
    replace: 'hi',
  },
  {
    formula: 'survivor sent before the oldest lost acknowledgement',
    file: at('loss'),
    find: 'sent + 2 * clockErrorNs < sentBefore',
    replace: 'true',
  },
  {
    formula: 'RPO of 0: judged on lost writes',
    file: at('objectives'),
    find: "judgedOn === 'writes' ? (lost === 0 ? 'pass' : 'fail')",
    replace: "judgedOn === 'writes' ? within(actual, targetSeconds)",
  },
  {
    formula: 'loss window: to the cut-over',
    file: at('loss-window'),
    find: 'seconds(cutOver.lo - loss.oldestLostNs)',
    replace: 'seconds(cutOver.hi ?? 0 - loss.oldestLostNs)',
  },
  {
    formula: 'loss window: from the newest survivor',
    file: at('loss-window'),
    find: 'seconds(cutOver.hi - loss.newestKeptNs)',
    replace: '0',
  },
  // Further times.
  { formula: 'steady state: p99 within a tenth', file: at('steady-again'), find: '* P99_ROOM', replace: '* 2' },
  { formula: 'steady state: rate ≥ 0.9', file: at('steady-again'), find: '* RATE_SHARE', replace: '* 0' },
  { formula: 'steady state: errors at baseline', file: at('steady-again'), find: 'bad <= limits.bad', replace: 'true' },
  {
    formula: 'steady state: three windows in a row',
    file: at('steady-again'),
    find: 'const WINDOWS = 3',
    replace: 'const WINDOWS = 1',
  },
  {
    formula: 'quantile bound: P(X ≥ k) ≤ 5 %',
    file: at('quantile-bounds'),
    find: 'if (tail > MISS) return k + 1',
    replace: 'if (tail > MISS) return k',
  },
  {
    formula: 'quantile bound: how many values it needs',
    file: at('quantile-bounds'),
    find: 'Math.ceil(Math.log(MISS) / Math.log(q) - 1e-9)',
    replace: 'Math.floor(Math.log(MISS) / Math.log(q))',
  },
  {
    formula: 'time to detect: not before the fault',
    file: at('where-the-time-went'),
    find: 'at.hi >= faultNs',
    replace: 'true',
  },
  {
    formula: 'legs: the ladder comes first',
    file: at('where-the-time-went'),
    find: '(route ?? eventEnd(events, leg, faultNs, recoveryNs))',
    replace: 'eventEnd(events, leg, faultNs, recoveryNs)',
  },
  {
    formula: 'legs: none is negative',
    file: at('where-the-time-went'),
    find: 'if (hi !== null && hi <= limitNs) return hi',
    replace: 'if (hi !== null) return hi',
  },
  {
    formula: 'legs: what is not known is unattributed',
    file: at('where-the-time-went'),
    find: 'const known = position === expected',
    replace: 'const known = true',
  },
  { formula: "people's time is credited", file: at('people'), find: 'sum + step.ms', replace: 'sum' },
  {
    formula: 'a measured detection replaces the credited one',
    file: at('people'),
    find: "!(kind === 'detection' && detected)",
    replace: 'true',
  },
  {
    formula: 'a skipped decision voids the RPO',
    file: at('people'),
    find: "kind === 'decision' && !waited",
    replace: 'false',
  },
  {
    formula: 'a floor is judged on the other side',
    file: at('bounds'),
    find: 'within(negative(actual), -target)',
    replace: 'within(actual, target)',
  },
  // Validity and verdict.
  {
    formula: 'steady: a window of operations at least',
    file: at('steady'),
    find: 'if (operations < windowProbes)',
    replace: 'if (operations < 0)',
  },
  {
    formula: 'steady: W is large enough for the baseline',
    file: at('steady'),
    find: 'needed > windowProbes',
    replace: 'false',
  },
  { formula: 'load: its floor', file: at('load-validity'), find: 'started < loadFloor * planned', replace: 'false' },
  {
    formula: 'load: planned = started + dropped',
    file: at('load-validity'),
    find: 'Math.abs(planned - started - dropped) > tolerance',
    replace: 'false',
  },
  {
    formula: 'witnesses disagree',
    file: at('witnesses'),
    find: '!seen.some((other)',
    replace: 'seen.some((other)',
    tests: [],
  },
  {
    formula: 'the wall clock was stepped',
    file: at('wall-clock'),
    find: 'Math.abs(stepMs) > READING_MS + elapsedMs * SLEW',
    replace: 'false',
  },
  {
    formula: 'a step between two samples',
    file: at('wall-clock'),
    find: 'if (Math.abs(ms) <= STEP_MS + elapsedMs * SLEW) return []',
    replace: 'return []',
  },
  {
    formula: 'validity first',
    file: at('verdict'),
    find: 'if (invalid.length > 0) {',
    replace: 'if (invalid.length > 99) {',
  },
  {
    formula: 'proven loss fails whatever else happened',
    file: at('verdict'),
    find: "const verdict = provenLoss.length > 0 ? 'fail' : 'inconclusive'",
    replace: "const verdict = 'inconclusive'",
  },
  {
    formula: 'fail before inconclusive',
    file: at('verdict'),
    find: "if (any('fail') || failures.length > 0) return",
    replace: 'if (failures.length > 0) return',
  },
  {
    formula: 'inconclusive before pass',
    file: at('verdict'),
    find: "if (any('inconclusive') || doubts.length > 0) return",
    replace: 'if (doubts.length > 0) return',
  },
  {
    formula: 'expected failures do not decide',
    file: at('failures'),
    find: 'found.filter((each) => !isExpected(each))',
    replace: 'found',
  },
  // Series.
  {
    formula: 'P(loss) ≤ 3 / n',
    file: 'src/drill/series.ts',
    find: 'Math.min(1, 3 / lost.length)',
    replace: '1 / lost.length',
  },
  {
    formula: 'the median as an interval',
    file: 'src/drill/series.ts',
    find: 'median: { lo: known(median(los)), hi: known(median(his)) }',
    replace: 'median: { lo: known(median(his)), hi: known(median(his)) }',
  },
  {
    formula: 'the worst verdict',
    file: 'src/drill/series.ts',
    find: "verdicts.fail > 0 ? 'fail'",
    replace: "verdicts.fail === drills.length ? 'fail'",
  },
  // The instrument.
  {
    formula: 'the timetable is never re-based',
    file: 'src/observe/timetable.ts',
    find: 'row.startNs + row.nextSeq * row.intervalNs',
    replace: 'row.startNs + row.nextSeq * row.intervalNs * 1.01',
  },
  {
    formula: 'a late tick is a blind window',
    file: 'src/observe/blind-watch.ts',
    find: 'nowNs - this.#lastTickNs > this.#limitNs',
    replace: 'nowNs - this.#lastTickNs < this.#limitNs',
  },
  {
    formula: 'a read must return the newest acknowledged write',
    file: 'src/observe/content-check.ts',
    find: '(seq as number) >= atLeastSeq',
    replace: 'true',
  },
  {
    formula: 'an unknown error is indeterminate',
    file: 'src/observe/classification.ts',
    find: "outcome: 'info'",
    replace: "outcome: 'fail'",
  },
]
