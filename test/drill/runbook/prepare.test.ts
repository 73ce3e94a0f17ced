import { expect } from 'chai'
import { withoutSecrets } from '../../../src/drill/runbook/prepare.ts'
import { aRunbook } from '../../runbook/rehearse/scripted-desk.ts'

describe('withoutSecrets', () => {
  it('keeps back what is a secret, and what has one in it, wherever it came from', () => {
    const runbook = aRunbook()
    const token = { name: 'TOKEN', example: 'secret', howToFind: 'the vault', secret: true, line: 1, column: 1 }
    const file = {
      file: '/x/book.md',
      name: 'book',
      sha256: '',
      runbook: { ...runbook, inputs: [...runbook.inputs, token] },
    }
    const values = {
      TOKEN: 'hunter2-and-more',
      FENCE: 'fence --token hunter2-and-more',
      STANDBY_URL: 'postgres://us:s3cret-word@db-b/shop',
      SERVICE_URL: 'http://127.0.0.1',
    }
    const prepared = { file, values, hands: { SOCKET: '/run/lab', NOTE: 's3cret-word' } }
    expect(withoutSecrets(prepared)).to.deep.equal({ SERVICE_URL: 'http://127.0.0.1', SOCKET: '/run/lab' })
  })
})
