/** The processes of a drill beside the harness. Each is the same program, started in another role. */
export const PROCESS_ROLES = [
  'watchdog',
  'prober',
  'labd',
  'lab-relay',
  'lab-service',
  'lab-balancer',
  'lab-endpoint',
  'lab-manager',
  'lab-dns',
  'lab-customers',
  'lab-aws',
  'stack-database',
  'stack-service',
  'stack-balancer',
  'stack-endpoint',
  'stack-manager',
  'stack-hand',
] as const
export type ProcessRole = (typeof PROCESS_ROLES)[number]

/** How to start one of our own processes, from `src/` and from `dist/`: made by the composition root and handed down. */
export interface Launcher {
  /** Absolute path of Node. */
  readonly command: string
  /** Arguments up to and without the role, which is the last one. */
  readonly args: readonly string[]
}
