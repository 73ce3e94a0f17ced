/**
 * The closed list of reason codes. A code is an interface: dashboards and gates match on it, so codes are added and never renamed.
 * The text here says what the code means; a report carries a sentence with the figures of its drill.
 */
export const REASONS = {
  // The objective was missed.
  'rto-exceeded': 'the recovery time is above the objective',
  'rpo-exceeded': 'the data loss is above the objective',
  'not-recovered': 'the service did not recover before the drill gave up',
  'writes-holed': 'a lost write is older than a write that survived',
  'seen-then-lost': 'a value that a read had returned is gone',
  'phantom-writes': 'the final read holds writes that nobody attempted',
  relapsed: 'the service failed again after it had recovered',
  // The measurement cannot decide.
  'rto-within-interval': 'the objective lies inside the interval of the recovery time',
  'rpo-within-interval': 'the objective lies inside the interval of the data loss',
  'window-too-small': 'the window is too small to prove the availability level at the baseline error rate',
  'baseline-below-level': 'the baseline itself does not reach the availability level',
  'blind-window': 'the probe was blind at an edge that was judged',
  'shed-at-edge': 'the probe could not send at an edge that was judged',
  flapping: 'the recovery interval is inverted: the service flapped',
  'witnesses-disagree': 'the load saw an outage that the probe did not',
  'aborted-but-applied': 'a write that was classified as failed is in the final read',
  'clock-stepped': 'the wall clock was stepped during the drill',
  'fault-unmarked': 'the moment of the fault is unknown, so downtime is judged in place of the recovery time',
  // The drill is not valid.
  'not-steady': 'the service was not steady before the fault',
  'already-failing': 'the outage began before the fault',
  'no-targets': 'the fault has no target now',
  'target-moved': 'the target changed between plan and injection',
  'injection-failed': 'the fault could not be injected',
  'fault-not-proven': 'there is no proof that the fault took effect',
  'no-effect-seen': 'the fault took effect but no client saw it',
  'load-below-floor': 'the load started less than its floor of the planned requests',
  'load-died': 'the load generator ended before the drill did',
  'load-unaccounted': 'the load generator does not account for all its requests',
  'load-skipped': 'the load was left out on request',
  'final-read-missing': 'the final read of the writer failed or is incomplete',
  'final-read-unquiet': 'the final read of the writer was still changing',
  'rpo-not-measured': 'the environment has no canary to read back',
  'undo-unverified': 'it is not verified that every fault is undone',
  'redundancy-not-restored': 'the standby was not restored',
  'watchdog-lost': 'the watchdog died during the drill',
  'prober-died': 'the prober died during the drill',
  'environment-lost': 'the environment died during the drill',
  interrupted: 'the drill was interrupted',
  stopped: 'a stop condition ended the drill, or somebody did with blackstart abort',
  'guard-refused': 'a guard refused the fault when its targets were known; nothing was injected',
  killed: 'the harness was killed; the watchdog undid the faults',
  'internal-error': 'the harness itself failed',
} as const satisfies Record<string, string>

export type ReasonCode = keyof typeof REASONS
