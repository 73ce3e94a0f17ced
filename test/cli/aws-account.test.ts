import { expect } from 'chai'
import { refuseForeignAccount } from '../../src/cli/aws-account.ts'
import { CommandError } from '../../src/cli/exits.ts'

describe('refuseForeignAccount', () => {
  const aws = { accounts: ['111111111111'], region: 'eu-central-1' }
  const refusal = (account: () => Promise<string | undefined>): Promise<unknown> =>
    refuseForeignAccount(aws, account).then(
      () => undefined,
      (error: unknown) => error,
    )

  it('lets a drill into an account of the list, and one of somebody who is signed in nowhere', async () => {
    expect(await refusal(async () => '111111111111')).to.equal(undefined)
    expect(await refusal(async () => undefined)).to.equal(undefined)
  })

  it('refuses every other account, and one that nobody can name', async () => {
    const other = await refusal(async () => '222222222222')
    expect(other).to.be.instanceOf(CommandError).and.to.include({ exitCode: 3 })
    expect((other as Error).message).to.match(/AWS account 222222222222, and only 111111111111 may be drilled/)
    expect(await refusal(async () => Promise.reject(new Error('expired')))).to.include({ exitCode: 3 })
  })

  it('asks nobody where the team says nothing about AWS', async () => {
    await refuseForeignAccount(undefined, () => expect.fail('asked'))
  })
})
