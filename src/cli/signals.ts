/** How often it is looked whether the launcher is still there, in milliseconds. */
const LOOK_MS = 500

export interface Interrupt {
  /** Aborted at the first signal; its reason is the signal's name. */
  readonly signal: AbortSignal
  release(): void
}

/**
 * Listens for the signals by which a person or the machine ends a drill. A second signal changes nothing: npm delivers
 * Ctrl-C twice, and an impatient second press must not cut the undo short.
 */
export function untilSignal(): Interrupt {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const listeners = names.map((name) => [name, () => controller.abort(name)] as const)
  for (const [name, listener] of listeners) process.on(name, listener)
  const look = watchLauncher(() => controller.abort('the launcher died'))
  return {
    signal: controller.signal,
    release: () => {
      for (const [name, listener] of listeners) process.off(name, listener)
      clearInterval(look)
    },
  }
}

/** Where Node could not replace itself, the launcher is our parent: killed, it cannot pass its signal on. */
function watchLauncher(onDeath: () => void): NodeJS.Timeout | undefined {
  if (process.env['BLACKSTART_LAUNCHER_PID'] !== String(process.ppid)) return undefined
  const launcher = process.ppid
  const look = setInterval(() => {
    if (process.ppid !== launcher) onDeath()
  }, LOOK_MS)
  look.unref()
  return look
}
