import { expect } from 'chai'
import { parseSettings, withoutVariables } from '../../src/cli/settings.ts'

describe('parseSettings', () => {
  it('splits at the first equals sign; of a repeated key the last counts', () => {
    const findings: string[] = []
    expect(parseSettings(['a=1', 'b=x=y', 'a=2', 'c='], findings)).to.deep.equal({ a: '2', b: 'x=y', c: '' })
    expect(findings).to.deep.equal([])
  })

  it('collects what cannot be split, and goes on', () => {
    const findings: string[] = []
    expect(parseSettings(['replication', '=sync', 'a=1'], findings)).to.deep.equal({ a: '1' })
    expect(findings).to.have.length(2)
    expect(findings[0]).to.contain("--set 'replication': write key=value")
  })

  it('keeps a key that means something to JavaScript, so that it is found to be unknown', () => {
    expect(Object.keys(parseSettings(['__proto__=1', 'constructor=2'], []))).to.deep.equal(['__proto__', 'constructor'])
  })
})

describe('command in a report', () => {
  it('holds no value of a variable of the compose file, however it is written', () => {
    const set = ['env.DB_PASSWORD=hunter2', 'env.DB_PASSWORD=hun ter3', 'every=50ms']
    const command = `blackstart run x ${set.map((item) => `--set ${item}`).join(' ')}`
    expect(withoutVariables(command, set)).to.equal(
      'blackstart run x --set env.DB_PASSWORD=*** --set env.DB_PASSWORD=*** --set every=50ms',
    )
  })
})
