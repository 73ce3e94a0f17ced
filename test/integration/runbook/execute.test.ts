import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import type { RunbookEvent } from '../../../src/runbook/execute/events.ts'
import { type ExecutionResult, execute } from '../../../src/runbook/execute/execute.ts'
import type { ChangeKeeper, Execution } from '../../../src/runbook/execute/execution.ts'
import { Mask } from '../../../src/runbook/execute/masking.ts'
import { drillOperator, type Operator } from '../../../src/runbook/execute/operator.ts'
import { progressOf } from '../../../src/runbook/execute/progress.ts'
import { change, fence, runbookOf } from './a-runbook.ts'

describe('execute', function () {
  this.timeout(30_000)
  let home: string
  let events: RunbookEvent[]

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'blackstart-execute-'))
    events = []
  })
  afterEach(() => rmSync(home, { recursive: true }))

  const run = (
    steps: readonly string[],
    more: Partial<Execution> = {},
    inputs?: readonly string[],
  ): Promise<ExecutionResult> =>
    execute({
      runbook: runbookOf(steps, inputs),
      mode: 'drill',
      operator: drillOperator,
      env: { PATH: process.env['PATH'], HOME: home },
      cwd: home,
      mask: new Mask([]),
      signal: new AbortController().signal,
      onEvent: (event) => void events.push(event),
      ...more,
    })
  const log = (): string[] =>
    existsSync(join(home, 'log')) ? readFileSync(join(home, 'log'), 'utf8').trim().split('\n') : []

  it('does every step in the order of the file', async () => {
    expect((await run([change('a'), change('b', 'none')])).outcome).to.equal('done')
    expect(log()).to.deep.equal(['do a', 'do b'])
  })

  it('undoes what was begun, last first, when a step fails before the point of no return', async () => {
    const result = await run([change('a'), change('b', 'inverse', 'false'), change('c', 'none')])
    expect(result).to.include({ outcome: 'failed' })
    expect(result.stoppedAt).to.deep.equal({ step: 3, part: 1, exitCode: 1 })
    expect(log()).to.deep.equal(['do a', 'do b', 'undo b', 'undo a'])
  })

  it('undoes nothing when a step fails behind the point of no return', async () => {
    const result = await run([change('a'), change('b', 'none'), change('c', 'inverse', 'false')])
    expect(result.outcome).to.equal('failed')
    expect(result.text).to.include('step 3 was the point of no return')
    expect(log()).to.deep.equal(['do a', 'do b', 'do c'])
  })

  it('says so when an undo fails, and leaves what may rest on it', async () => {
    const broken = change('b', 'inverse', 'false').replace('echo "undo b"', 'false; echo "undo b"')
    const result = await run([change('a'), broken])
    expect(result.outcome).to.equal('undo-failed')
    expect(log()).to.deep.equal(['do a', 'do b'])
  })

  it('changes nothing when its guard says no', async () => {
    const result = await run([fence('**Check**:', 'test 1 = 2'), change('a')])
    expect(result.stoppedAt).to.deep.equal({ step: 2, part: 1, exitCode: 1 })
    expect(log()).to.deep.equal([])
  })

  it('ends the whole group of a block that takes too long', async () => {
    const slow = change('a', 'inverse', '(sleep 3; echo late >> "$HOME/log") & wait').replace(
      'timeout 5s',
      'timeout 300ms',
    )
    const result = await run([slow])
    expect(result.text).to.include('took longer than 300 ms')
    expect(log()).to.deep.equal(['do a', 'undo a'])
    await sleep(3_200)
    expect(log()).to.deep.equal(['do a', 'undo a'])
  })

  it('lets only declared names go forward', async () => {
    const sets = fence('**Check** (sets KEPT):', 'KEPT=one; export KEPT; OTHER=two; export OTHER')
    const asks = fence('**Check**:', 'test "${KEPT:?}${OTHER:-}" = one')
    expect(await run([sets, asks])).to.include({ outcome: 'done' })
  })

  it('fails a part that does not export what it declares', async () => {
    const result = await run([
      fence('**Check** (sets KEPT):', 'if test 1 = 2; then export KEPT; fi').replace(
        'export KEPT; fi',
        'export KEPT; fi',
      ),
    ])
    expect(result.text).to.include('did not export KEPT')
  })

  it('waits for what becomes true, and refuses what does not stay so', async () => {
    const later = fence('**Check** (within 5s, every 50ms):', 'echo x >> count\ntest "$(wc -l < count)" -ge 4')
    const flips = fence('**Check** (holds 400ms, every 50ms):', 'echo x >> flips\ntest "$(wc -l < flips)" -lt 3')
    const result = await run([later, flips])
    expect(result.text).to.include('did not stay true')
    expect(result.stoppedAt).to.include({ step: 3, part: 1 })
  })

  it('does not end a look before its time has come, and does end it then', async () => {
    const never = fence('**Check** (within 400ms, every 100ms):', 'test 1 = 2')
    const result = await run([never])
    expect(events.filter(({ kind }) => kind === 'try')).to.have.lengthOf.within(2, 8)
    expect(result.text).to.include('not true within 400 ms')
  })

  it('shows no secret, in whatever form it is printed', async () => {
    const secret = 'hunter2-and/more'
    const leaks = fence(
      '**Check** (sets TAKEN):',
      'TAKEN=x$API_TOKEN; export TAKEN; printf %s "$API_TOKEN" | base64; echo "$API_TOKEN" >&2',
    )
    const env = { PATH: process.env['PATH'], HOME: home, API_TOKEN: secret }
    const result = await run([leaks], { env, mask: new Mask([secret]) }, ['`API_TOKEN` | secret | the vault'])
    expect(result.outcome).to.equal('done')
    const kept = JSON.stringify(events)
    expect(kept).to.include('***')
    expect(kept).not.to.include(secret)
    expect(kept).not.to.include(Buffer.from(secret).toString('base64').slice(0, 12))
  })

  it('jumps forward where an answer says so', async () => {
    const decide =
      '**Decide** (us, 30s): skip?\n\n- **skip** (drill): step 4\n- **no**: continue\n\n**By hand** (us, 1s):\n\n- [ ] look\n'
    expect((await run([decide, change('a'), change('b')])).outcome).to.equal('done')
    expect(log()).to.deep.equal(['do b'])
  })

  it('ends the running block when it is interrupted, and undoes', async () => {
    const controller = new AbortController()
    const running = run([change('a', 'inverse', 'sleep 20')], { signal: controller.signal })
    while (log().length === 0) await sleep(20)
    controller.abort('SIGINT')
    const result = await running
    expect(result.outcome).to.equal('aborted')
    expect(log()).to.deep.equal(['do a', 'undo a'])
  })

  describe('asks before it undoes what nobody has asked to be undone', () => {
    const asked: string[] = []
    const refuses: Operator = {
      ...drillOperator,
      confirmUndo: async (undone, why) => {
        asked.push(`${undone.map(({ number }) => number).join()}: ${why}`)
        return false
      },
    }
    beforeEach(() => void asked.splice(0))

    it('behind a signal', async () => {
      const controller = new AbortController()
      const running = run([change('a'), change('b', 'inverse', 'sleep 20')], {
        signal: controller.signal,
        operator: refuses,
      })
      while (log().length < 2) await sleep(20)
      controller.abort('SIGHUP')
      expect(await running).to.include({ outcome: 'aborted' })
      expect(asked).to.deep.equal(['3,2: interrupted (SIGHUP)'])
      expect(log()).to.deep.equal(['do a', 'do b'])
    })

    it('behind an answer that stops it', async () => {
      const operator: Operator = {
        ...refuses,
        decide: async ({ answers }) => ({ answer: answers.find(({ next }) => next === 'stop') ?? expect.fail() }),
      }
      expect(await run([change('a'), change('b', 'none')], { operator })).to.include({ outcome: 'stopped' })
      expect(asked).to.deep.equal(["2: the answer 'no' stops here"])
      expect(log()).to.deep.equal(['do a'])
    })

    it('not when somebody has chosen it', async () => {
      await run([change('a'), change('b', 'inverse', 'false')], { operator: refuses })
      expect(asked).to.deep.equal([])
      expect(log()).to.deep.equal(['do a', 'do b', 'undo b', 'undo a'])
    })
  })

  it('says where it stands: nothing to undo before the first change, nor behind the point of no return', async () => {
    const standings: boolean[] = []
    const operator: Operator = {
      ...drillOperator,
      beforeDo: async (_part, _step, _look, { undoable }) => {
        standings.push(undoable)
        return { act: 'run' }
      },
    }
    await run([change('a'), change('b'), change('c', 'none'), change('d')], { operator })
    expect(standings).to.deep.equal([false, true, true, false])
  })

  it('lets a person do a change by hand: looks whether it is in force, keeps account of it, and undoes it with the rest', async () => {
    const kept: string[] = []
    const looks: boolean[] = []
    const changes: ChangeKeeper = {
      begin: ({ number }) => void kept.push(`begin ${number}`),
      undone: ({ number }) => void kept.push(`undone ${number}`),
    }
    const operator: Operator = {
      ...drillOperator,
      beforeDo: async (_part, step, look) => {
        if (step.number === 3) return { act: 'undo' }
        const { signal } = new AbortController()
        looks.push(await look(signal))
        writeFileSync(join(home, 'log'), 'do a\n')
        looks.push(await look(signal))
        return { act: 'by-hand' }
      },
    }
    const result = await run([change('a'), change('b')], { operator, changes })
    expect(result.outcome).to.equal('aborted')
    expect(looks).to.deep.equal([false, true])
    expect(kept).to.deep.equal(['begin 2', 'undone 2'])
    expect(log()).to.deep.equal(['do a', 'undo a'])
    // A look on the side leaves no trace in the account.
    expect(events.filter((event) => event.kind === 'try' && event.step === 2)).to.have.length(1)
  })

  it('executes nothing as a tabletop', async () => {
    expect((await run([change('a')], { mode: 'tabletop' })).outcome).to.equal('done')
    expect(log()).to.deep.equal([])
  })

  describe('goes on after a kill', () => {
    const at = { atMs: 0, wall: '' }
    const begun = progressOf([{ kind: 'begin', step: 2, part: 1, ...at }])

    it('without running a half-done change again, when its check says that it is in force', async () => {
      await run([change('a')])
      expect((await run([change('a')], { progress: begun })).outcome).to.equal('done')
      expect(log()).to.deep.equal(['do a'])
    })

    it('by undoing it, when its check does not', async () => {
      expect((await run([change('a')], { progress: begun })).outcome).to.equal('failed')
      expect(log()).to.deep.equal(['undo a'])
    })

    const inForce = { kind: 'end', step: 2, part: 1, status: 'done', text: '', measuredMs: 0, creditedMs: 0 } as const
    const undo = (step: number, status: 'done' | 'failed') => ({ kind: 'undo', step, status, text: '', ...at }) as const

    it('on the way back where it was killed on it: nothing is begun any more, and what is undone stays so', async () => {
      const progress = progressOf([
        { ...inForce, sets: {}, ...at },
        { ...inForce, step: 3, sets: {}, ...at },
        { kind: 'begin', step: 4, part: 1, ...at },
        undo(4, 'done'),
        { kind: 'process', step: 3, part: 0, identity: { pid: 1, startedAt: 'long ago' }, ...at },
      ])
      const result = await run([change('a'), change('b'), change('c'), change('d')], { progress })
      expect(result).to.include({ outcome: 'failed' })
      expect(log()).to.deep.equal(['undo b', 'undo a'])
    })

    it('by undoing what is left, where an undo had failed', async () => {
      const progress = progressOf([{ ...inForce, sets: {}, ...at }, undo(2, 'failed')])
      expect(await run([change('a')], { progress })).to.include({ outcome: 'failed' })
      expect(log()).to.deep.equal(['undo a'])
    })

    it('without undoing what was skipped', async () => {
      const progress = progressOf([{ ...inForce, status: 'skipped', sets: {}, ...at }])
      const skipped = change('a').replace(/grep.*/, 'test 1 = 1')
      expect((await run([skipped, change('b', 'inverse', 'false')], { progress })).outcome).to.equal('failed')
      expect(log()).to.deep.equal(['do b', 'undo b'])
    })

    it('and stops as it should when it is interrupted while it looks', async () => {
      const slow = change('a').replace(/grep.*/, 'sleep 20')
      const controller = new AbortController()
      const running = run([slow], { progress: begun, signal: controller.signal })
      while (!events.some((event) => event.kind === 'process' && event.step === 2)) await sleep(20)
      controller.abort('SIGINT')
      expect((await running).outcome).to.equal('aborted')
      expect(log()).to.deep.equal(['undo a'])
    })

    it('without asking again the guards of what was begun, which that may have made untrue', async () => {
      const guarded = [
        fence('**Check**:', 'test ! -e "$HOME/log"'),
        change('a'),
        fence('**Check**:', 'grep -q "do a" "$HOME/log"'),
      ]
      await run(guarded)
      const killed = events.slice(0, events.findLastIndex((event) => event.kind === 'begin' && event.step === 3) + 3)
      expect(
        (await run(guarded, { progress: progressOf(killed.map((event) => ({ ...event, ...at }))) })).outcome,
      ).to.equal('done')
      expect(log()).to.deep.equal(['do a'])
    })

    it('and undoes what was done before, however early it stops', async () => {
      await run([change('a')])
      const done = progressOf(events.map((event) => ({ ...event, ...at })))
      writeFileSync(join(home, 'log'), '')
      expect((await run([change('a'), change('b')], { progress: done })).outcome).to.equal('failed')
      expect(log().filter((line) => line !== '')).to.deep.equal(['undo a'])
    })

    it('without doing again what was done', async () => {
      await run([change('a')])
      const done = progressOf(events.map((event) => ({ ...event, ...at })))
      expect((await run([change('a'), change('b')], { progress: done })).outcome).to.equal('done')
      expect(log()).to.deep.equal(['do a', 'do b'])
    })
  })
})
