import { expect } from 'chai'
import { PostgresUnusableError } from '../../../../src/environments/lab/postgres/errors.ts'
import { privilegeModes, runsAsUser, usesBinary } from '../../../../src/environments/lab/postgres/privilege.ts'

describe('How PostgreSQL is started', () => {
  it('is as it is for an ordinary user', () => {
    expect(privilegeModes(1000)).to.deep.equal(['plain'])
    expect(usesBinary('plain', '/bin/postgres', ['-D', 'x'])).to.deep.equal({
      command: '/bin/postgres',
      args: ['-D', 'x'],
      options: {},
    })
  })

  it('is in a user namespace, else as nobody, for root', () => {
    expect(privilegeModes(0)).to.deep.equal(['userns', 'uid'])
    const namespace = usesBinary('userns', '/bin/postgres', ['-D', 'x'])
    expect(namespace.command).to.equal('unshare')
    expect(namespace.args.slice(-3)).to.deep.equal(['/bin/postgres', '-D', 'x'])
    expect(namespace.options).to.deep.equal({})
    expect(usesBinary('uid', '/bin/postgres', []).options).to.deep.equal({ uid: 65534, gid: 65534 })
  })

  it('is refused when the program would still be somebody else', async () => {
    const stillRoot = (): ReturnType<typeof usesBinary> => ({ command: 'echo', args: ['0'], options: {} })
    expect(await runsAsUser(stillRoot).catch((error: unknown) => error)).to.be.instanceOf(PostgresUnusableError)
  })
})
