import { setTimeout as delay } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { FinalRead } from '../model/evidence.ts'
import type { CanaryNode, CanarySpec } from '../model/probe.ts'
import { type Attempted, readHttpNode } from './http-node-read.ts'
import { type HeldWrites, readNode } from './node-read.ts'

/** By how much the two reads are further apart than the longest timeout, in milliseconds. */
const APART_MARGIN_MS = 250

export interface CanaryReadOptions {
  /** Limit of one read of one node, in milliseconds. @default 60000 */
  readonly readWithinMs?: number
  /** For services that have no list: what to ask for. @default nothing was attempted */
  readonly attempted?: Attempted
  /** Ends the reading at once. */
  readonly signal?: AbortSignal
}

type Attempt = { readonly held: HeldWrites } | { readonly error: string }

/**
 * The final authoritative read: what every node holds when everything is over, read twice. Only two equal reads, further
 * apart than the longest timeout, show that no write was still on its way. A node that fails does not void the others.
 *
 * @param longestTimeoutMs - the longest timeout of any client of the drill: a write may still arrive for so long
 * @throws the signal's reason when it is aborted: an interrupted drill is not read back
 */
export async function readFinalStates(
  { nodes, table }: CanarySpec,
  longestTimeoutMs: number,
  { readWithinMs = 60_000, attempted = new Map(), signal = new AbortController().signal }: CanaryReadOptions = {},
): Promise<FinalRead[]> {
  const readAll = (): Promise<Attempt[]> =>
    Promise.all(
      nodes.map((node) =>
        attempt(
          node.protocol === 'http'
            ? readHttpNode(node, attempted, readWithinMs, signal)
            : readNode(node, table, readWithinMs, signal),
        ),
      ),
    )

  const first = await readAll()
  signal.throwIfAborted()
  await delay(longestTimeoutMs + APART_MARGIN_MS, undefined, { signal })
  const second = await readAll()
  signal.throwIfAborted()
  return asOneWriter(nodes.map((node, index) => combine(node, first[index], second[index])))
}

async function attempt(read: Promise<HeldWrites>): Promise<Attempt> {
  try {
    return { held: await read }
  } catch (error) {
    return { error: (error as Error).message }
  }
}

function combine({ id, role }: CanaryNode, first: Attempt | undefined, second: Attempt | undefined): FinalRead {
  const firstHeld = heldOf(first)
  const held = heldOf(second)
  const error = errorOf(second) ?? errorOf(first)
  return {
    node: id,
    role,
    complete: held !== undefined,
    quiescent: held !== undefined && firstHeld !== undefined && isDeepStrictEqual(firstHeld, held),
    ...(error === undefined ? {} : { error }),
    writes: held ?? new Map(),
  }
}

/** Where two places are the writer (a service and a database beside it), each holds writes that the other does not. */
function asOneWriter(reads: readonly FinalRead[]): FinalRead[] {
  const writers = reads.filter(({ role }) => role === 'writer')
  if (writers.length < 2) return [...reads]
  const errors = writers.flatMap(({ error }) => (error === undefined ? [] : [error]))
  const whole: FinalRead = {
    node: writers.map(({ node }) => node).join(' and '),
    role: 'writer',
    complete: writers.every(({ complete }) => complete),
    quiescent: writers.every(({ quiescent }) => quiescent),
    ...(errors.length === 0 ? {} : { error: errors.join('; ') }),
    writes: new Map(writers.flatMap(({ writes }) => [...writes])),
  }
  return [whole, ...reads.filter(({ role }) => role === 'replica')]
}

function heldOf(attempted: Attempt | undefined): HeldWrites | undefined {
  return attempted !== undefined && 'held' in attempted ? attempted.held : undefined
}

function errorOf(attempted: Attempt | undefined): string | undefined {
  return attempted !== undefined && 'error' in attempted ? attempted.error : undefined
}
