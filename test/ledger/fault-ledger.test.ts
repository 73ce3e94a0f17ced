import { expect } from 'chai'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ledgerHeader } from '../support/ledger-header.ts'
import { FaultLedger, tornBytesOf } from '../../src/ledger/fault-ledger.ts'
import { UnreadableLedgerError, readLedger } from '../../src/ledger/read-ledger.ts'
import type { ResolvedTarget } from '../../src/model/fault.ts'

const HEADER = ledgerHeader('drill-1', { data: { folder: 'somewhere' } })
const TARGET: ResolvedTarget = {
  fault: { kind: 'database.kill', role: 'primary' },
  faultIndex: 0,
  component: 'db-a',
  reversal: 'replaced-by-system',
  precondition: 'it is the primary',
  identity: { pid: 42 },
}
const EVIDENCE = { holds: true, text: 'seen', observedAtNs: '5' }

describe('fault ledger', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-ledger-'))
    path = join(folder, 'ledger')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  function writeWholeStory(): void {
    const ledger = FaultLedger.create(path, HEADER)
    const { injectionId } = ledger.intend(TARGET)
    ledger.append({ kind: 'injected', injectionId, receipt: { askedNs: '1', returnedNs: '2' } })
    ledger.append({ kind: 'verified', injectionId, evidence: EVIDENCE })
    ledger.append({ kind: 'undone', injectionId, by: 'harness' })
    ledger.append({ kind: 'confirmed', injectionId, evidence: EVIDENCE, by: 'harness' })
    ledger.append({ kind: 'closed', by: 'harness', environment: 'destroyed' })
    ledger.close()
  }

  it('has the intent on disk before the injection can be made', () => {
    const ledger = FaultLedger.create(path, HEADER)
    const intended = ledger.intend(TARGET)
    const [injection] = readLedger(path).injections
    expect(intended.injectionId).to.equal(1)
    expect(injection).to.deep.include({ injectionId: 1, state: 'intended' })
    expect(injection?.target).to.deep.equal(TARGET)
    ledger.close()
  })

  it('tells the state of each injection and who closed it', () => {
    writeWholeStory()
    const state = readLedger(path)
    expect(state).to.include({ closedBy: 'harness', tail: 'clean', epoch: 1 })
    expect(state.injections[0]).to.deep.include({ state: 'confirmed', undoneBy: 'harness', proof: EVIDENCE })
  })

  it('holds no failed undo for a failed injection', () => {
    const ledger = FaultLedger.create(path, HEADER)
    const { injectionId } = ledger.intend(TARGET)
    ledger.append({ kind: 'injected', injectionId, receipt: { askedNs: '1', returnedNs: '2' } })
    ledger.append({ kind: 'undo-failed', injectionId, error: 'it is stopping', by: 'harness' })
    ledger.close()
    const [injection] = readLedger(path).injections
    expect(injection).to.include({ state: 'injected', undoError: 'it is stopping' })
    expect(injection).not.to.have.property('error')
  })

  it('goes on in another process under a higher epoch', () => {
    const first = FaultLedger.create(path, HEADER)
    first.intend(TARGET)
    first.close()
    const { ledger } = FaultLedger.open(path)
    ledger.takeOver('watchdog', 'the harness died')
    const second = ledger.intend({ ...TARGET, component: 'db-b' })
    ledger.close()
    expect(second).to.include({ injectionId: 2, epoch: 2 })
    expect(readLedger(path)).to.include({ epoch: 2 })
    expect(readLedger(path).injections.map(({ target }) => target.component)).to.deep.equal(['db-a', 'db-b'])
  })

  it('grows beyond what was reserved, and stays readable', () => {
    const ledger = FaultLedger.create(path, HEADER)
    const long = { ...TARGET, precondition: 'x'.repeat(5_000) }
    for (let index = 0; index < 40; index++) ledger.intend(long)
    ledger.close()
    expect(readLedger(path).injections).to.have.length(40)
    expect(readLedger(path).tail).to.equal('clean')
  })

  it('reads as a true earlier state wherever it was cut off', () => {
    writeWholeStory()
    const whole = readFileSync(path)
    const used = whole.lastIndexOf(0x0a) + 1
    const states = new Set<string>()
    for (let length = 0; length < used; length++) {
      writeFileSync(path, Buffer.concat([whole.subarray(0, length), Buffer.alloc(used - length)]))
      try {
        const state = readLedger(path)
        expect(state.tail, `cut at ${length}`).to.be.oneOf(['clean', 'torn'])
        expect(state.closedBy, `cut at ${length}`).to.equal(undefined)
        states.add(state.injections[0]?.state ?? 'none')
      } catch (error) {
        expect(error, `cut at ${length}`).to.be.instanceOf(UnreadableLedgerError)
        states.add('unreadable')
      }
    }
    expect([...states]).to.deep.equal(['unreadable', 'none', 'intended', 'injected', 'verified', 'undone', 'confirmed'])
  })

  it('never takes a flipped byte for a frame, and names the damage', () => {
    writeWholeStory()
    const whole = readFileSync(path)
    const used = whole.lastIndexOf(0x0a) + 1
    for (let index = 0; index < used; index++) {
      const bytes = Buffer.from(whole)
      bytes[index] = (bytes[index] ?? 0) ^ 0x21
      writeFileSync(path, bytes)
      try {
        const { tail } = readLedger(path)
        expect(tail, `byte ${index}`).to.be.oneOf(['torn', 'damaged'])
      } catch (error) {
        expect(error, `byte ${index}`).to.be.instanceOf(UnreadableLedgerError)
      }
    }
  })

  it('keeps every readable intent behind a damaged frame', () => {
    const ledger = FaultLedger.create(path, HEADER)
    ledger.takeOver('test', 'a frame to damage')
    ledger.intend(TARGET)
    ledger.close()
    const bytes = readFileSync(path)
    const frame = bytes.indexOf('a frame to damage')
    bytes[frame] = 0x7a
    writeFileSync(path, bytes)
    const state = readLedger(path)
    expect(state.tail).to.equal('damaged')
    expect(state.injections).to.have.length(1)
  })

  it('writes over a torn tail when it goes on', () => {
    writeWholeStory()
    const whole = readFileSync(path)
    const used = whole.lastIndexOf(0x0a) + 1
    writeFileSync(path, Buffer.concat([whole.subarray(0, used - 7), Buffer.alloc(100)]))
    const { ledger, state } = FaultLedger.open(path)
    expect(state.tail).to.equal('torn')
    ledger.append({ kind: 'closed', by: 'watchdog', environment: 'destroyed' })
    ledger.close()
    expect(readLedger(path)).to.include({ tail: 'clean', closedBy: 'watchdog' })
    const torn = whole.subarray(whole.lastIndexOf(0x0a, used - 2) + 1, used - 7)
    expect(readFileSync(tornBytesOf(path)).toString(), 'the evidence is kept').to.equal(torn.toString())
  })

  it('knows what it has intended also when the disk has lost it, and says so', () => {
    const ledger = FaultLedger.create(path, HEADER)
    ledger.intend(TARGET)
    const before = readFileSync(path)
    ledger.intend({ ...TARGET, component: 'db-b' })
    expect(ledger.damage()).to.equal(undefined)
    const known = () => ledger.injections.map(({ target, state }) => [target.component, state])
    writeFileSync(path, before)
    expect(ledger.damage()).to.include('has lost 1 of its intents')
    const torn = Buffer.from(before)
    torn.write('garbage', before.lastIndexOf(0x0a) + 1)
    writeFileSync(path, torn)
    expect(ledger.damage()).to.include('is torn')
    rmSync(path)
    expect(ledger.damage()).to.include('cannot be read')
    expect(known()).to.deep.equal([
      ['db-a', 'intended'],
      ['db-b', 'intended'],
    ])
    ledger.close()
  })

  it('refuses to overwrite an existing ledger', () => {
    FaultLedger.create(path, HEADER).close()
    expect(() => FaultLedger.create(path, HEADER)).to.throw('EEXIST')
  })
})
