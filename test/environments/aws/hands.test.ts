import { expect } from 'chai'
import { handsOf } from '../../../src/environments/aws/hands.ts'
import { CLUSTER, FakeAccount } from './fake-ports.ts'

const DRILL = { drillId: 'drill-1', recordFolder: '/records/drill-1' }

describe('the hands of a runbook on AWS', () => {
  it('are commands for the one database of the drill', async () => {
    const hands = await handsOf(new FakeAccount().reach(), DRILL)
    expect(hands).to.include({
      RESTORE: 'blackstart aws restore',
      BACKUPS: 'blackstart aws snapshots',
      RESTORE_BACKUP: 'blackstart aws restore --snapshot',
      END_RESTORE: 'blackstart aws end-restore',
      PRIMARY_ZONE: 'eu-west-1a',
      SHIFT: 'blackstart aws shift eu-west-1a',
      STANDBY_ZONE: 'eu-west-1b',
      SHIFT_FROM: 'blackstart aws shift',
      UNSHIFT: 'blackstart aws unshift',
      SHIFTED: 'blackstart aws shifted',
    })
    expect(hands['RESTORED_DATABASE']).to.match(/^orders-drill-/)
    expect(JSON.parse(hands['BLACKSTART_AWS'] ?? '')).to.deep.equal(DRILL)
  })

  it('promote the second region where one is named, also where nothing can be restored', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...CLUSTER, id: 'other' }]
    const hands = await handsOf(account.reach({ secondRegion: 'eu-central-1' }), DRILL)
    expect(hands).to.include({
      FIRST_REGION: 'eu-west-1',
      SECOND_REGION: 'eu-central-1',
      PROMOTE: 'blackstart aws promote --allow-data-loss',
      SWITCH_OVER: 'blackstart aws promote --switchover',
      PROMOTED: 'blackstart aws promoted',
    })
    expect(hands).not.to.have.property('RESTORE')
  })

  it('promote nothing where the first region holds no database that may lose its writer', async () => {
    const account = new FakeAccount()
    const settings = { secondRegion: 'eu-central-1', protectedTags: [{ key: 'stage', value: 'live' }] }
    const promotes = async (): Promise<boolean> => 'PROMOTE' in (await handsOf(account.reach(settings), DRILL))
    expect(await promotes()).to.equal(true)
    for (const tags of [{ ...CLUSTER.tags, stage: 'live' }, {}]) {
      account.databases = [{ ...CLUSTER, tags }]
      expect(await promotes()).to.equal(false)
    }
  })

  it('restore nothing where it is not clear what', async () => {
    const account = new FakeAccount()
    account.databases = [CLUSTER, { ...CLUSTER, id: 'other' }]
    expect(Object.keys(await handsOf(account.reach(), DRILL))).to.deep.equal(['BLACKSTART_AWS'])
  })
})
