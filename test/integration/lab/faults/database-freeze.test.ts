import { expect } from 'chai'
import { zoneOfDatabase } from '../../../../src/environments/lab/names.ts'
import {
  insideUrl,
  injected,
  LabRoot,
  openLab,
  undone,
  untilEvent,
  untilRedundant,
  writeUntilAcknowledged,
  type OpenLab,
} from '../lab-harness.ts'
import { queryOnce } from '../../../../src/environments/lab/postgres/sql.ts'
import { waitFor } from '../../../../src/system/wait.ts'

const answers = (lab: OpenLab, id: string): Promise<boolean> =>
  queryOnce(insideUrl(lab, id), 'select 1', [], 500).then(
    () => true,
    () => false,
  )

describe('database.freeze', function () {
  this.timeout(60_000)
  let root: LabRoot
  let lab: OpenLab

  before(async () => {
    root = await LabRoot.make()
  })
  afterEach(() => lab.environment.close('destroy'))
  after(() => root.remove())

  it('is noticed and fenced, though connections to it are accepted; nothing wakes', async () => {
    lab = await openLab(root)
    const target = await injected(lab, { kind: 'database.freeze', role: 'primary' })
    await writeUntilAcknowledged(lab.environment.customerUrl, 'w', 1)
    await untilEvent(lab, 'fenced')
    expect(await undone(lab, target)).to.contain('nothing will wake')
    expect(await untilRedundant(lab)).to.match(/^db-a streams from db-b/)
  })

  it('ends by itself after its time, and wakes who has no successor', async () => {
    lab = await openLab(root, { 'detection-threshold': '50' })
    const target = await injected(lab, { kind: 'database.freeze', role: 'primary', for: '700ms' })
    expect((await lab.environment.faults.undone(target)).holds).to.equal(false)
    const isOver = async (): Promise<boolean> => (await lab.environment.faults.undone(target)).holds
    await waitFor('the freeze to end by itself', isOver, { timeoutMs: 10_000, everyMs: 50 })
    expect(await answers(lab, target.component)).to.equal(true)
    expect(await undone(lab, target)).to.contain('awake')
  })

  it('never wakes a primary that was deposed without a fence: it kills it', async () => {
    lab = await openLab(root, { replication: 'async', 'promote-unfenced': 'true', 'fence-timeout': '200ms' })
    const cut = await injected(lab, { kind: 'zone.isolate', of: 'primary' }, 1)
    const frozen = await injected(lab, { kind: 'database.freeze', role: 'primary' }, 2)
    expect(cut.identity['zone']).to.equal(zoneOfDatabase(frozen.component))
    await untilEvent(lab, 'endpoint-moved')
    expect(await undone(lab, frozen)).to.contain('nothing will wake')
    expect(await answers(lab, frozen.component)).to.equal(false)
    await undone(lab, cut)
    await untilRedundant(lab)
  })
})
