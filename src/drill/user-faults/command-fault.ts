import { durationMs } from '../../model/duration.ts'
import type { IntendedInjection } from '../../model/fault.ts'
import { monotonicNow } from '../../system/clock.ts'
import type { ProcessIdentity } from '../../system/identity.ts'
import { quoted } from '../../system/shell.ts'
import { type CommandEnd, runCommand } from './run-command.ts'
import { evidence, type UserFaultFamily } from './user-fault.ts'

const DEFAULT_TIMEOUT_MS = 30_000

/** From here on an exit code is the shell's own: not found, not executable, ended by a signal. It answers no question. */
const SHELL_CODES = 126

/** A command did not do what it is for. */
export class FaultCommandError extends Error {
  override readonly name = 'FaultCommandError'

  constructor(which: string, { how, output }: CommandEnd) {
    super(`the ${which} command ${how}${output === '' ? '' : `: ${output}`}`)
  }
}

/**
 * Faults by shell commands of one's own. The commands themselves are the identity of the target, so that the ledger alone
 * is enough to undo them.
 *
 * @param folder - where they run: the scenario's
 * @param secrets - names of the variables whose values are removed from what any of them says
 * @param started - told of each command before it has an effect; when it throws, an inject command is not run
 */
export function commandFaults(
  folder: string,
  secrets: readonly string[] = [],
  started: (identity: ProcessIdentity) => void = () => {},
): UserFaultFamily<'command'> {
  const run = (which: Command, target: IntendedInjection): Promise<CommandEnd> =>
    runOf(which, target, which === 'inject' ? started : bestEffort(started))
  return {
    resolve(fault, faultIndex) {
      const { inject, verify, undo, timeout } = fault
      return {
        fault,
        faultIndex,
        component: `command ${faultIndex + 1}`,
        reversal: 'inverse',
        precondition: 'none that Blackstart could check',
        identity: {
          inject,
          verify,
          undo,
          folder,
          // An identity is flat; no name of a variable holds a comma.
          secrets: [...secrets, ...(fault.secrets ?? [])].join(','),
          timeoutMs: timeout === undefined ? DEFAULT_TIMEOUT_MS : durationMs(timeout),
        },
      }
    },

    async inject(target) {
      const askedNs = monotonicNow()
      const end = await run('inject', target)
      const returnedNs = monotonicNow()
      if (end.code !== 0) throw new FaultCommandError('inject', end)
      return { askedNs, returnedNs }
    },

    async verify(target) {
      const end = await run('verify', target)
      return evidence(end.code === 0, `the verify command ${sentence(end)}`)
    },

    async undo(target) {
      const end = await run('undo', target)
      if (end.code !== 0) throw new FaultCommandError('undo', end)
    },

    async undone(target) {
      const end = await run('verify', target)
      const { code } = end
      if (code === null || code >= SHELL_CODES) {
        return evidence(false, `the verify command does not say whether it is over: it ${sentence(end)}`)
      }
      const over = code !== 0
      const says = over ? 'the fault is not in force any more' : 'the fault is still in force'
      return evidence(over, `${says}: the verify command ${sentence(end)}`)
    },

    byHand(target) {
      const variables = Object.entries(variablesOf(target)).map(([name, value]) => `${name}=${quoted(value)}`)
      const { folder, undo } = target.identity
      return `(cd ${quoted(String(folder))} && ${variables.join(' ')} /bin/sh -c ${quoted(String(undo))})`
    },
  }
}

type Command = 'inject' | 'verify' | 'undo'

/** Nothing keeps us from undoing, also not a ledger that cannot be written any more. */
function bestEffort(started: (identity: ProcessIdentity) => void): (identity: ProcessIdentity) => void {
  return (identity) => {
    try {
      started(identity)
    } catch {
      // The undo itself says in the report that the ledger cannot be written.
    }
  }
}

function runOf(
  which: Command,
  target: IntendedInjection,
  onStart: (identity: ProcessIdentity) => void,
): Promise<CommandEnd> {
  const { identity } = target
  return runCommand(String(identity[which]), {
    cwd: String(identity['folder']),
    variables: variablesOf(target),
    secrets: String(identity['secrets'] ?? '').split(','),
    timeoutMs: Number(identity['timeoutMs']),
    onStart,
  })
}

/** What a command is told of the drill, by variable. */
function variablesOf({ drillId, injectionId }: IntendedInjection): Record<string, string> {
  return { BLACKSTART_DRILL_ID: drillId, BLACKSTART_INJECTION_ID: String(injectionId) }
}

function sentence({ how, output }: CommandEnd): string {
  return output === '' ? how : `${how}: ${output}`
}
