import { expect } from 'chai'
import { RehearsalOperator } from '../../../src/runbook/rehearse/operator.ts'
import type { ByHand, Decide, Do, Part, Step } from '../../../src/runbook/runbook.ts'
import { aRunbook, rehearsalWith } from './scripted-desk.ts'

const UNDOABLE = { undoable: true }

describe('RehearsalOperator', () => {
  const runbook = aRunbook()
  const step = (number: number): Step => {
    const found = runbook.steps[number - 1]
    if (found === undefined) throw new Error(`no step ${number}`)
    return found
  }
  const part = <Kind extends Part>(number: number, kind: Kind['kind']): Kind =>
    step(number).parts.find((candidate) => candidate.kind === kind) as Kind
  const never = async (): Promise<boolean> => false
  const beforeDo = async (keys: readonly string[], look = never, standing = UNDOABLE) => {
    const { tools, desk, acts } = rehearsalWith(keys)
    const act = await new RehearsalOperator(tools).beforeDo(part<Do>(2, 'do'), step(2), look, standing)
    return { act, desk, acts: acts.map(({ act: kind, text }) => [kind, text]) }
  }

  it('shows the change, the values that it needs, the clock, and what may be pressed', async () => {
    const { act, desk, acts } = await beforeDo(['enter'])
    expect(act).to.deep.equal({ act: 'run' })
    const [panel] = desk.panels
    // A minute has passed, all of it in this step, of which a minute is left; steps 3 and 4 need five more.
    expect(panel?.head).to.equal('T+01:00 of 15:00  step 2/4  01:00 of 02:00  slack +08:00')
    expect(panel?.lines).to.deep.equal(['  $ bash -c "${FENCE:?}"', '  FENCE=fence db-a'])
    expect(panel?.light).to.deep.equal({ green: false, already: false, text: 'test stopped = stopped' })
    expect(panel?.choices.map(({ key }) => key)).to.deep.equal(['enter', 'h', 's', 'u', 'a', '?'])
    expect(acts).to.deep.equal([['ran', 'let the tool run it']])
  })

  it('goes on by itself when the check turns true while somebody works in another shell', async () => {
    const looks = [false, true]
    const { act, acts } = await beforeDo(['wait'], async () => looks.shift() ?? true)
    expect(act).to.deep.equal({ act: 'by-hand' })
    expect(acts).to.deep.equal([['by-hand', 'its check turned true']])
  })

  it('does not go on for a check that was true before anything was done', async () => {
    let looks = 0
    const { act, desk } = await beforeDo(['?', 'enter'], async () => {
      looks += 1
      return true
    })
    expect(act).to.deep.equal({ act: 'run' })
    expect(looks).to.be.greaterThan(0)
    expect(desk.panels.at(-1)?.light).to.include({ green: true, already: true })
  })

  it('gives hints one by one, notes each, and offers none when there are no more', async () => {
    const { desk, acts } = await beforeDo(['?', '?', 'h'])
    expect(desk.said).to.deep.equal([
      'Hint: FENCE: in the console',
      'Hint: A check of this step:\ntest stopped = stopped',
    ])
    expect(desk.panels.at(-1)?.choices.map(({ key }) => key)).to.not.include('?')
    expect(acts.map(([kind]) => kind)).to.deep.equal(['hint', 'hint', 'by-hand'])
  })

  it('skips with a reason only', async () => {
    const { act, acts } = await beforeDo(['s', '', 's', 'no console'])
    expect(act).to.deep.equal({ act: 'skip', reason: 'no console' })
    expect(acts).to.deep.equal([['skipped', 'no console']])
  })

  it('undoes, or stops, as the person says; an interrupt is not their doing', async () => {
    expect((await beforeDo(['u'])).act).to.deep.equal({ act: 'undo' })
    const stopped = await beforeDo(['a'])
    expect(stopped.act).to.deep.equal({ act: 'abort' })
    expect(stopped.acts).to.deep.equal([['gave-up', 'stopped before its change']])
    expect(await beforeDo([]).then(({ act, acts }) => ({ act, acts }))).to.deep.equal({
      act: { act: 'abort' },
      acts: [],
    })
  })

  it('offers no undo where nothing would be undone', async () => {
    const { desk } = await beforeDo(['enter'], never, { undoable: false })
    expect(desk.panels[0]?.choices.map(({ key }) => key)).to.deep.equal(['enter', 'h', 's', 'a', '?'])
    const failed = rehearsalWith(['a'])
    await new RehearsalOperator(failed.tools).onFailure({ kind: 'do' }, step(2), 'exit 1', { undoable: false })
    expect(failed.desk.panels[0]?.choices.map(({ key }) => key)).to.deep.equal(['g', 'a', '?'])
  })

  it('puts a decision to the person and notes when it was asked and what was said', async () => {
    const { tools, desk, acts } = rehearsalWith(['2'])
    const answer = await new RehearsalOperator(tools).decide(part<Decide>(3, 'decide'), step(3))
    expect(answer?.answer.text).to.equal('no')
    expect(desk.panels[0]?.lines).to.deep.equal([
      'commander decides: may we?',
      '  1  yes (continue)',
      '  2  no (stop, then restore)',
    ])
    expect(acts).to.deep.equal([
      { act: 'asked', step: 3, text: 'commander decides', allowedMs: 60_000 },
      { act: 'decided', step: 3, text: 'no' },
    ])
  })

  it('has each task ticked, and takes none of them for done', async () => {
    const part4 = part<ByHand>(4, 'by-hand')
    const all = rehearsalWith(['enter', 'enter'])
    expect(await new RehearsalOperator(all.tools).byHand(part4, step(4))).to.deep.equal({ done: true })
    expect(all.acts.map(({ act }) => act)).to.deep.equal(['asked', 'ticked'])
    const half = rehearsalWith(['enter', 'n'])
    expect(await new RehearsalOperator(half.tools).byHand(part4, step(4))).to.deep.equal({ done: false })
    expect(half.acts.map(({ act }) => act)).to.deep.equal(['asked'])
  })

  it('offers to look again only at a check, and notes who overrules one', async () => {
    const check = rehearsalWith(['g'])
    expect(await new RehearsalOperator(check.tools).onFailure({ kind: 'check' }, step(1), 'exit 1', UNDOABLE)).to.equal(
      'go-on',
    )
    expect(check.acts).to.deep.equal([{ act: 'overruled', step: 1, text: 'its check: exit 1' }])
    const change = rehearsalWith(['u'])
    expect(await new RehearsalOperator(change.tools).onFailure({ kind: 'do' }, step(2), 'exit 1', UNDOABLE)).to.equal(
      'undo',
    )
    expect(change.desk.panels[0]?.choices.map(({ key }) => key)).to.deep.equal(['g', 'u', 'a', '?'])
  })

  it('says once what a check prints at every look, and what it gives', () => {
    const { tools, desk } = rehearsalWith([])
    const { onEvent } = new RehearsalOperator(tools)
    const at = { step: 1, part: 1, atMs: 0, wall: '' }
    const printed = { ...at, kind: 'output', stream: 'stderr', text: 'refused' } as const
    const ended = { ...at, kind: 'end', status: 'done', text: 'true', measuredMs: 1_500, creditedMs: 0 } as const
    onEvent({ ...at, kind: 'begin' })
    for (let look = 0; look < 3; look++) onEvent(printed)
    onEvent({ ...ended, sets: { LSN: '0/3' } })
    onEvent({ ...at, kind: 'begin' })
    onEvent(printed)
    expect(desk.said).to.deep.equal(['    ! refused', '    ✓ check 1.1: true (1.5 s), LSN=0/3', '    ! refused'])
  })

  it('shows in red when the rest cannot be done in time any more', async () => {
    const { tools, desk } = rehearsalWith(['enter'])
    const late = { ...tools, clockMs: () => 600_000 }
    await new RehearsalOperator(late).beforeDo(part<Do>(2, 'do'), step(2), never, UNDOABLE)
    // Ten minutes gone; steps 3 and 4 need five: there is no slack, and it is not late yet.
    expect(desk.panels[0]?.late).to.equal(false)
    const later = rehearsalWith(['enter'])
    await new RehearsalOperator({ ...later.tools, clockMs: () => 600_001 }).beforeDo(
      part<Do>(2, 'do'),
      step(2),
      never,
      UNDOABLE,
    )
    expect(later.desk.panels[0]?.late).to.equal(true)
  })
})
