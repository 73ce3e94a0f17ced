import { formatMs } from '../model/duration.ts'
import { cut, pad, painter, wrap, type Paint, type View } from './paint.ts'
import { count, oneLine, percent } from './words.ts'

/** One line of the phase list. */
export interface LivePhase {
  readonly name: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  /** How long it took, or has been running, in milliseconds. */
  readonly elapsedMs?: number
  /** What it is doing or what came of it, for people. */
  readonly note?: string
}

/** How a stream does right now. */
export interface LiveStream {
  readonly id: string
  /** Operations completed in the last second. */
  readonly perSecond: number
  /** Share of them that were not good; null when there were none. */
  readonly badShare: number | null
  /** Median service time of the good ones, in milliseconds; absent when there were none. */
  readonly medianMs?: number
  /** Class of the latest error, for example `connection-refused`. */
  readonly lastError?: string
}

/** All that the live view shows, as data: the drill makes it, this module draws it. */
export interface LiveState {
  readonly title: string
  readonly scenario: string
  /** For example `lab` or `lab:realistic`. */
  readonly place: string
  /** Since the start of the drill, in milliseconds. */
  readonly elapsedMs: number
  readonly phases: readonly LivePhase[]
  readonly streams: readonly LiveStream[]
  /** The latest events, oldest first; the last few are shown. */
  readonly messages: readonly string[]
}

const SYMBOL = { waiting: '·', running: '▸', done: '✓', failed: '✗' } as const
const STYLE = { waiting: 'dim', running: 'cyan', done: 'green', failed: 'red' } as const
/** More would push the phases out of a small terminal. */
const MOST_MESSAGES = 4
const NAME = 16
const TIME = 12

/** One frame of the live view; its lines never exceed the view, or the terminal could not redraw it in place. */
export function renderLive(state: LiveState, view: View): string {
  const paint = painter(view)
  const head = `${oneLine(state.title)} (${state.scenario} in ${state.place})`
  const time = formatMs(Math.floor(state.elapsedMs / 100) * 100)
  const blocks = [
    [
      `${paint('bold', pad(cut(head, view.columns - time.length - 1), view.columns - time.length))}${paint('dim', time)}`,
    ],
    state.phases.map((phase) => phaseLine(phase, view, paint)),
    state.streams.map((stream) => streamLine(stream, view, paint)),
    state.messages
      .slice(-MOST_MESSAGES)
      .flatMap((message) => wrap(oneLine(message), view.columns, ' ').slice(0, 1))
      .map((line) => paint('dim', line)),
  ]
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function phaseLine({ name, state, elapsedMs, note }: LivePhase, view: View, paint: Paint): string {
  const time = elapsedMs === undefined ? '' : formatMs(elapsedMs)
  const rest = cut(oneLine(note ?? ''), Math.max(0, view.columns - 3 - NAME - TIME))
  const label = pad(cut(name, NAME - 1), NAME)
  const text = state === 'waiting' ? paint('dim', label) : label
  return ` ${paint(STYLE[state], SYMBOL[state])} ${text}${paint('dim', pad(time, TIME))}${rest}`.trimEnd()
}

function streamLine({ id, perSecond, badShare, lastError }: LiveStream, view: View, paint: Paint): string {
  const label = pad(cut(id, NAME + 1), NAME + 2)
  const rate = pad(`${count(Math.round(perSecond))}/s`, TIME)
  const state = badShare === null ? 'nothing yet' : badShare === 0 ? 'good' : `${percent(badShare)} bad`
  const style = badShare === null ? 'dim' : badShare === 0 ? 'green' : 'red'
  const room = Math.max(0, view.columns - 1 - (NAME + 2) - TIME - 14)
  const error = badShare !== null && badShare > 0 && lastError !== undefined ? cut(oneLine(lastError), room) : ''
  return ` ${label}${rate}${paint(style, pad(state, 14))}${error}`.trimEnd()
}
