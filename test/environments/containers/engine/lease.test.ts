import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import {
  expireScript,
  leased,
  leaseLoop,
  released,
  renewScript,
} from '../../../../src/environments/containers/engine/lease.ts'

/** How a script ends that was to do what is over. */
const OVER = 7

describe('lease of the helper', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'blackstart-lease-'))
    sh(leased(1, `rm '${folder}/fault'`, `: >'${folder}/fault'`, folder))
    writeFileSync(join(folder, 'looked'), '')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const sh = (script: string, code = 0): void => {
    const { status, stderr } = spawnSync('sh', ['-c', `( ${script}\n)`], { encoding: 'utf8' })
    if (status !== code) throw new Error(`ended with ${status}: ${stderr}`)
  }
  const faulty = (): boolean => existsSync(join(folder, 'fault'))
  /** When somebody who holds it last called, in seconds from the last look. */
  const renewed = (seconds: number): void => {
    utimesSync(join(folder, 'looked'), 1_000, 1_000)
    utimesSync(join(folder, 'lease'), 1_000 + seconds, 1_000 + seconds)
  }

  it('is shell', () => {
    execFileSync('sh', ['-n'], { input: leaseLoop() })
  })

  it('ends what nobody holds any more, by what was written down before it was done', () => {
    renewed(-1)
    sh(`${expireScript(folder)}; :`)
    expect(faulty()).to.equal(false)
    expect(readdirSync(join(folder, 'undo'))).to.deep.equal([])
  })

  it('leaves it alone while somebody calls', () => {
    renewed(1)
    sh(expireScript(folder))
    expect(faulty()).to.equal(true)
  })

  it('is renewed by a call, and by every fault', () => {
    rmSync(join(folder, 'lease'))
    sh(renewScript(folder))
    expect(existsSync(join(folder, 'lease'))).to.equal(true)
  })

  it('tries again what could not be undone', () => {
    sh(leased(2, 'exit 3', ':', folder))
    renewed(-1)
    sh(`${expireScript(folder)}; :`)
    expect(readdirSync(join(folder, 'undo'))).to.deep.equal(['2'])
  })

  it('has nothing to do for what was undone', () => {
    sh(released(1, `rm '${folder}/fault'`, folder))
    expect(readdirSync(join(folder, 'undo'))).to.deep.equal([])
    expect(() => sh(released(1, 'exit 3', folder))).to.throw()
  })

  describe('of what a restart has ended', () => {
    const again = (act = `: >'${folder}/fault'`): string => leased(1, `rm -f '${folder}/fault'`, act, folder)
    const undone = (): string => released(1, `rm -f '${folder}/fault'`, folder)
    beforeEach(() => rmSync(join(folder, 'fault')))

    it('has it done again', () => {
      sh(again())
      expect(faulty()).to.equal(true)
    })

    it('does not after somebody else has undone it, or has begun to', () => {
      sh(undone())
      sh(again(), OVER)
      expect(faulty()).to.equal(false)
      expect(readdirSync(join(folder, 'undo'))).to.deep.equal([])
    })

    it('does not after it has expired', () => {
      sh(again())
      renewed(-1)
      sh(`${expireScript(folder)}; :`)
      sh(again(), OVER)
      expect(faulty()).to.equal(false)
    })

    it('undoes it once more where it is being undone in that very moment', () => {
      // Undone between the look and the act, whatever becomes of that.
      sh(again(`${undone()}; : >'${folder}/fault'`), OVER)
      sh(
        leased(2, `rm -f '${folder}/fault'`, `${released(2, ':', folder)}; : >'${folder}/fault'; exit 4`, folder),
        OVER,
      )
      expect(faulty()).to.equal(false)
      expect(readdirSync(join(folder, 'undo'))).to.deep.equal([])
    })
  })
})
