import { expect } from 'chai'
import { areRenewed } from '../../../../src/environments/aws/ports/identity.ts'
import { refuseUnsafeStart } from '../../../../src/environments/aws/safety/start.ts'
import type { AwsSettings } from '../../../../src/environments/aws/settings.ts'
import { FakeAccount, serviceError } from '../fake-ports.ts'

const MINUTE_MS = 60_000

describe('a drill in an account', () => {
  const refusal = async (account: FakeAccount, settings: Partial<AwsSettings> = {}): Promise<string> => {
    try {
      await refuseUnsafeStart(account.reach(settings))
      return 'starts'
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`
    }
  }

  it('starts where all is well', async () => {
    expect(await refusal(new FakeAccount())).to.equal('starts')
  })

  it('is refused in another account, before anything else is asked', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, account: '999999999999' }
    account.alarms = []
    expect(await refusal(account)).to.equal(
      'RefusedError: arn:aws:iam::111122223333:user/drill is in account 999999999999, and only 111122223333 may be drilled',
    )
  })

  it('is refused while an alarm is not OK, or is not there, or is not named', async () => {
    const account = new FakeAccount()
    account.alarms = [{ name: 'orders-down', arn: '', state: 'ALARM' }]
    expect(await refusal(account)).to.match(/is in ALARM/)
    expect(await refusal(account, { alarms: ['elsewhere'] })).to.match(/'elsewhere' does not exist/)
    expect(await refusal(account, { alarms: [] })).to.match(/no alarm is named/)
  })

  it('is refused when a question cannot be asked', async () => {
    const account = new FakeAccount()
    const reach = account.reach()
    const ports = {
      ...reach.ports,
      alarms: async () => {
        throw serviceError('AccessDenied', 403)
      },
    }
    const error: unknown = await refuseUnsafeStart({ ...reach, ports }).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/alarms could not be asked.*blackstart iam/)
  })

  it('is refused with credentials that end before its undo', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, expiresAt: new Date(Date.now() + MINUTE_MS / 2) }
    expect(await refusal(account)).to.match(/sign in again/)
    account.who = { ...account.who, expiresAt: new Date(Date.now() - 1) }
    expect(await refusal(account)).to.match(/have expired/)
    account.who = { ...account.who, expiresAt: new Date(Date.now() + 10 * MINUTE_MS) }
    expect(await refusal(account)).to.equal('starts')
  })

  it('starts with credentials that are given anew before they end', async () => {
    const account = new FakeAccount()
    const expiresAt = new Date(Date.now() + MINUTE_MS / 2)
    account.who = { ...account.who, temporary: true, renewed: true, expiresAt }
    expect(await refusal(account)).to.equal('starts')
    expect(areRenewed({ $source: { CREDENTIALS_IMDS: '0' } })).to.equal(true)
    expect(areRenewed({ $source: { CREDENTIALS_ENV_VARS: 'g' } })).to.equal(false)
    expect(areRenewed({})).to.equal(false)
  })

  it('is refused with a session token of which nobody knows the end', async () => {
    const account = new FakeAccount()
    account.who = { ...account.who, temporary: true }
    expect(await refusal(account)).to.match(/bear a session token.*set AWS_CREDENTIAL_EXPIRATION/)
    account.who = { ...account.who, expiresAt: new Date(Date.now() + 10 * MINUTE_MS) }
    expect(await refusal(account)).to.equal('starts')
  })
})
