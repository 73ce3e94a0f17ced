import { spawn, type ChildProcess } from 'node:child_process'

/**
 * Starts a watcher beside the program and then becomes the program, so the pid is the program's own. The watcher
 * holds the lifeline (file descriptor 3): when the parent dies in whatever way, the read ends and the whole process
 * group is killed. `kill 0` names the watcher's own group, which cannot have been given to others while it lives.
 */
const BECOME_WITH_LIFELINE = `
(read -r _ <&3 || kill -KILL 0) </dev/null >/dev/null 2>&1 &
niceness=$1
shift
if [ "$niceness" -gt 0 ] && command -v nice >/dev/null; then exec nice -n "$niceness" "$@" 3<&-; fi
exec "$@" 3<&-
`

/** Where the output of a program goes: a pipe, nowhere, or an open file. */
type Sink = 'pipe' | 'ignore' | number

interface LifelineOptions {
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  readonly stdout: Sink
  readonly stderr: Sink
  /** By how much to lower the priority (needs no privilege); left as it is where there is no `nice`. @default 0 */
  readonly niceness?: number
}

/**
 * Starts a program that knows nothing of us in a process group of its own, and lets the group die with this process,
 * even when this process is killed with SIGKILL. Linux and macOS (POSIX shell).
 *
 * @returns the child; its pid is the program's and the group's
 */
export function spawnWithLifeline(command: string, args: readonly string[], options: LifelineOptions): ChildProcess {
  const { cwd, env, stdout, stderr, niceness = 0 } = options
  const child = spawn('/bin/sh', ['-c', BECOME_WITH_LIFELINE, 'sh', String(niceness), command, ...args], {
    ...(cwd === undefined ? {} : { cwd }),
    env,
    stdio: ['ignore', stdout, stderr, 'pipe'],
    detached: true,
  })
  const lifeline = child.stdio[3]
  lifeline?.on('error', () => {})
  // The watcher outlives the program; letting go of the lifeline ends it.
  child.once('exit', () => lifeline?.destroy())
  return child
}
