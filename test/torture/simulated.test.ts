import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'chai'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import { KillPoints } from './kill-points.ts'
import { Arena } from './simulated-drill.ts'
import { REQUEST_TIMEOUT_MS } from './simulated-environment.ts'

describe('a fault is never left behind: a simulated environment', function () {
  this.timeout(120_000)
  const folders: string[] = []

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  function arena(): Arena {
    const folder = mkdtempSync(join(tmpdir(), 'blackstart-torture-'))
    folders.push(folder)
    return new Arena(folder)
  }

  function expectNothingLeft({ world, record }: Arena, where: string): void {
    expect(world.broken, `broken after ${where}`).to.deep.equal([])
    if (existsSync(record.ledger))
      expect(readLedger(record.ledger).closedBy, `closed after ${where}`).not.to.equal(undefined)
  }

  /** How many points a drill passes when nobody kills it. */
  async function pointsOfDrill(): Promise<string[]> {
    const points = new KillPoints(0)
    const whole = arena()
    expect(await whole.drill(points)).to.equal(0)
    expectNothingLeft(whole, 'a whole drill')
    return points.reached
  }

  for (const powerCut of [false, true]) {
    const death = powerCut ? 'loses its power' : 'is killed'

    it(`the harness ${death} at every point: the record alone undoes everything`, async () => {
      const names = await pointsOfDrill()
      expect(names.length).to.be.greaterThan(80)
      let openFaults = 0
      for (const [index, name] of names.entries()) {
        const killed = arena()
        expect(await killed.drill(new KillPoints(index + 1), {}, powerCut)).to.equal('dead')
        openFaults += killed.world.broken.length
        if (existsSync(killed.record.ledger)) {
          expect(await killed.rescue(), name).to.deep.equal([])
        }
        expectNothingLeft(killed, `a death ${name} (${index + 1})`)
      }
      expect(openFaults, 'faults open at the kills').to.be.greaterThan(50)
    })

    it(`the rescuer ${death}, too, at every point: the next one undoes everything`, async () => {
      const inTheMiddle = (await pointsOfDrill()).indexOf('after breaking three') + 1
      const rescued = arena()
      await rescued.drill(new KillPoints(inTheMiddle))
      const points = new KillPoints(0)
      await rescued.rescue(points)
      for (const [index, name] of points.reached.entries()) {
        const killed = arena()
        await killed.drill(new KillPoints(inTheMiddle))
        await killed.rescueAndDie(new KillPoints(index + 1), powerCut)
        expect(await killed.rescue(), name).to.deep.equal([])
        expectNothingLeft(killed, `a death of the rescuer ${name} (${index + 1})`)
      }
    })
  }

  it('the harness is killed in a drill whose environment ends with it, beside a fault of one’s own', async () => {
    const ephemeral = { ephemeral: true }
    const points = new KillPoints(0)
    expect(await arena().drill(points, ephemeral)).to.equal(0)
    // What comes before is the same as without it; and every command takes its time, so not every point is tried.
    const first = points.reached.indexOf('before breaking by a command') - 12
    expect(first).to.be.greaterThan(0)
    for (const [index, name] of points.reached.entries()) {
      if (index < first || (index - first) % 3 !== 0) continue
      const killed = arena()
      expect(await killed.drill(new KillPoints(index + 1), ephemeral)).to.equal('dead')
      if (existsSync(killed.record.ledger)) {
        expect(await killed.rescue(undefined, false, ephemeral), name).to.deep.equal([])
      }
      expectNothingLeft(killed, `a death ${name} (${index + 1})`)
    }
  })

  it('what goes wrong after the undo does not hide what may remain', async () => {
    const jammed = arena()
    jammed.world.jam('two', 1_000)
    expect(await jammed.drill(new KillPoints(0), { afterUndoThrows: true })).to.equal(1)
  })

  it('a fault applies to one of two targets and throws: what may be applied is undone, what was never intended is not touched', async () => {
    const half = arena()
    // Broken by somebody else: an undo would heal it.
    half.world.break('three', 'somebody else')
    expect(await half.drill(new KillPoints(0), { throwsOn: 'one' })).to.equal(0)
    expect(half.world.broken).to.deep.equal(['three'])
    expect(readLedger(half.record.ledger).injections.map(({ target }) => target.component)).to.deep.equal(['one'])
  })

  it('an undo that fails twice and then works', async () => {
    const jammed = arena()
    jammed.world.jam('two', 2)
    expect(await jammed.drill(new KillPoints(0))).to.equal(0)
    expectNothingLeft(jammed, 'two failed undos')
  })

  it('an undo that never works: it says so, the others are undone, and the pasted command works', async () => {
    const jammed = arena()
    jammed.world.jam('two', 1_000)
    expect(await jammed.drill(new KillPoints(0))).to.equal(1)
    expect(jammed.world.broken).to.deep.equal(['two'])
    expect(readLedger(jammed.record.ledger).closedBy, 'the ledger stays open').to.equal(undefined)
    const [remainder, ...others] = await jammed.rescue()
    expect(others).to.deep.equal([])
    expect(remainder?.text).to.include('two does not let itself be undone')
    execFileSync('sh', ['-c', remainder?.command ?? 'false'])
    expect(await jammed.rescue()).to.deep.equal([])
    expectNothingLeft(jammed, 'the pasted command')
  })

  it('a ledger that somebody damages during the drill: all is undone all the same, and a person must look', async () => {
    const damaged = arena()
    const points = new (class extends KillPoints {
      override pass(name: string): void {
        super.pass(name)
        if (name !== 'after verifying two') return
        const bytes = readFileSync(damaged.record.ledger)
        bytes.write('?', bytes.indexOf('"intended"'))
        writeFileSync(damaged.record.ledger, bytes)
      }
    })(0)
    expect(await damaged.drill(points), 'a remainder').to.equal(1)
    expect(damaged.world.broken).to.deep.equal([])
    expect(readLedger(damaged.record.ledger)).to.include({ tail: 'damaged' }).and.not.have.property('closedBy')
    const [remainder, ...others] = await damaged.rescue()
    expect(others).to.deep.equal([])
    expect(remainder?.text).to.include('damaged before its end')
  })

  it('a ledger whose last frame is half written: it is told, what bears the tag is undone, and the bytes are kept', async () => {
    const torn = arena()
    await torn.drill(new KillPoints((await pointsOfDrill()).indexOf('after breaking three') + 1))
    const bytes = readFileSync(torn.record.ledger)
    bytes.write('0badf00d {"kind":"inten', bytes.lastIndexOf(0x0a) + 1)
    writeFileSync(torn.record.ledger, bytes)
    // As if it had been injected for the frame that nobody can read.
    torn.world.break('three', 'drill-1')
    expect(await torn.rescue()).to.deep.equal([])
    expectNothingLeft(torn, 'a torn tail')
    expect(readFileSync(`${torn.record.ledger}.torn`, 'utf8')).to.equal('0badf00d {"kind":"inten')
    expect(readFileSync(torn.record.journal, 'utf8')).to.include('half written')
    expect(readFileSync(torn.record.report, 'utf8')).to.include('half written')
  })

  it('a request that was sent before the kill and lands after the undo is undone, too', async () => {
    const late = arena()
    const points = new KillPoints(0)
    const drill = late.drill(points, { landsAfterMs: REQUEST_TIMEOUT_MS / 2 })
    // The request is on its way: the harness is dead from here on.
    while (!points.reached.includes('before breaking one')) await new Promise(setImmediate)
    points.kill()
    expect(await drill).to.equal('dead')
    expect(late.world.broken, 'it has not landed').to.deep.equal([])
    expect(await late.rescue()).to.deep.equal([])
    await sleep(REQUEST_TIMEOUT_MS)
    expectNothingLeft(late, 'a late request')
  })
})
