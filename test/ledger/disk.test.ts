import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { ledgerHeader } from '../support/ledger-header.ts'
import { FaultLedger } from '../../src/ledger/fault-ledger.ts'
import { readLedger } from '../../src/ledger/read-ledger.ts'
import type { ResolvedTarget } from '../../src/model/fault.ts'

const HEADER = ledgerHeader('drill-1')
const TARGET: ResolvedTarget = {
  fault: { kind: 'database.kill', role: 'primary' },
  faultIndex: 0,
  component: 'db-a',
  reversal: 'inverse',
  precondition: 'it is whole',
  identity: {},
}
const EVIDENCE = { holds: true, text: 'x'.repeat(1_000), observedAtNs: '5' }

describe('fault ledger on a disk that fails', () => {
  let folder: string

  beforeEach(function () {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-disk-'))
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'ignore' })
    } catch {
      rmSync(folder, { recursive: true })
      // Only root can mount a small disk.
      this.skip()
    }
  })
  afterEach(() => {
    execFileSync('umount', [folder], { stdio: 'ignore' })
    rmSync(folder, { recursive: true })
  })

  /** Leaves so much, in bytes, and no more. */
  function fill(leaveBytes: number): void {
    const { bavail, bsize } = statfsSync(folder)
    writeFileSync(join(folder, 'filler'), Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)))
  }

  it('is not made on a full one, and leaves nothing that looks like a drill', () => {
    fill(8 * 1024)
    expect(() => FaultLedger.create(join(folder, 'ledger'), HEADER)).to.throw('ENOSPC')
    expect(readdirSync(folder)).to.deep.equal(['filler'])
  })

  it('takes the whole undo of every intent that it took, although the disk is full by then', () => {
    const path = join(folder, 'ledger')
    const ledger = FaultLedger.create(path, HEADER)
    fill(0)
    const intended: number[] = []
    let refused: unknown
    while (refused === undefined) {
      try {
        intended.push(ledger.intend(TARGET).injectionId)
      } catch (error) {
        refused = error
      }
    }
    expect((refused as Error).message, 'no intent without room for its undo').to.include('ENOSPC')
    expect(intended).not.to.deep.equal([])
    ledger.takeOver('watchdog', 'the harness died')
    for (const injectionId of intended) {
      ledger.append({ kind: 'injected', injectionId, receipt: { askedNs: '1', returnedNs: '2' } })
      ledger.append({ kind: 'verified', injectionId, evidence: EVIDENCE })
      ledger.append({ kind: 'undo-failed', injectionId, error: EVIDENCE.text, by: 'harness' })
      ledger.append({ kind: 'undone', injectionId, by: 'watchdog' })
      ledger.append({ kind: 'confirmed', injectionId, evidence: EVIDENCE, by: 'watchdog' })
    }
    ledger.append({ kind: 'closed', by: 'watchdog', environment: 'destroyed' })
    ledger.close()
    const state = readLedger(path)
    expect(state).to.include({ closedBy: 'watchdog', tail: 'clean' })
    expect(state.injections.map((injection) => injection.state)).to.deep.equal(intended.map(() => 'confirmed'))
  })

  it('can be read in a folder that cannot be written, and says so when it is to be gone on with', () => {
    const path = join(folder, 'ledger')
    const ledger = FaultLedger.create(path, HEADER)
    ledger.intend(TARGET)
    ledger.close()
    execFileSync('mount', ['-o', 'remount,ro', folder])
    expect(readLedger(path).injections).to.have.length(1)
    expect(() => FaultLedger.open(path)).to.throw('EROFS')
    expect(() => FaultLedger.create(join(folder, 'other'), HEADER)).to.throw('EROFS')
  })
})
