import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { renderLive, type LiveState } from '../../src/report/live.ts'

const STATE: LiveState = {
  title: 'The primary database dies',
  scenario: 'database-kill',
  place: 'lab',
  elapsedMs: 12_345,
  phases: [
    { name: 'environment', state: 'done', elapsedMs: 3_210 },
    { name: 'warm-up', state: 'failed', elapsedMs: 30_000, note: 'two windows never agreed' },
    { name: 'recover', state: 'running', elapsedMs: 640, note: 'waiting for the standby' },
    { name: 'undo', state: 'waiting' },
  ],
  streams: [
    { id: 'write-fresh', perSecond: 49.6, badShare: 0.5, lastError: 'connection-refused' },
    { id: 'read-fresh', perSecond: 50, badShare: 0, lastError: 'connection-refused' },
    { id: 'k6-write', perSecond: 0, badShare: null },
  ],
  messages: ['one', 'two', 'three', 'four', 'db-a: process 4711 is gone'],
}

describe('renderLive', () => {
  it('shows phases with times, streams with rates and errors, and the latest messages', () => {
    expect(renderLive(STATE, { columns: 80, color: false })).to.equal(
      [
        `The primary database dies (database-kill in lab)${' '.repeat(26)}12.3 s`,
        '',
        ' ✓ environment     3.21 s',
        ' ✗ warm-up         30 s        two windows never agreed',
        ' ▸ recover         640 ms      waiting for the standby',
        ' · undo',
        '',
        ' write-fresh       50/s        50 % bad      connection-refused',
        ' read-fresh        50/s        good',
        ' k6-write          0/s         nothing yet',
        '',
        ' two',
        ' three',
        ' four',
        ' db-a: process 4711 is gone',
      ].join('\n'),
    )
  })

  it('never draws a line wider than the view, or it could not be redrawn in place', () => {
    const long = 'x'.repeat(300)
    const state: LiveState = {
      ...STATE,
      title: long,
      phases: [{ name: long, state: 'running', elapsedMs: 1, note: long }],
      streams: [{ id: long, perSecond: 1e6, badShare: 0.123_45, lastError: long }],
      messages: [long],
    }
    const lines = stripVTControlCharacters(renderLive(state, { columns: 60, color: true })).split('\n')
    expect(Math.max(...lines.map(({ length }) => length))).to.be.at.most(60)
    expect(lines.filter((line) => line.startsWith(' x'))).to.have.length(2)
  })

  it('does not let a message steer the terminal', () => {
    const text = renderLive({ ...STATE, messages: ['a\u001b[1Ab'] }, { columns: 80, color: false })
    expect(text).not.to.contain('\u001b')
  })
})
